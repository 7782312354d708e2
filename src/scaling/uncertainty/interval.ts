import { shown } from "../../table/index.ts";

/** How an interval is made. */
export type IntervalMethod = "profile" | "covariance" | "bootstrap";

/** An interval, each side of which may not exist. */
export interface Interval {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  /** Share of repetitions in which such an interval is meant to hold the truth, e.g. 0.95. */
  readonly level: number;
  readonly method: IntervalMethod;
  /** Why a side does not exist, and what to do; undefined where both do. */
  readonly reason: string | undefined;
}

/** What an interval of a prediction holds: one more run's value, scatter included, or the law's own. */
export type Covers = "run" | "law";

/** An interval whose sides do not exist. */
export const noInterval = (level: number, method: IntervalMethod, reason: string): Interval => ({
  lower: undefined,
  upper: undefined,
  level,
  method,
  reason,
});

/**
 * Demands that an interval is of something it can be of.
 *
 * @throws {RangeError} if it is neither of a run nor of the law
 */
export function requireCovers(where: string, covers: Covers): void {
  if (covers !== "run" && covers !== "law")
    throw new RangeError(`${where}: covers must be "run" or "law", got ${shown(covers)}.`);
}
