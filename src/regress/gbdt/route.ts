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
  grown: GrownTree,
  leafValue: Float64Array,
  bins: BinArray,
  columns: readonly BinnedColumn[],
  only?: Int32Array,
): void {
  const { splitColumn, splitBin, tree } = grown;
  const { leftChild, rightChild, decisionType } = tree;
  const rows = scores.length;
  const nodes = splitColumn.length;
  const base = Int32Array.from(splitColumn, (at) => at * rows);
  const special = Int32Array.from(splitColumn, (at) => specialBin(columns[at]));
  const count = only === undefined ? rows : only.length;
  if (nodes === 0) {
    for (let at = 0; at < count; at++) scores[only === undefined ? at : only[at]] += leafValue[0];
    return;
  }
  for (let at = 0; at < count; at++) {
    const row = only === undefined ? at : only[at];
    let node = 0;
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
