import { type FittedLaw, isExact } from "../fitted-law.ts";
import { descend } from "../least-squares.ts";
import type { LawProblem } from "../objective.ts";
import { better, crossing, type Edge, type Refit } from "./crossing.ts";
import type { Interval } from "./interval.ts";
import type { LinearModel } from "./linear-model.ts";
import { studentFactor } from "./student.ts";

/** A quantity to be held at one value after another while the law is fitted anew. */
export interface Profiled {
  readonly what: string;
  /** Its value in the fit, and its standard error there, were the law straight. */
  readonly start: number;
  readonly error: number;
  readonly isLogarithm: boolean;
  problem(at: number): HeldProblem;
  /** The bound that it gives there. */
  bound(at: number, values: Float64Array): number;
}

/** A refit's problem, and the part of its sum of squares that does not count. */
export interface HeldProblem {
  readonly problem: LawProblem;
  uncounted(values: Float64Array): number;
}

/** Most steps of a refit; from a near place it takes some ten. */
const iterations = 500;
/** Starts of the search that guards a walk: the law's own, thinned. */
const searched = 24;
/** Steps to the edge, were the law straight. */
const steps = 4;
/** How far to walk: in logarithms, and in sizes of the value itself. */
const farthest = { logarithm: 40, plain: 100 } as const;

/** The interval of a quantity between the edges of what the points allow. */
export function walked<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  { values, deviation, degreesOfFreedom }: LinearModel,
  level: number,
  profiled: Profiled,
): Interval {
  const { start, isLogarithm } = profiled;
  const known = { level, method: "profile" } as const;
  const least = degreesOfFreedom * deviation ** 2;
  if (isExact(fit)) {
    const value = profiled.bound(start, values);
    return { lower: value, upper: value, ...known, reason: undefined };
  }
  const factor = studentFactor(level, degreesOfFreedom);
  const refit = (at: number, from: Float64Array): Refit => {
    const { problem, uncounted } = profiled.problem(at);
    const { place, objective, converged } = descend(problem, from, { iterations });
    return { at, place, converged, rise: 2 * objective - uncounted(problem.values(place)) - least };
  };
  const all = fit.law.starts(fit.points);
  const starts = all.filter((_, at) => at % Math.ceil(all.length / searched) === 0);
  const search = (at: number): Refit => {
    const { problem } = profiled.problem(at);
    return starts.map((begin) => refit(at, problem.place(begin))).reduce(better);
  };
  const scale = Number.isFinite(profiled.error) && profiled.error > 0 ? profiled.error : 1e-2;
  const limit = isLogarithm
    ? farthest.logarithm
    : Math.max(farthest.plain * Math.abs(start), 2 * steps * factor * scale);
  const place = profiled.problem(start).problem.place(values);
  const edge = (sign: 1 | -1): Edge =>
    crossing({
      from: { at: start, place, rise: 0, converged: true },
      step: (sign * factor * scale) / steps,
      threshold: (factor * deviation) ** 2,
      limit,
      refit,
      search,
    });
  const valueAt = ({ at, place }: Edge): number =>
    profiled.bound(at, profiled.problem(at).problem.values(place));
  const [low, high] = [edge(-1), edge(1)];
  const reasons = [
    reasonOf(low.kind, "lower", profiled.what, valueAt(low)),
    reasonOf(high.kind, "upper", profiled.what, valueAt(high)),
  ].filter((reason) => reason !== undefined);
  return {
    lower: low.kind === "found" ? valueAt(low) : undefined,
    upper: high.kind === "found" ? valueAt(high) : undefined,
    ...known,
    reason: reasons.length === 0 ? undefined : [...new Set(reasons)].join("; "),
  };
}

function reasonOf(kind: Edge["kind"], side: string, what: string, at: number): string | undefined {
  const near = at.toPrecision(3);
  const none = `${what} has no ${side} bound: the law fits within the scatter`;
  const remedy = "add runs that differ more, or take a lower level";
  if (kind === "found") return undefined;
  if (kind === "lower")
    return `${what} has no interval: a refit at ${near} is better than the fit itself, so fit again with more starts`;
  if (kind === "flat") return `${none} still at ${near}; ${remedy}`;
  if (kind === "jump") return `${none} up to ${near}, where it changes its shape; ${remedy}`;
  return `${none} up to ${near} and there its parameters run away; ${remedy}`;
}
