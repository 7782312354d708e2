import { greedyBounds } from "./greedy-bounds.ts";
import { nextUp, zeroThreshold } from "./numerics.ts";
import type { Parameters } from "./parameters.ts";

/** Missing values of a column count as zeros. */
export const missingNone = 0;
/** Missing values and zeros go together, to whichever side is better. */
export const missingZero = 1;
/** Missing values have a bin of their own. */
export const missingNaN = 2;

/** How one column is cut into bins. */
export interface ColumnBins {
  /** Upper bounds, ascending; the last is infinity, or NaN behind it where NaN has its own bin. */
  readonly bounds: Float64Array;
  readonly missing: number;
  /** Bin of 0. */
  readonly defaultBin: number;
  readonly mostFrequentBin: number;
  readonly min: number;
  readonly max: number;
  /** No split can use it. */
  readonly trivial: boolean;
}

/**
 * Cuts one column into bins, zero apart.
 *
 * Shape   sample [total]; `kept` = its values that are NaN or not zero, reordered in place: numbers sorted first
 * Source  LightGBM BinMapper::FindBin
 */
export function findBins(
  kept: Float64Array,
  total: number,
  rows: number,
  parameters: Parameters,
): ColumnBins {
  const numbers = gatherNumbersInPlace(kept);
  const values = kept.subarray(0, numbers).sort();
  const nans = kept.length - numbers;
  let missing = missingNone;
  if (parameters.useMissing) {
    if (parameters.zeroAsMissing) missing = missingZero;
    else if (nans > 0) missing = missingNaN;
  }
  const missingCount = missing === missingNaN ? nans : 0;
  const { distinct, counts } = distinctValues(values, total - numbers - missingCount);

  let bounds: number[];
  if (missing === missingNaN) {
    bounds = boundsAroundZero(distinct, counts, parameters.maxBin - 1, total - missingCount, parameters);
    bounds.push(Number.NaN);
  } else {
    bounds = boundsAroundZero(distinct, counts, parameters.maxBin, total, parameters);
    if (missing === missingZero && bounds.length === 2) missing = missingNone;
  }
  const binCounts = new Int32Array(bounds.length);
  for (let at = 0, bin = 0; at < distinct.length; at++) {
    while (bin < bounds.length - 1 && distinct[at] > bounds[bin]) bin++;
    binCounts[bin] += counts[at];
  }
  if (missing === missingNaN) binCounts[bounds.length - 1] = missingCount;

  const exact = Float64Array.from(bounds);
  const defaultBin = binOf(0, exact, missing);
  let mostFrequentBin = 0;
  for (let bin = 1; bin < binCounts.length; bin++) {
    if (binCounts[bin] > binCounts[mostFrequentBin]) mostFrequentBin = bin;
  }
  if (binCounts[mostFrequentBin] / total < 0.7) mostFrequentBin = defaultBin;
  const least = Math.trunc((parameters.minDataInLeaf * total) / rows);
  return {
    bounds: exact,
    missing,
    defaultBin,
    mostFrequentBin,
    min: distinct[0] ?? 0,
    max: distinct.at(-1) ?? 0,
    trivial: bounds.length <= 1 || (parameters.featurePreFilter && !canSplit(binCounts, total, least)),
  };
}

/** Bin of a value: NaN goes to its own bin or counts as 0. */
export function binOf(value: number, bounds: Float64Array, missing: number): number {
  let high = bounds.length - 1;
  if (missing === missingNaN) {
    if (Number.isNaN(value)) return high;
    high -= 1;
  }
  const number = Number.isNaN(value) ? 0 : value;
  let low = 0;
  while (low < high) {
    const middle = (low + high - 1) >> 1;
    if (number <= bounds[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Moves the numbers to the front; what lies behind them stays as it was. Returns how many there are. */
function gatherNumbersInPlace(values: Float64Array): number {
  let count = 0;
  for (const value of values) {
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return count;
}

function distinctValues(values: Float64Array, zeros: number): { distinct: number[]; counts: number[] } {
  const distinct: number[] = [];
  const counts: number[] = [];
  const add = (value: number, count: number) => {
    distinct.push(value);
    counts.push(count);
  };
  if (values.length === 0 || (values[0] > 0 && zeros > 0)) add(0, zeros);
  if (values.length > 0) add(values[0], 1);
  for (let at = 1; at < values.length; at++) {
    const [before, value] = [values[at - 1], values[at]];
    if (value <= nextUp(before)) {
      distinct[distinct.length - 1] = value;
      counts[counts.length - 1] += 1;
      continue;
    }
    if (before < 0 && value > 0) add(0, zeros);
    add(value, 1);
  }
  if (values.length > 0 && values[values.length - 1] < 0 && zeros > 0) add(0, zeros);
  return { distinct, counts };
}

function boundsAroundZero(
  distinct: readonly number[],
  counts: readonly number[],
  maxBin: number,
  total: number,
  { minDataInBin }: Parameters,
): number[] {
  let [negatives, zeros, positives] = [0, 0, 0];
  distinct.forEach((value, at) => {
    if (value <= -zeroThreshold) negatives += counts[at];
    else if (value > zeroThreshold) positives += counts[at];
    else zeros += counts[at];
  });
  let left = distinct.findIndex((value) => value > -zeroThreshold);
  if (left < 0) left = distinct.length;
  let bounds: number[] = [];
  if (left > 0 && maxBin > 1) {
    const room = Math.max(1, Math.trunc((negatives / (total - zeros)) * (maxBin - 1)));
    bounds = greedyBounds(distinct.slice(0, left), counts.slice(0, left), room, negatives, minDataInBin);
    bounds[bounds.length - 1] = -zeroThreshold;
  }
  const right = distinct.findIndex((value, at) => at >= left && value > zeroThreshold);
  const room = maxBin - 1 - bounds.length;
  if (right < 0 || room <= 0) return [...bounds, Number.POSITIVE_INFINITY];
  const above = greedyBounds(distinct.slice(right), counts.slice(right), room, positives, minDataInBin);
  return [...bounds, zeroThreshold, ...above];
}

function canSplit(binCounts: Int32Array, total: number, least: number): boolean {
  let before = 0;
  for (let bin = 0; bin < binCounts.length - 1; bin++) {
    before += binCounts[bin];
    if (before >= least && total - before >= least) return true;
  }
  return false;
}
