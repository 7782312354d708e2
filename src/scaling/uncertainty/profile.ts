import { shown, unknownName } from "../../table/index.ts";
import { type FittedLaw, isFlat } from "../fitted-law.ts";
import { coordinatesOf } from "../law-data.ts";
import { type Held, type LawData, lawProblem } from "../objective.ts";
import { symbolOf } from "../show.ts";
import { type Covers, type Interval, noInterval, requireCovers } from "./interval.ts";
import { deviationAt, linearModel } from "./linear-model.ts";
import { walked } from "./profile-walk.ts";
import { requireLevel } from "./student.ts";

/** How sure a profile interval is. */
export interface ProfileOptions {
  readonly level?: number;
}

/** How sure a profile interval of a prediction is, and of what. */
export interface PredictionProfileOptions extends ProfileOptions {
  /** One more run's value, its scatter included (the default), or the law's own. */
  readonly covers?: Covers;
}

/**
 * Profile interval of a parameter: all values with which the law, its other parameters fitted anew, still fits the
 * points within what their scatter allows.
 *
 * It follows the bend of the law where `covariance` takes it for straight. A side that the points do not bound is
 * undefined, and `reason` says so.
 *
 * Source  SSE(θ) ≤ SSE·(1 + t²/dof): Bates and Watts 1988, "Nonlinear Regression Analysis", §6.1.2
 *
 * @throws {RangeError} if the law has no such parameter, `level` is not between 0 and 1, or the fit is not by squares
 * @example profile(fit, "eta", { level: 0.95 }).lower
 */
export function profile<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  parameter: Name,
  { level = 0.95 }: ProfileOptions = {},
): Interval {
  const { law, values } = fit;
  if (!law.parameters.includes(parameter))
    throw unknownName("profile", "parameter", parameter, law.parameters);
  requireLevel("profile", level);
  requireSquares("profile", fit);
  const model = linearModel(fit);
  if (model.degreesOfFreedom < 1 || isFlat(fit)) return noInterval(level, "profile", model.reason ?? "");
  const index = law.parameters.indexOf(parameter);
  const isLogarithm = law.positive.includes(parameter);
  const outward = (value: number): number => (isLogarithm ? Math.exp(value) : value);
  const start = isLogarithm ? Math.log(values[parameter]) : values[parameter];
  const error = Math.hypot(...model.factors.map((factor) => factor[index]));
  const held = (at: number): Held => new Map([[index, outward(at)]]);
  return walked(fit, model, level, {
    start,
    error: isLogarithm ? error / values[parameter] : error,
    isLogarithm,
    what: symbolOf(parameter),
    bound: outward,
    problem: (at) => ({ problem: lawProblem(law, model.data, fit.objective, held(at)), uncounted: () => 0 }),
  });
}

/**
 * Profile interval of a prediction: all values that could be added to the points, as one more run at the input, with
 * which the law still fits within what the scatter allows; or those that the law itself can have there.
 *
 * Source  Kreutz, Raue and Timmer 2012, "Likelihood based observability analysis and confidence intervals for
 * predictions of dynamic models", BMC Systems Biology 6:120 (there: validation and prediction profiles)
 *
 * @throws {RangeError} if `level` is not between 0 and 1, `covers` is neither, or the fit is not by squares
 * @throws {DataError} if the input is not finite and positive
 * @example profilePrediction(fit, { parameters: 7e9, tokens: 1.4e11 }).upper
 */
export function profilePrediction<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  input: Input,
  { level = 0.95, covers = "run" }: PredictionProfileOptions = {},
): Interval {
  requireLevel("profilePrediction", level);
  requireCovers("profilePrediction", covers);
  requireSquares("profilePrediction", fit);
  const { law, objective } = fit;
  const model = linearModel(fit);
  if (model.degreesOfFreedom < 1 || isFlat(fit)) return noInterval(level, "profile", model.reason ?? "");
  const { predicted, deviation } = deviationAt(fit, model, input);
  const isLogarithm = objective.residuals === "logarithm";
  const outward = (value: number): number => (isLogarithm ? Math.exp(value) : value);
  // The new run pulls with the weight of any other, or, where it only moves the law, with the weight that moves it well.
  const leverage = (deviation / model.deviation) ** 2;
  const weight = covers === "run" || !(leverage > 0 && leverage < Infinity) ? 1 : 1 / leverage;
  const reach = model.deviation * Math.sqrt(1 / weight + (Number.isFinite(leverage) ? leverage : 1));
  const more = coordinatesOf(law, [input], "profilePrediction");
  const x = joined(model.data.x, more);
  const weights = new Float64Array(model.data.y.length + 1).fill(1);
  weights[weights.length - 1] = weight;
  const gradient = new Float64Array(model.values.length);
  const at = (values: Float64Array): number => law.evaluate(more, 0, values, gradient);
  return walked(fit, model, level, {
    start: isLogarithm ? Math.log(predicted) : predicted,
    error: reach,
    isLogarithm,
    what: law.output,
    bound: (place, values) => (covers === "run" ? outward(place) : at(values)),
    problem: (place) => {
      const data: LawData = { x, y: joined(model.data.y, [outward(place)]), weights };
      const own = (values: Float64Array): number => {
        const value = at(values);
        return weight * (place - (isLogarithm ? Math.log(value) : value)) ** 2;
      };
      return { problem: lawProblem(law, data, objective), uncounted: covers === "run" ? () => 0 : own };
    },
  });
}

function joined(start: Float64Array, end: ArrayLike<number>): Float64Array {
  const all = new Float64Array(start.length + end.length);
  all.set(start);
  all.set(end, start.length);
  return all;
}

function requireSquares<Input, Point extends Input, Name extends string>(
  where: string,
  { objective }: FittedLaw<Input, Point, Name>,
): void {
  if (objective.loss !== "squares")
    throw new RangeError(
      `${where}: fit must be by least squares, got Huber's loss at ${shown(objective.loss.huber)}: its rise has no known scale. Take bootstrap or covariance.`,
    );
}
