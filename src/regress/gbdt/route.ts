import { missingNaN, missingNone, missingZero } from "./bins.ts";
import type { BinArray, BinnedColumn } from "./dataset.ts";
import type { GrownTree } from "./grow.ts";

/**
 * Adds a tree's leaf values to the scores of rows that did not grow it.
 *
 * Shape   bins [usable columns × rows], scores [rows]; `only` = the rows meant, all without it
 */
export function addTreeScoresInPlace(
  scores: Float64Array,
  { splitColumn, splitBin, tree }: GrownTree,
  bins: BinArray,
  columns: readonly BinnedColumn[],
  only?: Int32Array,
): void {
  const { leftChild, rightChild, decisionType, leafValue } = tree;
  const rows = scores.length;
  const nodes = tree.leaves - 1;
  const base = new Int32Array(nodes);
  const special = new Int32Array(nodes);
  for (let node = 0; node < nodes; node++) {
    base[node] = splitColumn[node] * rows;
    special[node] = specialBin(columns[splitColumn[node]]);
  }
  const count = only === undefined ? rows : only.length;
  for (let at = 0; at < count; at++) {
    const row = only === undefined ? at : only[at];
    let node = nodes === 0 ? -1 : 0;
    while (node >= 0) {
      const bin = bins[base[node] + row];
      const goesLeft = bin === special[node] ? (decisionType[node] & 2) !== 0 : bin <= splitBin[node];
      node = goesLeft ? leftChild[node] : rightChild[node];
    }
    scores[row] += leafValue[~node];
  }
}

/** The bin whose side is stored, not compared; -1 where there is none. */
function specialBin({ missing, bounds, defaultBin }: BinnedColumn): number {
  if (missing === missingNone) return -1;
  return missing === missingNaN ? bounds.length - 1 : missing === missingZero ? defaultBin : -1;
}
