import type { FittedLaw } from "../fitted-law.ts";
import { symbolOf } from "../show.ts";
import type { Bootstrap } from "./bootstrap.ts";
import { covariance } from "./covariance.ts";
import type { Interval } from "./interval.ts";
import { profile } from "./profile.ts";

/** Bounds of an interval; infinite on a side that the points leave open. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** A parameter and how sure it is; a sentence stands where something does not exist. */
export interface UncertaintyRow {
  readonly name: string;
  /** As papers write it, e.g. "η". */
  readonly parameter: string;
  readonly value: number;
  readonly standardError: number | string;
  /** By `profile`; by `covariance` for a robust fit, where `intervalMethod` says so. */
  readonly profile: Bounds | string;
  readonly intervalMethod: "profile" | "covariance";
  readonly bootstrap?: Bounds | string;
  /** Why a bound does not exist. */
  readonly reason: string | undefined;
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
): readonly UncertaintyRow[] {
  const { standardErrors, intervals, reason = "" } = covariance(fit, { level });
  const isSquares = fit.objective.loss === "squares";
  return fit.law.parameters.map((name) => {
    const interval = isSquares ? profile(fit, name, { level }) : intervals[name];
    return {
      name,
      parameter: symbolOf(name),
      value: fit.values[name],
      standardError: standardErrors?.[name] ?? reason,
      profile: boundsOf(interval),
      intervalMethod: isSquares ? "profile" : "covariance",
      reason: interval.reason,
      ...(draws === undefined ? {} : { bootstrap: boundsOf(draws.intervals[name]) }),
    };
  });
}

const boundsOf = ({ lower, upper, reason }: Interval): Bounds | string =>
  lower === undefined && upper === undefined
    ? (reason ?? "no interval")
    : { low: lower ?? Number.NEGATIVE_INFINITY, high: upper ?? Number.POSITIVE_INFINITY };
