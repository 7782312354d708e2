import type { Tree } from "./tree.ts";

/** Makes empty trees whose arrays share a few large buffers: thousands of small ones are slow to make and to clear away. */
export interface TreeStore {
  /** Shape   inner-node arrays [leaves - 1], leaf arrays [leaves] */
  take(leaves: number): Tree;
}

const chunkBytes = 65_536;

/** Starts a store. */
export function makeTreeStore(): TreeStore {
  let buffer = new ArrayBuffer(0);
  let at = 0;
  const next = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  return {
    take(leaves) {
      const nodes = leaves - 1;
      const needed = 8 * (4 * nodes + 2 * leaves) + 4 * (4 * nodes + leaves) + nodes;
      if (at + needed > buffer.byteLength) {
        buffer = new ArrayBuffer(Math.max(chunkBytes, needed));
        at = 0;
      }
      const doubles = (length: number) => new Float64Array(buffer, next(8 * length), length);
      const integers = (length: number) => new Int32Array(buffer, next(4 * length), length);
      const tree: Tree = {
        leaves,
        splitGain: doubles(nodes),
        threshold: doubles(nodes),
        internalValue: doubles(nodes),
        internalWeight: doubles(nodes),
        leafValue: doubles(leaves),
        leafWeight: doubles(leaves),
        splitFeature: integers(nodes),
        leftChild: integers(nodes),
        rightChild: integers(nodes),
        internalCount: integers(nodes),
        leafCount: integers(leaves),
        decisionType: new Uint8Array(buffer, next(nodes), nodes),
        shrinkage: 1,
      };
      at = Math.ceil(at / 8) * 8;
      return tree;
    },
  };
}
