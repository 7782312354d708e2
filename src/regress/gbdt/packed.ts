import type { FittedBooster } from "./booster.ts";
import type { Tree } from "./tree.ts";

/** A fitted booster with its trees in three arrays: thousands of small ones are slow to send between threads. */
export interface PackedBooster extends Omit<FittedBooster, "ensemble"> {
  readonly ensemble: Omit<FittedBooster["ensemble"], "trees">;
  readonly shrinkages: Float64Array;
  readonly leaves: Int32Array;
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
}

const nodeDoubles = ["splitGain", "threshold", "internalValue", "internalWeight"] as const;
const leafDoubles = ["leafValue", "leafWeight"] as const;
const nodeIntegers = ["splitFeature", "leftChild", "rightChild", "internalCount", "decisionType"] as const;

/**
 * Lays all trees end to end.
 *
 * Shape   per tree: inner-node arrays [leaves - 1], then leaf arrays [leaves]
 */
export function packBooster({ ensemble: { trees, ...ensemble }, ...rest }: FittedBooster): PackedBooster {
  const leaves = Int32Array.from(trees, (tree) => tree.leaves);
  const all = leaves.reduce((sum, count) => sum + count, 0);
  const nodes = all - trees.length;
  const doubles = new Float64Array(nodeDoubles.length * nodes + leafDoubles.length * all);
  const integers = new Int32Array(nodeIntegers.length * nodes + all);
  let doubleAt = 0;
  let integerAt = 0;
  for (const tree of trees) {
    for (const key of [...nodeDoubles, ...leafDoubles]) {
      doubles.set(tree[key], doubleAt);
      doubleAt += tree[key].length;
    }
    for (const key of [...nodeIntegers, "leafCount"] as const) {
      integers.set(tree[key], integerAt);
      integerAt += tree[key].length;
    }
  }
  const shrinkages = Float64Array.from(trees, (tree) => tree.shrinkage);
  return { ...rest, ensemble, shrinkages, leaves, doubles, integers };
}

/**
 * The booster again; its trees are views of the packed arrays.
 *
 * Shape   as `packBooster`
 */
export function unpackBooster(packed: PackedBooster): FittedBooster {
  const { ensemble, shrinkages, leaves, doubles, integers, ...rest } = packed;
  let doubleAt = 0;
  let integerAt = 0;
  const nextDoubles = (length: number) => {
    doubleAt += length;
    return doubles.subarray(doubleAt - length, doubleAt);
  };
  const nextIntegers = (length: number) => {
    integerAt += length;
    return integers.subarray(integerAt - length, integerAt);
  };
  const trees = Array.from(leaves, (count, at): Tree => {
    const nodes = count - 1;
    const [splitGain, threshold, internalValue, internalWeight] = nodeDoubles.map(() => nextDoubles(nodes));
    const [leafValue, leafWeight] = leafDoubles.map(() => nextDoubles(count));
    const [splitFeature, leftChild, rightChild, internalCount, decisionType] = nodeIntegers.map(() =>
      nextIntegers(nodes),
    );
    return {
      leaves: count,
      splitFeature,
      splitGain,
      threshold,
      decisionType: Uint8Array.from(decisionType),
      leftChild,
      rightChild,
      leafValue,
      leafWeight,
      leafCount: nextIntegers(count),
      internalValue,
      internalWeight,
      internalCount,
      shrinkage: shrinkages[at],
    };
  });
  return { ...rest, ensemble: { ...ensemble, trees } };
}
