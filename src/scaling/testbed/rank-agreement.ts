import { kendall, spearman } from "../../regress/index.ts";
import { fitDefaults } from "./fit-defaults.ts";
import { type ModelTestbed, type TaskChoice, trainSetsOf } from "./measured.ts";
import { type PredictedModel, predictModels } from "./predict-models.ts";

/** How well predicted errors order models. */
export interface RankAgreement {
  readonly spearman: number;
  readonly kendall: number;
  readonly models: readonly PredictedModel[];
}

/** Which models and tasks to compare. */
export interface RankAgreementOptions {
  /** The paper's 17 tasks if left out. */
  readonly tasks?: TaskChoice;
  /** Leaves out smaller models. */
  readonly leastParameters?: number;
}

/**
 * Rank correlation of predicted and measured error over the large models of all train sets, each predicted by the fits
 * on its own train set.
 *
 * Units   correlations from -1 to 1
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, §4: .88 over the nine models of 1.4B and more
 *
 * @throws {RangeError} if fewer than two models are large enough
 * @example rankAgreement(testbed).spearman // 0.8833
 */
export function rankAgreement(
  testbed: ModelTestbed,
  { tasks = "above-chance", leastParameters = 1.4e9 }: RankAgreementOptions = {},
): RankAgreement {
  const models = trainSetsOf(testbed)
    .flatMap((trainSet) => predictModels(testbed, fitDefaults(testbed, { trainSet, tasks })))
    .filter(({ parameters }) => parameters >= leastParameters);
  if (models.length < 2)
    throw new RangeError(
      `rankAgreement: leastParameters must leave at least two models, got ${models.length} of ${leastParameters} and more.`,
    );
  const predicted = models.map(({ predictedError }) => predictedError);
  const measuredErrors = models.map(({ error }) => error);
  return {
    spearman: spearman(predicted, measuredErrors),
    kendall: kendall(predicted, measuredErrors),
    models,
  };
}
