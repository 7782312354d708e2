import { shown } from "../../table/index.ts";
import type { FittedLaw } from "../fitted-law.ts";
import { predictLaw } from "../fitted-law.ts";
import type { ObservedRule } from "../law.ts";
import { coordinatesOf, evaluateAll } from "../law-data.ts";
import { brief } from "../show.ts";
import { extrapolation } from "../support.ts";
import { type Bootstrap, percentiles } from "./bootstrap.ts";
import { type Covers, type Interval, type IntervalMethod, noInterval, requireCovers } from "./interval.ts";
import { deviationAt, type LinearModel, linearModel } from "./linear-model.ts";
import { profilePrediction } from "./profile.ts";
import { requireLevel, studentFactor } from "./student.ts";

/** A predicted value, how sure it is, and what stands against it. */
export interface PredictedValue extends Interval {
  readonly predicted: number;
  readonly covers: Covers;
  /** In what the input lies beyond the points (`extrapolation`), and that a value cannot be. */
  readonly warnings: readonly string[];
}

/** How the intervals of predictions are made. */
export interface IntervalOptions<Name extends string = string> {
  /** "profile" unless the fit is robust ("covariance") or `draws` are given ("bootstrap"). */
  readonly method?: IntervalMethod;
  readonly level?: number;
  /** One more run's value, its scatter included (the default), or the law's own. */
  readonly covers?: Covers;
  /** Refits by `bootstrap`, for the method of that name. */
  readonly draws?: Bootstrap<Name>;
}

/**
 * What a fitted law says of inputs, with intervals and with warnings where the points do not reach.
 *
 * Shape   inputs [n] → [n]
 * Units   those of the law: loss in nats per token, error as a share
 *
 * @throws {RangeError} if `level` is not between 0 and 1, `covers` is neither, or the method does not suit the fit or
 *   lacks its draws
 * @throws {DataError} if an input is not finite and positive
 * @example predictWithInterval(fit, [{ parameters: 7e9, tokens: 1.4e11 }])[0].lower
 */
export function predictWithInterval<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  inputs: readonly Input[],
  { draws, method, level = 0.95, covers = "run" }: IntervalOptions<Name> = {},
): readonly PredictedValue[] {
  requireLevel("predictWithInterval", level);
  requireCovers("predictWithInterval", covers);
  const chosen = method ?? defaultMethod(fit, draws);
  const interval = intervalBy(fit, chosen, draws, { level, covers });
  const predicted = predictLaw(fit, inputs);
  return inputs.map((input, at) => ({
    predicted: predicted[at],
    ...interval(input),
    covers,
    warnings: [...extrapolation(fit, input), ...impossible(fit.law, predicted[at])],
  }));
}

/** Says that a law leads to a value which cannot be. */
const impossible = (
  { output, rule }: { readonly output: string; readonly rule: ObservedRule },
  value: number,
): readonly string[] =>
  rule.holds(value)
    ? []
    : [
        `${output} comes out as ${brief(value)}, where it must be ${rule.must}: the law does not reach so far`,
      ];

const defaultMethod = <Input, Point extends Input, Name extends string>(
  { objective }: FittedLaw<Input, Point, Name>,
  draws: Bootstrap<Name> | undefined,
): IntervalMethod =>
  draws !== undefined ? "bootstrap" : objective.loss === "squares" ? "profile" : "covariance";

function intervalBy<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  method: IntervalMethod,
  draws: Bootstrap<Name> | undefined,
  sure: { readonly level: number; readonly covers: Covers },
): (input: Input) => Interval {
  if (method !== "bootstrap" && draws !== undefined)
    throw new RangeError(
      `predictWithInterval: draws must be left out unless method is "bootstrap", got method ${shown(method)}.`,
    );
  if (method === "profile") return (input) => profilePrediction(fit, input, sure);
  if (method === "covariance") {
    const model = linearModel(fit);
    return (input) => straight(fit, model, input, sure);
  }
  if (method !== "bootstrap")
    throw new RangeError(
      `predictWithInterval: method must be "profile", "covariance" or "bootstrap", got ${shown(method)}.`,
    );
  if (draws === undefined)
    throw new RangeError(
      'predictWithInterval: draws must be given for method "bootstrap", got none. Take bootstrap(fit, { resample: "residuals", random }).',
    );
  const lacking = fit.law.parameters.find((name) => !Object.hasOwn(draws.values, name));
  if (lacking !== undefined)
    throw new RangeError(
      `predictWithInterval: draws must be of the same fit, got some without ${lacking}. Take bootstrap(fit, …) of this fit.`,
    );
  return (input) => drawn(fit, draws, input, sure);
}

/** Student's t interval of a prediction, the law taken for straight. */
function straight<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  model: LinearModel,
  input: Input,
  { level, covers }: { readonly level: number; readonly covers: Covers },
): Interval {
  if (model.reason !== undefined) return noInterval(level, "covariance", model.reason);
  const { predicted, deviation } = deviationAt(fit, model, input);
  const error = covers === "run" ? Math.hypot(deviation, model.deviation) : deviation;
  const reach = studentFactor(level, model.degreesOfFreedom) * error;
  const [lower, upper] =
    fit.objective.residuals === "logarithm"
      ? [predicted * Math.exp(-reach), predicted * Math.exp(reach)]
      : [predicted - reach, predicted + reach];
  return { lower, upper, level, method: "covariance", reason: undefined };
}

function drawn<Input, Point extends Input, Name extends string>(
  { law, objective }: FittedLaw<Input, Point, Name>,
  { values, scatter, reason }: Bootstrap<Name>,
  input: Input,
  { level, covers }: { readonly level: number; readonly covers: Covers },
): Interval {
  const x = coordinatesOf(law, [input], "predictWithInterval");
  const draws = scatter.map((noise, at) => {
    const row = Float64Array.from(law.parameters, (name) => values[name][at]);
    const [value] = evaluateAll(law, x, row, 1);
    if (covers === "law") return value;
    return objective.residuals === "logarithm" ? value * Math.exp(noise) : value + noise;
  });
  return percentiles(draws, level, reason);
}
