import { sampleCorrelation, sampleRankCorrelation } from "simple-statistics";
import { shown } from "../table/index.ts";
import { kendallTau } from "./kendall.ts";

/** Numbers, one per run. */
export type Numbers = ArrayLike<number>;

/**
 * Ranks from 1; equal values share the mean of their ranks.
 *
 * Shape   [n] → [n]
 * Source  scipy.stats.rankdata, method average
 *
 * @throws {RangeError} if a value is not finite
 * @example ranks([0.3, 0.1, 0.3]) // [2.5, 1, 2.5]
 */
export function ranks(values: Numbers): Float64Array {
  requireNumbers("ranks", "values", values);
  const order = Uint32Array.from(values, (_, at) => at).sort((a, b) => values[a] - values[b] || a - b);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let at = from; at < to; at++) out[order[at]] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
}

/**
 * Spearman's rank correlation: Pearson's on ranks, equal values sharing the mean rank.
 *
 * Shape   two arrays [n], n ≥ 2 → from -1 to 1; NaN where one side is constant
 * Source  simple-statistics; equal to scipy.stats.spearmanr, golden test/golden/metrics
 *
 * @throws {RangeError} if the lengths differ, are below 2, or a value is not finite
 * @example spearman([1, 2, 3], [10, 30, 20]) // 0.5
 */
export function spearman(predicted: Numbers, actual: Numbers): number {
  requirePairs("spearman", predicted, actual, 2);
  return correlation(sampleRankCorrelation, predicted, actual);
}

/**
 * Pearson's correlation.
 *
 * Shape   two arrays [n], n ≥ 2 → from -1 to 1; NaN where one side is constant
 * Source  simple-statistics; equal to scipy.stats.pearsonr, golden test/golden/metrics
 *
 * @throws {RangeError} if the lengths differ, are below 2, or a value is not finite
 * @example pearson([1, 2, 3], [10, 20, 30]) // 1
 */
export function pearson(predicted: Numbers, actual: Numbers): number {
  requirePairs("pearson", predicted, actual, 2);
  return correlation(sampleCorrelation, predicted, actual);
}

/**
 * Kendall's tau-b, by counting the swaps of a merge sort: n log n.
 *
 * Shape   two arrays [n], n ≥ 2 → from -1 to 1; NaN where one side is constant
 * Source  Knight 1966; scipy.stats.kendalltau, variant b; golden test/golden/metrics
 *
 * @throws {RangeError} if the lengths differ, are below 2, or a value is not finite
 * @example kendall([1, 2, 3], [10, 30, 20]) // 0.333…
 */
export function kendall(predicted: Numbers, actual: Numbers): number {
  requirePairs("kendall", predicted, actual, 2);
  return kendallTau(predicted, actual);
}

/**
 * Mean of (predicted - actual)².
 *
 * Shape   two arrays [n], n ≥ 1 → number
 * Units   those of the values, squared
 *
 * @throws {RangeError} if the lengths differ, are 0, or a value is not finite
 * @example meanSquaredError([1, 2], [1, 4]) // 2
 */
export function meanSquaredError(predicted: Numbers, actual: Numbers): number {
  requirePairs("meanSquaredError", predicted, actual, 1);
  return total(predicted, (value, at) => (value - actual[at]) * (value - actual[at])) / predicted.length;
}

/**
 * Mean of |predicted - actual|.
 *
 * Shape   two arrays [n], n ≥ 1 → number
 * Units   those of the values
 *
 * @throws {RangeError} if the lengths differ, are 0, or a value is not finite
 * @example meanAbsoluteError([1, 2], [1, 4]) // 1
 */
export function meanAbsoluteError(predicted: Numbers, actual: Numbers): number {
  requirePairs("meanAbsoluteError", predicted, actual, 1);
  return total(predicted, (value, at) => Math.abs(value - actual[at])) / predicted.length;
}

/**
 * Share of the variance of `actual` that is explained; below 0 when a constant would do better.
 *
 * Shape   two arrays [n], n ≥ 2 → at most 1; NaN where `actual` is constant
 * Source  sklearn.metrics.r2_score; golden test/golden/metrics
 *
 * @throws {RangeError} if the lengths differ, are below 2, or a value is not finite
 * @example r2([1, 2, 3], [1, 2, 3]) // 1
 */
export function r2(predicted: Numbers, actual: Numbers): number {
  requirePairs("r2", predicted, actual, 2);
  const mean = total(actual, (value) => value) / actual.length;
  const around = total(actual, (value) => (value - mean) ** 2);
  return around === 0 ? Number.NaN : 1 - total(predicted, (value, at) => (value - actual[at]) ** 2) / around;
}

/** Within [-1, 1] whatever the rounding; NaN where a side is constant, where rounding would make up a number. */
function correlation(of: (x: number[], y: number[]) => number, x: Numbers, y: Numbers): number {
  if (isConstant(x) || isConstant(y)) return Number.NaN;
  return Math.max(-1, Math.min(1, of(Array.from(x), Array.from(y))));
}

function isConstant(values: Numbers): boolean {
  for (let at = 1; at < values.length; at++) if (values[at] !== values[0]) return false;
  return true;
}

/** A sum with Neumaier's correction, so that the order of the runs does not show in the digits. */
function total(values: Numbers, term: (value: number, at: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let at = 0; at < values.length; at++) {
    const value = term(values[at], at);
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

function requirePairs(where: string, predicted: Numbers, actual: Numbers, least: number): void {
  if (predicted.length !== actual.length) {
    throw new RangeError(
      `${where}: actual must have one value per prediction (${predicted.length}), got ${actual.length}.`,
    );
  }
  if (predicted.length < least) {
    throw new RangeError(`${where}: predicted must have at least ${least} values, got ${predicted.length}.`);
  }
  requireNumbers(where, "predicted", predicted);
  requireNumbers(where, "actual", actual);
}

function requireNumbers(where: string, argument: string, values: Numbers): void {
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at])) continue;
    throw new RangeError(
      `${where}: ${argument} must be finite numbers, got ${shown(values[at])} at place ${at + 1}.`,
    );
  }
}
