import type { BinnedTable } from "./dataset.ts";

/** Bytes of one histogram cell: a gradient sum and a hessian sum. */
export const cellBytes = 16;

/**
 * For every row the histogram cells it falls into, rows one after another. A column's most frequent bin is worked out
 * by subtraction, so it is left out.
 *
 * Shape   starts [rows + 1] byte offsets into cells; cells = byte offsets into a histogram
 */
export interface RowCells {
  readonly starts: Int32Array;
  readonly cells: Int32Array;
}

/** Lists the cells of every row. */
export function rowCells({ rows, columns, bins }: BinnedTable): RowCells {
  const starts = new Int32Array(rows + 1);
  columns.forEach(({ mostFrequentBin }, at) => {
    for (let row = 0; row < rows; row++) if (bins[at * rows + row] !== mostFrequentBin) starts[row + 1]++;
  });
  for (let row = 0; row < rows; row++) starts[row + 1] += starts[row];
  const cells = new Int32Array(starts[rows]);
  const next = starts.slice();
  columns.forEach(({ mostFrequentBin, firstCell }, at) => {
    for (let row = 0; row < rows; row++) {
      const bin = bins[at * rows + row];
      if (bin !== mostFrequentBin) cells[next[row]++] = (firstCell + bin) * cellBytes;
    }
  });
  return { starts: starts.map((start) => start * Int32Array.BYTES_PER_ELEMENT), cells };
}
