import { shown } from "./errors.ts";
import { column, type Matrix } from "./matrix.ts";

/** Counts of values in bins of equal width. */
export interface Histogram {
  /** Bounds of the bins: one more than there are bins. */
  readonly edges: Float64Array;
  readonly counts: Int32Array;
}

/**
 * Counts values in bins of equal width from the smallest to the largest; the last bin holds its upper bound.
 *
 * Shape   [n] → counts [bins], edges [bins + 1]
 * Source  numpy.histogram
 *
 * @throws {RangeError} if there is no value or no bin, or a value is not finite
 */
export function histogram(values: Float64Array, { bins }: { readonly bins: number }): Histogram {
  if (values.length === 0) throw new RangeError("histogram: values must not be empty.");
  if (!Number.isInteger(bins) || bins < 1)
    throw new RangeError(`histogram: bins must be a whole number from 1, got ${shown(bins)}.`);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value))
      throw new RangeError(`histogram: values must be finite, got ${shown(value)}.`);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const edges = Float64Array.from({ length: bins + 1 }, (_, at) => low + ((high - low) * at) / bins);
  edges[bins] = high;
  const counts = new Int32Array(bins);
  for (const value of values) {
    let bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    if (value < edges[bin]) bin -= 1;
    else if (bin < bins - 1 && value >= edges[bin + 1]) bin += 1;
    counts[bin] += 1;
  }
  return { edges, counts };
}

/**
 * Mean of each column, as a record.
 *
 * Shape   [n × columns] → name → mean
 */
export function columnMeans(source: Matrix): Readonly<Record<string, number>> {
  return Object.fromEntries(
    source.names.map((name) => [
      name,
      column(source, name).reduce((sum, value) => sum + value, 0) / source.rows,
    ]),
  );
}

/**
 * Place of the smallest number, the first among equals; -1 where there is none. Unlike `Math.min(...values)` it takes
 * any number of them.
 *
 * Shape   [n] → place
 */
export function placeOfSmallest(values: ArrayLike<number>): number {
  let place = -1;
  for (let at = 0; at < values.length; at++) if (place < 0 || values[at] < values[place]) place = at;
  return place;
}
