import type { ModelSize } from "../../dataset/index.ts";
import { predictLaw } from "../fitted-law.ts";
import type { DefaultFits } from "./fit-defaults.ts";
import { type MeasuredModel, type ModelTestbed, measured, percentOff } from "./measured.ts";

/** A model, what fits on other models say of it, and how far off they are. */
export interface PredictedModel extends MeasuredModel {
  readonly predictedLoss: number;
  /** Of the predicted loss, not of the measured one: the two laws in a chain. */
  readonly predictedError: number;
  /** |predicted - measured| / measured. */
  readonly lossPercent: number;
  readonly errorPercent: number;
  /** Whether Eq 4 was fitted on this model. */
  readonly inLossFit: boolean;
  /** Whether Eq 5 was. */
  readonly inErrorFit: boolean;
}

/** Which models to predict. */
export interface PredictModelsOptions {
  readonly size?: ModelSize;
  readonly tokensPerParameter?: number;
}

/**
 * Predicts loss and error of the models of a fit's train set: Eq 4 gives the loss, which goes into Eq 5.
 *
 * Units   errors of prediction in percent of the measured value
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, §3.4
 *
 * @throws {RangeError} if there is no model as asked
 * @example predictModels(testbed, fits, { size: "6.9B" })[0].lossPercent // 0.73 for RedPajama
 */
export function predictModels(
  testbed: ModelTestbed,
  fits: DefaultFits,
  { size, tokensPerParameter }: PredictModelsOptions = {},
): PredictedModel[] {
  const { trainSet, lossName: loss, tasks } = fits;
  const models = measured("predictModels", testbed, { trainSet, loss, tasks }).filter(
    (model) =>
      (size === undefined || model.size === size) &&
      (tokensPerParameter === undefined || model.tokensPerParameter === tokensPerParameter),
  );
  if (models.length === 0)
    throw new RangeError(
      `predictModels: testbed must hold a model as asked, got none of ${trainSet} with size ${size ?? "any"} and tokensPerParameter ${tokensPerParameter ?? "any"}.`,
    );
  return predicted(fits, models);
}

/** What fits say of models that are already read. */
export function predicted(fits: DefaultFits, models: readonly MeasuredModel[]): PredictedModel[] {
  const losses = predictLaw(fits.loss, models);
  const errors = predictLaw(
    fits.error,
    Array.from(losses, (loss) => ({ loss })),
  );
  return models.map((model, at) => ({
    ...model,
    predictedLoss: losses[at],
    predictedError: errors[at],
    lossPercent: percentOff(losses[at], model.loss),
    errorPercent: percentOff(errors[at], model.error),
    inLossFit: fits.lossModels.some(({ name }) => name === model.name),
    inErrorFit: fits.errorModels.some(({ name }) => name === model.name),
  }));
}
