import type { NumpyRandomState } from "../../random/index.ts";
import { shown } from "../../table/index.ts";
import { percentiles } from "../uncertainty/bootstrap.ts";

/** How to draw anew. */
export interface ResampleOptions {
  readonly random: NumpyRandomState;
  /** Samples drawn with replacement; default 1000. */
  readonly count?: number;
}

/** An interval of 95 % needs its tails. */
const leastSamples = 100;

/** A number of each sample of some items that has one; samples are drawn with replacement and as long as the items. */
export function ofSamples<Item>(
  where: string,
  items: readonly Item[],
  { random, count = 1000 }: ResampleOptions,
  of: (drawn: readonly Item[]) => number,
): Float64Array {
  requireCount(where, count);
  const numbers: number[] = [];
  for (let at = 0; at < count; at++) {
    const number = of(random.choice(items, { size: items.length }));
    if (Number.isFinite(number)) numbers.push(number);
  }
  return Float64Array.from(numbers);
}

/**
 * Refuses too few samples for an interval.
 *
 * @throws {RangeError} if there are fewer than 100
 */
export function requireCount(where: string, count: number): void {
  if (Number.isSafeInteger(count) && count >= leastSamples) return;
  throw new RangeError(
    `${where}: count must be a whole number from ${leastSamples}, got ${shown(count)}. An interval of 95 % needs its tails.`,
  );
}

/** Bounds of the middle 95 % of some numbers. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The middle 95 %, interpolated between neighbours. */
export function middle95(numbers: Float64Array): Bounds {
  const { lower, upper } = percentiles(numbers, 0.95, undefined);
  return { low: lower ?? Number.NaN, high: upper ?? Number.NaN };
}
