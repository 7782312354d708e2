import type { BinnedColumn, BinnedTable } from "./dataset.ts";

/**
 * For every row the histogram cells it falls into, rows one after another, usual bins left out.
 *
 * Shape   starts [rows + 1], cells [starts[rows]]
 */
export interface RowCells {
  readonly starts: Int32Array;
  readonly cells: Uint16Array | Int32Array;
}

/** Lists the cells of every row; a column's most frequent bin is worked out by subtraction, so it is left out. */
export function rowCells({ rows, columns, bins, cells }: BinnedTable): RowCells {
  const starts = new Int32Array(rows + 1);
  columns.forEach(({ mostFrequentBin }, at) => {
    for (let row = 0; row < rows; row++) if (bins[at * rows + row] !== mostFrequentBin) starts[row + 1]++;
  });
  for (let row = 0; row < rows; row++) starts[row + 1] += starts[row];
  const out = cells <= 0x10000 ? new Uint16Array(starts[rows]) : new Int32Array(starts[rows]);
  const next = starts.slice();
  columns.forEach(({ mostFrequentBin, firstCell }, at) => {
    for (let row = 0; row < rows; row++) {
      const bin = bins[at * rows + row];
      if (bin !== mostFrequentBin) out[next[row]++] = firstCell + bin;
    }
  });
  return { starts, cells: out };
}

/**
 * Sums gradients and hessians per cell over the given rows, in their order.
 *
 * Shape   histogram [2 × cells], gradient and hessian in turn; without hessians each row counts 1
 */
export function fillHistogramInPlace(
  histogram: Float64Array,
  { starts, cells }: RowCells,
  rows: Int32Array,
  from: number,
  to: number,
  gradients: Float32Array,
  hessians: Float32Array | undefined,
): void {
  histogram.fill(0);
  if (hessians === undefined) {
    for (let at = from; at < to; at++) {
      const row = rows[at];
      const gradient = gradients[row];
      const end = starts[row + 1];
      for (let entry = starts[row]; entry < end; entry++) {
        const cell = 2 * cells[entry];
        histogram[cell] += gradient;
        histogram[cell + 1] += 1;
      }
    }
    return;
  }
  for (let at = from; at < to; at++) {
    const row = rows[at];
    const gradient = gradients[row];
    const hessian = hessians[row];
    const end = starts[row + 1];
    for (let entry = starts[row]; entry < end; entry++) {
      const cell = 2 * cells[entry];
      histogram[cell] += gradient;
      histogram[cell + 1] += hessian;
    }
  }
}

/**
 * Fills the cell of each most frequent bin with what the other cells leave of the leaf's sums.
 * Rounding residue stays in it even if the bin is empty: later sums depend on it.
 */
export function fixUsualCellsInPlace(
  histogram: Float64Array,
  columns: readonly BinnedColumn[],
  gradient: number,
  hessian: number,
): void {
  for (const { mostFrequentBin, firstCell, bounds } of columns) {
    if (mostFrequentBin === 0) continue;
    let restGradient = gradient;
    let restHessian = hessian;
    for (let bin = 0; bin < bounds.length; bin++) {
      if (bin === mostFrequentBin) continue;
      restGradient -= histogram[2 * (firstCell + bin)];
      restHessian -= histogram[2 * (firstCell + bin) + 1];
    }
    histogram[2 * (firstCell + mostFrequentBin)] = restGradient;
    histogram[2 * (firstCell + mostFrequentBin) + 1] = restHessian;
  }
}

/** Turns a parent's histogram into that of its larger child. */
export function subtractInPlace(parent: Float64Array, smaller: Float64Array): void {
  for (let at = 0; at < parent.length; at++) parent[at] -= smaller[at];
}
