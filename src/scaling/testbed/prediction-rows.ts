import { predictError } from "../predict-error.ts";
import type { DefaultFits } from "./fit-defaults.ts";
import { type ModelTestbed, measured, modelLabel } from "./measured.ts";

/** A held-out model: what the chain of both laws says of it, with intervals, and what was measured. */
export interface PredictionRow {
  readonly model: string;
  readonly loss: number;
  readonly lossLower: number | undefined;
  readonly lossUpper: number | undefined;
  readonly measuredLoss: number;
  readonly error: number;
  readonly errorLower: number | undefined;
  readonly errorUpper: number | undefined;
  readonly measuredError: number;
  /** In what the model lies beyond the points of the fits. */
  readonly warnings: readonly string[];
}

/** A model this large is held out of Eq 4. */
const leastParameters = 1e9;

/**
 * Predictions of the models of 1B parameters and more, with 95 % profile intervals for one more run.
 *
 * Shape   one row per model of the fits' train set, smallest first
 * Units   loss in nats per token, error as a share
 *
 * @throws {RangeError} if the testbed lacks the train set
 * @example figure.table(predictionRows(testbed, fitDefaults(testbed, { trainSet: "rpj" })))
 */
export function predictionRows(testbed: ModelTestbed, fits: DefaultFits): PredictionRow[] {
  const models = measured("predictionRows", testbed, {
    trainSet: fits.trainSet,
    loss: fits.lossName,
    tasks: fits.tasks,
  }).filter(({ parameters }) => parameters >= leastParameters);
  return predictError(fits.loss, fits.error, models).map((error, at) => ({
    model: modelLabel(models[at]),
    loss: error.loss.predicted,
    lossLower: error.loss.lower,
    lossUpper: error.loss.upper,
    measuredLoss: models[at].loss,
    error: error.predicted,
    errorLower: error.lower,
    errorUpper: error.upper,
    measuredError: models[at].error,
    warnings: error.warnings,
  }));
}
