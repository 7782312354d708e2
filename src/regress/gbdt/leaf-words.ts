import type { Ensemble, Tree } from "./tree.ts";

/** Leaves to a word of a mask. */
export const wordLeaves = 32;

/** Up to 32 leaves of one tree, in order from left to right: a tree of more leaves takes several words. */
export interface Word {
  readonly tree: Tree;
  /** Position of the word's first leaf among the tree's leaves from left to right. */
  readonly first: number;
  readonly place: LeafPlaces;
}

/** Where a tree's leaves lie from left to right. */
export interface LeafPlaces {
  /** Leaf at each position. */
  readonly leafAt: Int32Array;
  /** Positions [start, middle) lie below the left child of a node, [middle, end) below the right one. */
  readonly start: Int32Array;
  readonly middle: Int32Array;
  readonly end: Int32Array;
}

/** The words of an ensemble, in tree order. */
export function wordsOf(ensemble: Ensemble): Word[] {
  return ensemble.trees.flatMap((tree) => {
    const place = leafPlaces(tree);
    const count = Math.ceil(tree.leaves / wordLeaves);
    return Array.from({ length: count }, (_, at) => ({ tree, first: at * wordLeaves, place }));
  });
}

function leafPlaces(tree: Tree): LeafPlaces {
  const inner = tree.leaves - 1;
  const places: LeafPlaces = {
    leafAt: new Int32Array(tree.leaves),
    start: new Int32Array(inner),
    middle: new Int32Array(inner),
    end: new Int32Array(inner),
  };
  let met = 0;
  const waiting: { node: number; next: "left" | "middle" | "end" }[] = [
    { node: inner === 0 ? -1 : 0, next: "left" },
  ];
  while (waiting.length > 0) {
    const { node, next } = waiting.pop()!;
    if (node < 0) places.leafAt[met++] = ~node;
    else if (next === "left") {
      places.start[node] = met;
      waiting.push({ node, next: "middle" }, { node: tree.leftChild[node], next: "left" });
    } else if (next === "middle") {
      places.middle[node] = met;
      waiting.push({ node, next: "end" }, { node: tree.rightChild[node], next: "left" });
    } else places.end[node] = met;
  }
  return places;
}

/** Bits of the positions from `start` to `end` that lie in a word. */
export function bitsOf(word: Word, start: number, end: number): number {
  const from = Math.max(0, start - word.first);
  const to = Math.min(wordLeaves, end - word.first);
  if (to <= from) return 0;
  return to - from === wordLeaves ? -1 : ((1 << (to - from)) - 1) << from;
}
