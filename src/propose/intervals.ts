import { NumpyRandomState } from "../random/index.ts";
import { type Matrix, shown } from "../table/index.ts";

/** An interval of a domain's share. */
export interface ShareInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile bootstrap intervals of the mean share of each domain over the kept candidates: the error bars of the
 * authors' bar chart. They show how much the kept candidates differ, not how far the recommendation can be trusted.
 *
 * Shape   kept [rows × domains] → domain → interval
 * Random  reads only `seed`; rows are drawn with replacement
 * Source  authors' notebook draws its bars with a 95 % bootstrap interval of the mean over the best 128
 *
 * @throws {RangeError} if `level` is not between 0 and 1, or there are no rows or no resamples
 * @example bootstrapIntervals(recommendation.kept, { seed: 0 })
 */
export function bootstrapIntervals(
  kept: Matrix,
  {
    seed,
    resamples = 1000,
    level = 0.95,
  }: { readonly seed: number; readonly resamples?: number; readonly level?: number },
): Readonly<Record<string, ShareInterval>> {
  if (!(level > 0 && level < 1))
    throw new RangeError(`bootstrapIntervals: level must lie between 0 and 1, got ${shown(level)}.`);
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new RangeError(
      `bootstrapIntervals: resamples must be a whole number from 1, got ${shown(resamples)}.`,
    );
  if (kept.rows === 0) throw new RangeError("bootstrapIntervals: kept must have rows, got none.");
  const random = new NumpyRandomState(seed);
  const width = kept.names.length;
  const means = kept.names.map(() => new Float64Array(resamples));
  for (let at = 0; at < resamples; at++) {
    const sums = new Float64Array(width);
    for (let draw = 0; draw < kept.rows; draw++) {
      const row = Math.floor(random.randomSample() * kept.rows);
      for (let name = 0; name < width; name++) sums[name] += kept.values[row * width + name];
    }
    means.forEach((column, name) => {
      column[at] = sums[name] / kept.rows;
    });
  }
  const tail = (1 - level) / 2;
  return Object.fromEntries(
    kept.names.map((name, at) => {
      let sum = 0;
      for (let row = 0; row < kept.rows; row++) sum += kept.values[row * width + at];
      const sorted = means[at].toSorted();
      return [
        name,
        { mean: sum / kept.rows, low: percentile(sorted, tail), high: percentile(sorted, 1 - tail) },
      ];
    }),
  );
}

function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}
