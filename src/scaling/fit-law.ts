import { shown } from "../table/index.ts";
import { describeFit } from "./describe-fit.ts";
import type { FittedLaw } from "./fitted-law.ts";
import type { Law, LawValues } from "./law.ts";
import { evaluateAll, lawData, valuesInOrder } from "./law-data.ts";
import { type Descent, polish } from "./least-squares.ts";
import { lawProblem, type Objective } from "./objective.ts";
import { type Found, mostSearched, type Search, sampleOf, searchAll, searchSample } from "./search.ts";
import { showing, symbolOf } from "./show.ts";

/** How to fit; the objective's defaults are plain least squares, and logarithms for the plain power law. */
export interface FitOptions<Name extends string = string> extends Partial<Objective> {
  /** Places to begin from, in place of the law's own. */
  readonly starts?: readonly LawValues<Name>[];
  /** Most steps of each descent. */
  readonly iterations?: number;
}

/**
 * Fits a law to points: a descent from every start, the lowest end wins.
 *
 * Shape   points [n] → residuals [n]
 * Random  reads none
 * Source  Gadre et al. 2024, App C: 128 starts, least squares; Hoffmann et al. 2022, §3.3: Huber's function of logarithms
 * Differs with more than 2000 points, the law's own starts go down on some 500 of them, chosen by a fixed rule, and the
 *         lowest four ends on all; `starts` that are given always go down on all
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
  const objective = objectiveOf(law, options);
  const data = lawData(law, points);
  requireEnough(law, points, data.x);
  const { best, ends, agreed } = searched(law, points, { law, data, objective, options });
  if (best === undefined) throw noDescent(law.name, ends);
  const problem = lawProblem(law, data, objective);
  const values = problem.values(polish(problem, best.place));
  return fittedLaw(law, points, Object.fromEntries(law.parameters.map((name, at) => [name, values[at]])), {
    objective,
    starts: { tried: ends.length, converged: ends.filter((end) => end.converged).length, agreed },
  });
}

/** All starts on all points, or the law's own on a sample where there are many and the sample can tell. */
function searched<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  points: readonly Point[],
  search: Omit<Search<Input, Point, Name>, "starts"> & { readonly options: FitOptions<Name> },
): Found {
  const { data, options } = search;
  if (options.starts !== undefined) return searchAll({ ...search, starts: startsOf(law, options.starts) });
  const all = { ...search, starts: law.starts(points) };
  if (points.length <= mostSearched) return searchAll(all);
  const sample = sampleOf(points.length);
  const tells =
    distinct(law.width, data.x, sample) >= law.parameters.length &&
    law.refusal(sample.map((at) => points[at])) === undefined;
  const found = tells ? searchSample(all, sample) : searchAll(all);
  return found.best === undefined ? searchAll(all) : found;
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

/** The objective of some options, with the law's own kind of residuals unless told otherwise. */
function objectiveOf(law: Pick<Objective, "residuals">, { residuals, loss }: FitOptions): Objective {
  const kind = residuals ?? law.residuals;
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
  const what = `${law.name} has ${needed} parameters (${law.parameters.map(symbolOf).join(", ")})`;
  if (points.length < needed)
    throw new RangeError(
      `fitLaw: points must be at least ${needed}, since ${what}, got ${points.length}. Add runs, or fit a law with fewer parameters.`,
    );
  const places = distinct(law.width, x, points.keys());
  if (places < needed)
    throw new RangeError(
      `fitLaw: points must differ in ${law.inputs.join(" or ")} at ${needed} places, since ${what}, got ${places} different among ${points.length}. Add runs elsewhere; repeats do not count.`,
    );
  const refusal = law.refusal(points);
  if (refusal !== undefined) throw new RangeError(`fitLaw: ${refusal}`);
}

/** At how many different coordinates some points lie. */
const distinct = (width: number, x: Float64Array, points: Iterable<number>): number =>
  new Set(Array.from(points, (at) => x.subarray(at * width, (at + 1) * width).join())).size;

function noDescent(law: string, ends: readonly Descent[]): RangeError {
  const reached = Math.min(...ends.map((end) => end.objective));
  return new RangeError(
    `fitLaw: a descent from one of ${ends.length} starts must converge, got none for ${law}; the lowest objective seen is ${shown(reached)}. Raise iterations, give starts near the answer, or look whether the points bend as the law does.`,
  );
}
