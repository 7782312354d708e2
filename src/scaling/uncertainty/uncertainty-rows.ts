import type { FittedLaw } from "../fitted-law.ts";
import type { Bootstrap } from "./bootstrap.ts";
import { covariance } from "./covariance.ts";
import type { Interval } from "./interval.ts";
import { profile } from "./profile.ts";

/** A parameter and how sure it is. */
export interface UncertaintyRow<Name extends string = string> {
  readonly parameter: Name;
  readonly value: number;
  readonly standardError: number | undefined;
  /** Why there is no standard error. */
  readonly reason: string | undefined;
  readonly covariance: Interval;
  /** Left out for a robust fit, which has none. */
  readonly profile?: Interval;
  /** Where draws are given. */
  readonly bootstrap?: Interval;
}

/** How sure the intervals are, and refits where percentiles are wanted too. */
export interface UncertaintyOptions<Name extends string> {
  readonly level?: number;
  readonly draws?: Bootstrap<Name>;
}

/**
 * All that is known of how sure the parameters of a fit are; drawn by the figure `uncertaintyTable`.
 *
 * @throws {RangeError} if `level` is not between 0 and 1
 * @example figure.uncertaintyTable(uncertaintyRows(fit))
 */
export function uncertaintyRows<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  { level = 0.95, draws }: UncertaintyOptions<Name> = {},
): readonly UncertaintyRow<Name>[] {
  const { standardErrors, intervals, reason } = covariance(fit, { level });
  const isSquares = fit.objective.loss === "squares";
  return fit.law.parameters.map((name) => ({
    parameter: name,
    value: fit.values[name],
    standardError: standardErrors?.[name],
    reason,
    covariance: intervals[name],
    ...(isSquares ? { profile: profile(fit, name, { level }) } : {}),
    ...(draws === undefined ? {} : { bootstrap: draws.intervals[name] }),
  }));
}
