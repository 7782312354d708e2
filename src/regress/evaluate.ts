import { linearRegression } from "simple-statistics";
import { column, placeOfSmallest, type Swarm, unknownName } from "../table/index.ts";
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

/** One line of a table of boosters: how well each predicts its target, and where it stopped. */
export interface CorrelationRow {
  readonly target: string;
  /** The published correlation × 100, where there is one. */
  readonly paper?: number;
  readonly spearman: number;
  readonly trees: number;
  readonly stoppedBy: string;
}

/** What is read of a booster here. */
interface Stopped extends Surrogate {
  readonly bestIteration: number;
  readonly stoppedBy: string;
}

/**
 * Tests the boosters of several targets on one swarm, with the published correlations beside ours.
 *
 * Shape   n boosters, swarm [runs × …] → n rows, in the order given
 * Units   spearman from -1 to 1; `paper` × 100 as printed
 */
export function correlationReport(
  boosters: Readonly<Record<string, Stopped>>,
  swarm: Swarm,
  paper: Readonly<Record<string, number>> = {},
): readonly CorrelationRow[] {
  return Object.values(boosters).map((booster) => {
    const { target, bestIteration: trees, stoppedBy } = booster;
    const published = paper[target];
    const { spearman } = evaluate(booster, swarm);
    return { target, ...(published === undefined ? {} : { paper: published }), spearman, trees, stoppedBy };
  });
}

/** Correlations × 100 by target. */
export function spearmanPercent(rows: readonly CorrelationRow[]): Readonly<Record<string, number>> {
  return Object.fromEntries(rows.map(({ target, spearman }) => [target, spearman * 100]));
}

/** Predictions beside what was measured, by run id. */
export interface Prediction {
  readonly target: string;
  readonly kind: string;
  readonly ids: readonly string[];
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  /** Runs with the smallest prediction and with the smallest measured loss. */
  readonly best: string;
  readonly actualBest: string;
  /** Spearman's rank correlation. */
  readonly correlation: number;
  /** Least-squares line actual = intercept + slope × predicted. */
  readonly line: { readonly slope: number; readonly intercept: number };
}

/**
 * Predictions of a swarm's runs beside their losses, with what a scatter plot of the two needs.
 *
 * Shape   swarm [runs × domains] → arrays [runs]
 *
 * @throws {RangeError} if the swarm lacks the surrogate's target
 */
export function predictedAgainstActual(surrogate: Surrogate, swarm: Swarm): Prediction {
  const { target, kind } = surrogate;
  if (!swarm.losses.names.includes(target)) {
    throw unknownName("predictedAgainstActual", "target", target, swarm.losses.names);
  }
  const predicted = surrogate.predict(swarm.mixtures);
  const actual = column(swarm.losses, target);
  const { m: slope, b: intercept } = linearRegression(
    Array.from(predicted, (value, at) => [value, actual[at]]),
  );
  const { ids } = swarm;
  return {
    target,
    kind: kind === "gbdt" ? "gradient boosting" : kind,
    ids,
    predicted,
    actual,
    best: ids[placeOfSmallest(predicted)],
    actualBest: ids[placeOfSmallest(actual)],
    correlation: spearman(predicted, actual),
    line: { slope, intercept },
  };
}

/** Gives the runs of a prediction other names, e.g. `Model 35` for row 34. */
export function renameRuns(prediction: Prediction, rename: (id: string) => string): Prediction {
  const { ids, best, actualBest } = prediction;
  return { ...prediction, ids: ids.map(rename), best: rename(best), actualBest: rename(actualBest) };
}
