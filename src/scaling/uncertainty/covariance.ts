import type { FittedLaw } from "../fitted-law.ts";
import type { LawValues } from "../law.ts";
import { type Interval, noInterval } from "./interval.ts";
import { linearModel } from "./linear-model.ts";
import { requireLevel, studentFactor } from "./student.ts";

/** What the curvature of a fit says of its parameters. */
export interface Covariance<Name extends string> {
  readonly names: readonly Name[];
  /** [parameters][parameters] in the order of names; empty where it does not exist. */
  readonly matrix: Float64Array;
  readonly standardErrors: LawValues<Name> | undefined;
  /** Student's t intervals; those of parameters above zero are made in logarithms. */
  readonly intervals: Readonly<Record<Name, Interval>>;
  readonly degreesOfFreedom: number;
  /** Standard errors to either side of an interval: 12.7 at one degree of freedom, 1.96 at many; NaN at none. */
  readonly factor: number;
  /** Deviation of the residuals, in the objective's scale. */
  readonly deviation: number;
  /** Smallest over largest singular value of the scaled derivatives: 1 is best, 1e-10 and less has no inverse. */
  readonly conditioning: number;
  /** Why there is no covariance, and what to do; undefined where there is one. */
  readonly reason: string | undefined;
}

/**
 * Covariance of a fit's parameters, their standard errors and t intervals.
 *
 * It trusts the law to be straight within the errors. With few degrees of freedom it seldom is: `profile`.
 *
 * Shape   points [n] → matrix [parameters][parameters]
 * Source  s²·(JᵀJ)⁻¹, as scipy's curve_fit has it: test/golden/scaling/covariance.json
 * Differs intervals of parameters above zero are made in their logarithms, so that they stay above zero
 *
 * @throws {RangeError} if `level` is not between 0 and 1
 * @example covariance(fit).standardErrors?.eta
 */
export function covariance<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  { level = 0.95 }: { readonly level?: number } = {},
): Covariance<Name> {
  requireLevel("covariance", level);
  const { parameters: names, positive } = fit.law;
  const { reason, factors, degreesOfFreedom, deviation, conditioning } = linearModel(fit);
  const factor = degreesOfFreedom < 1 ? Number.NaN : studentFactor(level, degreesOfFreedom);
  const known = { names, degreesOfFreedom, factor, deviation, conditioning, reason };
  const byName = <Value>(value: (name: Name, at: number) => Value) =>
    Object.fromEntries(names.map((name, at) => [name, value(name, at)])) as Record<Name, Value>;
  if (reason !== undefined)
    return {
      ...known,
      matrix: new Float64Array(),
      standardErrors: undefined,
      intervals: byName(() => noInterval(level, "covariance", reason)),
    };
  const width = names.length;
  const matrix = Float64Array.from({ length: width * width }, (_, at) =>
    factors.reduce((sum, row) => sum + row[Math.floor(at / width)] * row[at % width], 0),
  );
  const standardErrors = byName((_, at) => Math.sqrt(matrix[at * width + at]));
  const intervals = byName((name): Interval => {
    const [value, reach] = [fit.values[name], factor * standardErrors[name]];
    const [lower, upper] = positive.includes(name)
      ? [value * Math.exp(-reach / value), value * Math.exp(reach / value)]
      : [value - reach, value + reach];
    return { lower, upper, level, method: "covariance", reason: undefined };
  });
  return { ...known, matrix, standardErrors, intervals };
}
