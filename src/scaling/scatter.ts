import { median } from "simple-statistics";
import { shown } from "../table/index.ts";
import type { FittedLaw } from "./fitted-law.ts";
import { covariance } from "./uncertainty/covariance.ts";

/** A point that lies far from the law, beside the others. */
export interface Outlier {
  /** Its place among the points, from 0. */
  readonly at: number;
  readonly observed: number;
  readonly predicted: number;
  /** Its residual over the median of all. */
  readonly times: number;
}

/** So many times the median, a residual is large: 5 to 8 % of simulated sweeps of 10 to 20 clean runs have one. */
const large = 5;
/** With fewer degrees of freedom the law passes so near most points that one always stands out. */
const leastFreedom = 4;

/**
 * The point with the largest residual, if it is more than 5 times the median of absolute residuals, in the objective's
 * scale.
 *
 * With fewer than 4 degrees of freedom none is named; up to ten points, many an outlier bends the law to itself unseen.
 *
 * @example outlier(fit)?.at
 */
export function outlier<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
): Outlier | undefined {
  const { law, points, predicted, residuals } = fit;
  const sizes = scaled(fit, residuals).map(Math.abs);
  const at = sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
  const times = sizes[at] / median([...sizes]);
  if (!(fit.degreesOfFreedom >= leastFreedom && times > large)) return undefined;
  return { at, observed: law.observed(points[at]), predicted: predicted[at], times };
}

/**
 * How many times the standard errors of the measured values their residuals about the law are, deviation over median.
 *
 * Units   standardErrors [points] in the law's units
 *
 * @throws {RangeError} if there is not one standard error above 0 a point
 * @example scatterOverErrors(fit, standardErrors) // 12: the law does not fit, or seeds matter
 */
export function scatterOverErrors<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  standardErrors: ArrayLike<number>,
): number | undefined {
  const errors = Float64Array.from(standardErrors);
  const bad = errors.findIndex((error) => !(error > 0 && error < Infinity));
  if (errors.length !== fit.points.length || bad >= 0)
    throw new RangeError(
      `scatterOverErrors: standardErrors must be ${fit.points.length} numbers above 0, got ${bad < 0 ? errors.length : `${shown(errors[bad])} at point ${bad + 1}`}.`,
    );
  const { deviation, reason } = covariance(fit);
  return reason === undefined ? deviation / median([...scaled(fit, errors)]) : undefined;
}

/** Differences in the objective's scale: shares of the value where it takes logarithms. */
function scaled<Input, Point extends Input, Name extends string>(
  { law, points, objective }: FittedLaw<Input, Point, Name>,
  values: Float64Array,
): Float64Array {
  if (objective.residuals === "plain") return values;
  return values.map((value, at) => value / law.observed(points[at]));
}
