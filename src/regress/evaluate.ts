import { linearRegression } from "simple-statistics";
import { column, type Swarm, unknownName } from "../table/index.ts";
import { kendall, meanAbsoluteError, meanSquaredError, pearson, spearman } from "./metrics.ts";
import type { Surrogate } from "./surrogate.ts";

/**
 * How well a surrogate predicts runs it has not seen.
 *
 * Units   errors in the units of the target; correlations from -1 to 1
 */
export interface Evaluation {
  readonly target: string;
  readonly runs: number;
  readonly spearman: number;
  readonly pearson: number;
  readonly kendall: number;
  readonly meanAbsoluteError: number;
  readonly meanSquaredError: number;
}

/**
 * Compares predictions with the losses of a swarm.
 *
 * Shape   swarm [runs × domains] → one record
 *
 * @throws {RangeError} if the swarm lacks the surrogate's target
 * @example evaluate(booster, swarm.test).spearman
 */
export function evaluate(surrogate: Surrogate, swarm: Swarm): Evaluation {
  const { target } = surrogate;
  if (!swarm.losses.names.includes(target))
    throw unknownName("evaluate", "target", target, swarm.losses.names);
  const predicted = surrogate.predict(swarm.mixtures);
  const actual = column(swarm.losses, target);
  return {
    target,
    runs: actual.length,
    spearman: spearman(predicted, actual),
    pearson: pearson(predicted, actual),
    kendall: kendall(predicted, actual),
    meanAbsoluteError: meanAbsoluteError(predicted, actual),
    meanSquaredError: meanSquaredError(predicted, actual),
  };
}

/**
 * Evaluates several surrogates on one swarm, e.g. the boosters of all targets.
 *
 * Shape   n surrogates → n records, in the order given
 */
export function evaluateAll(
  surrogates: Readonly<Record<string, Surrogate>>,
  swarm: Swarm,
): readonly (Evaluation & { readonly name: string })[] {
  return Object.entries(surrogates).map(([name, surrogate]) => ({ name, ...evaluate(surrogate, swarm) }));
}

/** Predictions beside what was measured, by run id. */
export interface Prediction {
  readonly target: string;
  readonly ids: readonly string[];
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  /** Places of the smallest prediction and of the smallest measured loss. */
  readonly predictedBest: number;
  readonly actualBest: number;
  readonly spearman: number;
  /** Least-squares line actual = intercept + slope × predicted. */
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Predictions of a swarm's runs beside their losses, with what a scatter plot of the two needs.
 *
 * Shape   swarm [runs × domains] → arrays [runs]
 *
 * @throws {RangeError} if the swarm lacks the surrogate's target
 */
export function predictedAgainstActual(surrogate: Surrogate, swarm: Swarm): Prediction {
  const { target } = surrogate;
  if (!swarm.losses.names.includes(target))
    throw unknownName("predictedAgainstActual", "target", target, swarm.losses.names);
  const predicted = surrogate.predict(swarm.mixtures);
  const actual = column(swarm.losses, target);
  const { m: slope, b: intercept } = linearRegression(
    Array.from(predicted, (value, at) => [value, actual[at]]),
  );
  return {
    target,
    ids: swarm.ids,
    predicted,
    actual,
    predictedBest: predicted.indexOf(Math.min(...predicted)),
    actualBest: actual.indexOf(Math.min(...actual)),
    spearman: spearman(predicted, actual),
    slope,
    intercept,
  };
}
