import { DataError, shown } from "../table/index.ts";
import type { Law, LawValues } from "./law.ts";
import { type Descent, descend, polish } from "./least-squares.ts";
import { type LawData, lawProblem, type Objective } from "./objective.ts";

/** How to fit; the objective's defaults are plain least squares, and logarithms for the plain power law. */
export interface FitOptions<Name extends string = string> extends Partial<Objective> {
  /** Places to begin from, in place of the law's own. */
  readonly starts?: readonly LawValues<Name>[];
  /** Most steps of each descent. */
  readonly iterations?: number;
}

/** A law with its parameters found. */
export interface FittedLaw<Input, Point extends Input, Name extends string> {
  readonly law: Law<Input, Point, Name>;
  readonly values: LawValues<Name>;
  readonly points: readonly Point[];
  readonly objective: Objective;
  /** Predicted values [points]. */
  readonly predicted: Float64Array;
  /** Observed minus predicted, in the law's units [points]. */
  readonly residuals: Float64Array;
  readonly sumOfSquares: number;
  /** Points less parameters. */
  readonly degreesOfFreedom: number;
  /** Descents begun, those that came to an end of their own, and those that ended in the place chosen. */
  readonly starts: { readonly tried: number; readonly converged: number; readonly agreed: number };
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
 * @throws {RangeError} if the points are too few or too alike to determine the parameters, or no descent converges
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
  const starts = options.starts?.map((start) => law.parameters.map((name) => start[name])) ?? law.starts();
  const ends: Descent[] = [];
  for (const start of starts) ends.push(descend(problem, problem.place(start), options));
  const best = lowest(ends.filter((end) => end.converged && Number.isFinite(end.objective)));
  if (best === undefined) throw noDescent(law.name, ends);
  const values = problem.values(polish(problem, best.place));
  const predicted = evaluateAll(law, data.x, values, points.length);
  const residuals = predicted.map((value, at) => data.y[at] - value);
  const limit = best.objective * (1 + agreement) + 1e-24;
  return {
    law,
    values: Object.fromEntries(law.parameters.map((name, at) => [name, values[at]])) as LawValues<Name>,
    points,
    objective,
    predicted,
    residuals,
    sumOfSquares: residuals.reduce((sum, value) => sum + value * value, 0),
    degreesOfFreedom: points.length - law.parameters.length,
    starts: {
      tried: ends.length,
      converged: ends.filter((end) => end.converged).length,
      agreed: ends.filter((end) => end.objective <= limit).length,
    },
  };
}

/** The objective of some options; a plain power law is fitted in logarithms unless told otherwise. */
function objectiveOf(law: string, { residuals, loss }: FitOptions): Objective {
  const kind = residuals ?? (law === "power" ? "logarithm" : "plain");
  if (kind !== "plain" && kind !== "logarithm")
    throw new RangeError(`fitLaw: residuals must be "plain" or "logarithm", got ${shown(kind)}.`);
  if (typeof loss === "object" && !(loss.huber > 0 && Number.isFinite(loss.huber)))
    throw new RangeError(
      `fitLaw: loss.huber must be above 0, got ${shown(loss.huber)}. Hoffmann et al. take 1e-3 with logarithms.`,
    );
  return { residuals: kind, loss: loss ?? "squares" };
}

/**
 * The points of a law as flat numbers, each checked.
 *
 * Shape   points [n] → x [n][width], y [n]
 *
 * @throws {DataError} naming the point and the value that the law cannot have
 */
export function lawData<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  points: readonly Point[],
): LawData {
  const x = coordinatesOf(law, points, "fitLaw");
  const y = Float64Array.from(points, (point, at) => {
    const value = law.observed(point);
    if (law.rule.holds(value)) return value;
    throw new DataError(
      `fitLaw: ${law.output} must be ${law.rule.must}, got ${shown(value)} at point ${at + 1} of ${points.length}. Drop the run or mend its ${law.output}.`,
      { row: at + 1, column: law.output },
    );
  });
  return { x, y };
}

/**
 * Coordinates of inputs.
 *
 * Shape   inputs [n] → [n][width]
 *
 * @throws {DataError} naming the input that is not finite and positive
 */
export function coordinatesOf<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  inputs: readonly Input[],
  where: string,
): Float64Array {
  const x = new Float64Array(inputs.length * law.width);
  inputs.forEach((input, at) => {
    for (const name of law.inputs) {
      const value: unknown = input[name];
      if (typeof value === "number" && Number.isFinite(value) && value > 0) continue;
      throw new DataError(
        `${where}: ${name} must be a number above 0, got ${shown(value)} at point ${at + 1} of ${inputs.length}. Drop the run or mend its ${name}.`,
        { row: at + 1, column: name },
      );
    }
    law.coordinates(input, x, at * law.width);
  });
  return x;
}

/** Values of a law at flat coordinates [n][width] → [n]. */
export function evaluateAll<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  x: Float64Array,
  values: Float64Array,
  count: number,
): Float64Array {
  const gradient = new Float64Array(law.parameters.length);
  return Float64Array.from({ length: count }, (_, at) => law.evaluate(x, at * law.width, values, gradient));
}

/** The parameters of a fitted law in the order of its law [parameters]. */
export function valuesInOrder<Name extends string>(
  law: { readonly parameters: readonly Name[] },
  values: LawValues<Name>,
): Float64Array {
  return Float64Array.from(law.parameters, (name) => values[name]);
}

/**
 * What a fitted law says of inputs.
 *
 * Shape   inputs [n] → [n]
 * Units   those of the law: loss in nats per token, error as a share
 *
 * @throws {DataError} if an input is not finite and positive
 * @example predictLaw(fit, [{ parameters: 7e9, tokens: 1.4e11 }])[0]
 */
export function predictLaw<Input, Point extends Input, Name extends string>(
  fit: Pick<FittedLaw<Input, Point, Name>, "law" | "values">,
  inputs: readonly Input[],
): Float64Array {
  const x = coordinatesOf(fit.law, inputs, "predictLaw");
  return evaluateAll(fit.law, x, valuesInOrder(fit.law, fit.values), inputs.length);
}

function requireEnough<Input, Point extends Input, Name extends string>(
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
