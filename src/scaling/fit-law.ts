import { shown } from "../table/index.ts";
import { describeFit } from "./describe-fit.ts";
import type { FittedLaw } from "./fitted-law.ts";
import type { Law, LawValues } from "./law.ts";
import { evaluateAll, lawData, valuesInOrder } from "./law-data.ts";
import { type Descent, descend, polish } from "./least-squares.ts";
import { lawProblem, type Objective } from "./objective.ts";
import { showing } from "./show.ts";

/** How to fit; the objective's defaults are plain least squares, and logarithms for the plain power law. */
export interface FitOptions<Name extends string = string> extends Partial<Objective> {
  /** Places to begin from, in place of the law's own. */
  readonly starts?: readonly LawValues<Name>[];
  /** Most steps of each descent. */
  readonly iterations?: number;
}

/** Descents whose objectives are this near have found the same place. */
const agreement = 1e-6;

/**
 * Fits a law to points: a descent from every start, the lowest end wins.
 *
 * Shape   points [n] → residuals [n]
 * Random  reads none
 * Source  Gadre et al. 2024, App C: 128 starts, least squares; Hoffmann et al. 2022, §3.3: Huber's function of logarithms
 *
 * @throws {RangeError} if the points are too few or too alike to determine the parameters, an option is out of range,
 *   or no descent converges
 * @throws {DataError} if a value of a point is not one that the law can have
 * @example fitLaw(overTraining, points).values.E
 */
export function fitLaw<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  points: readonly Point[],
  options: FitOptions<Name> = {},
): FittedLaw<Input, Point, Name> {
  const objective = objectiveOf(law.name, options);
  const data = lawData(law, points);
  requireEnough(law, points, data.x);
  const problem = lawProblem(law, data, objective);
  const starts = options.starts === undefined ? law.starts(points) : startsOf(law, options.starts);
  const ends: Descent[] = [];
  for (const start of starts) ends.push(descend(problem, problem.place(start), options));
  const best = lowest(ends.filter((end) => end.converged && Number.isFinite(end.objective)));
  if (best === undefined) throw noDescent(law.name, ends);
  const values = problem.values(polish(problem, best.place));
  const limit = best.objective * (1 + agreement) + 1e-24;
  return fittedLaw(law, points, Object.fromEntries(law.parameters.map((name, at) => [name, values[at]])), {
    objective,
    starts: {
      tried: ends.length,
      converged: ends.filter((end) => end.converged).length,
      agreed: ends.filter((end) => end.objective <= limit).length,
    },
  });
}

/** A law, its points and its values put together: residuals and the words in which it shows itself. */
export function fittedLaw<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  points: readonly Point[],
  values: LawValues<string>,
  { objective, starts }: Pick<FittedLaw<Input, Point, Name>, "objective" | "starts">,
): FittedLaw<Input, Point, Name> {
  const { x, y } = lawData(law, points);
  const predicted = evaluateAll(law, x, valuesInOrder(law, values), points.length);
  const residuals = predicted.map((value, at) => y[at] - value);
  const sumOfSquares = residuals.reduce((sum, value) => sum + value * value, 0);
  const degreesOfFreedom = points.length - law.parameters.length;
  const fit = {
    law,
    values,
    points,
    objective,
    predicted,
    residuals,
    sumOfSquares,
    degreesOfFreedom,
    starts,
  };
  return showing(fit, describeFit);
}

/** The objective of some options; a plain power law is fitted in logarithms unless told otherwise. */
function objectiveOf(law: string, { residuals, loss }: FitOptions): Objective {
  const kind = residuals ?? (law === "power" ? "logarithm" : "plain");
  if (kind !== "plain" && kind !== "logarithm")
    throw new RangeError(`fitLaw: residuals must be "plain" or "logarithm", got ${shown(kind)}.`);
  if (loss === undefined || loss === "squares") return { residuals: kind, loss: "squares" };
  const huber: unknown = typeof loss === "object" && loss !== null ? loss.huber : undefined;
  if (huber === undefined)
    throw new RangeError(`fitLaw: loss must be "squares" or { huber: number }, got ${shown(loss)}.`);
  if (!(typeof huber === "number" && huber > 0 && huber < Infinity))
    throw new RangeError(
      `fitLaw: loss.huber must be above 0, got ${shown(huber)}. Hoffmann et al. take 1e-3 with logarithms.`,
    );
  return { residuals: kind, loss: { huber } };
}

/** Places to begin from that the caller gives, in the order of the law's parameters. */
function startsOf<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  given: readonly LawValues<Name>[],
): readonly (readonly number[])[] {
  if (given.length === 0)
    throw new RangeError(
      "fitLaw: starts must hold one at least, got none. Leave them out for the law's own.",
    );
  return given.map((start, at) =>
    law.parameters.map((name) => {
      const value: unknown = start[name];
      const isPositive = law.positive.includes(name);
      if (typeof value === "number" && Number.isFinite(value) && (!isPositive || value > 0)) return value;
      throw new RangeError(
        `fitLaw: starts must give ${name} as a number${isPositive ? " above 0" : ""}, got ${shown(value)} at start ${at + 1} of ${given.length}.`,
      );
    }),
  );
}

/**
 * Demands points that can determine the parameters.
 *
 * @throws {RangeError} if they are too few, too alike, or the law itself refuses them
 */
export function requireEnough<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  points: readonly Point[],
  x: Float64Array,
): void {
  const needed = law.parameters.length;
  const what = `${law.name} has ${needed} parameters (${law.parameters.join(", ")})`;
  if (points.length < needed)
    throw new RangeError(
      `fitLaw: points must be at least ${needed}, since ${what}, got ${points.length}. Add runs, or fit a law with fewer parameters.`,
    );
  const places = new Set(points.map((_, at) => x.subarray(at * law.width, (at + 1) * law.width).join()));
  if (places.size < needed)
    throw new RangeError(
      `fitLaw: points must differ in ${law.inputs.join(" or ")} at ${needed} places, since ${what}, got ${places.size} different among ${points.length}. Add runs elsewhere; repeats do not count.`,
    );
  const refusal = law.refusal(points);
  if (refusal !== undefined) throw new RangeError(`fitLaw: ${refusal}`);
}

function lowest(ends: readonly Descent[]): Descent | undefined {
  return ends.reduce<Descent | undefined>(
    (best, end) => (best === undefined || end.objective < best.objective ? end : best),
    undefined,
  );
}

function noDescent(law: string, ends: readonly Descent[]): RangeError {
  const reached = Math.min(...ends.map((end) => end.objective));
  return new RangeError(
    `fitLaw: a descent from one of ${ends.length} starts must converge, got none for ${law}; the lowest objective seen is ${shown(reached)}. Raise iterations, give starts near the answer, or look whether the points bend as the law does.`,
  );
}
