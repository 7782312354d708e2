import type { Matrix } from "../../table/index.ts";
import { binOf, type ColumnBins, findBins } from "./bins.ts";
import { type BundleColumn, bundleColumns } from "./bundles.ts";
import { lcg } from "./lcg.ts";
import { format17 } from "./number-format.ts";
import { zeroThreshold } from "./numerics.ts";
import type { Parameters } from "./parameters.ts";

/** Bin numbers, in the smallest type that holds them. */
export type BinArray = Uint8Array | Uint16Array;

/** One usable column of a binned table. */
export interface BinnedColumn extends ColumnBins {
  /** Position in the table. */
  readonly column: number;
  /** First cell of this column in a histogram over all columns. */
  readonly firstCell: number;
}

/**
 * A table cut into bins, ready for training. Depends on no labels: one serves all targets.
 *
 * Shape   bins [used columns × rows], column after column
 */
export interface BinnedTable {
  readonly names: readonly string[];
  /** `[min:max]` or `none`, per column of the table. */
  readonly infos: readonly string[];
  readonly rows: number;
  readonly columns: readonly BinnedColumn[];
  readonly cells: number;
  readonly bins: BinArray;
}

/**
 * Bins a table as LightGBM's dataset does, bundling included.
 *
 * Shape   features [rows × columns] → bins [usable columns × rows]
 * Random  above `binConstructSampleCnt` rows, a sample drawn with `dataRandomSeed`
 * Source  LightGBM DatasetLoader, BinMapper
 */
export function binTable(features: Matrix, parameters: Parameters): BinnedTable {
  const { rows, names } = features;
  const total = Math.min(rows, parameters.binConstructSampleCnt);
  const sample = lcg(parameters.dataRandomSeed).sample(rows, total);
  const infos: string[] = [];
  const columns: BinnedColumn[] = [];
  const bundled: BundleColumn[] = [];
  let cells = 0;
  for (let column = 0; column < names.length; column++) {
    const { kept, positions } = keptSample(features, column, sample);
    const found = findBins(kept, total, rows, parameters);
    infos.push(found.trivial ? "none" : `[${format17(found.min)}:${format17(found.max)}]`);
    if (found.trivial) continue;
    columns.push({ ...found, column, firstCell: cells });
    cells += found.bounds.length;
    if (parameters.enableBundle) {
      bundled.push({ positions: busyPositions(kept, positions, total, found), keptCount: kept.length });
    }
  }
  const bins = binRows(features, columns);
  if (parameters.enableBundle) {
    for (const group of bundleColumns(bundled, total, rows, parameters.isEnableSparse)) {
      keepLastInPlace(bins, rows, columns, group);
    }
  }
  return { names, infos, rows, columns, cells, bins };
}

/**
 * Bins of other rows under the same cuts, without bundling.
 *
 * Shape   features [rows × same columns, same order] → [usable columns × rows]
 */
export function binRows(features: Matrix, columns: readonly BinnedColumn[]): BinArray {
  const { rows, values } = features;
  const width = features.names.length;
  const most = columns.reduce((most, { bounds }) => Math.max(most, bounds.length), 0);
  const size = rows * columns.length;
  const bins: BinArray = most <= 0x100 ? new Uint8Array(size) : new Uint16Array(size);
  columns.forEach(({ column, bounds, missing }, at) => {
    for (let row = 0, to = at * rows; row < rows; row++, to++) {
      bins[to] = binOf(values[row * width + column], bounds, missing);
    }
  });
  return bins;
}

/** The sampled values of a column that are NaN or not zero, and where in the sample they stand. */
function keptSample(
  { values, names }: Matrix,
  column: number,
  sample: Int32Array,
): { kept: Float64Array; positions: Int32Array } {
  const kept = new Float64Array(sample.length);
  const positions = new Int32Array(sample.length);
  let count = 0;
  for (let at = 0; at < sample.length; at++) {
    const value = values[sample[at] * names.length + column];
    if (Math.abs(value) <= zeroThreshold) continue;
    kept[count] = value;
    positions[count++] = at;
  }
  return { kept: kept.slice(0, count), positions: positions.slice(0, count) };
}

/**
 * Sample positions outside the most frequent bin, as the library counts them: by the time it looks, it has sorted the
 * values but not their positions, so the pairs are wrong. Models depend on it.
 */
function busyPositions(
  sorted: Float64Array,
  positions: Int32Array,
  total: number,
  { bounds, missing, defaultBin, mostFrequentBin }: ColumnBins,
): Int32Array {
  if (defaultBin === mostFrequentBin) return positions;
  const out: number[] = [];
  for (let at = 0, next = 0; at < total; at++) {
    if (positions[next] !== at) out.push(at);
    else if (binOf(sorted[next++], bounds, missing) !== mostFrequentBin) out.push(at);
  }
  return out.length === 0 ? positions : Int32Array.from(out);
}

/** Of the columns in a group, a row keeps the last that is not in its most frequent bin. */
function keepLastInPlace(
  bins: BinArray,
  rows: number,
  columns: readonly BinnedColumn[],
  group: readonly number[],
): void {
  const descending = group.toSorted((a, b) => b - a);
  for (let row = 0; row < rows; row++) {
    let taken = false;
    for (const at of descending) {
      const usual = columns[at].mostFrequentBin;
      if (bins[at * rows + row] === usual) continue;
      if (taken) bins[at * rows + row] = usual;
      taken = true;
    }
  }
}
