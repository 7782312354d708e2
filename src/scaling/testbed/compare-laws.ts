import type { LossName, TrainSet } from "../../dataset/index.ts";
import { fitLaw } from "../fit-law.ts";
import { predictLaw } from "../fitted-law.ts";
import type { LawValues } from "../law.ts";
import { type ChinchillaParameter, chinchilla } from "../laws/chinchilla.ts";
import { type OverTrainingParameter, overTraining } from "../laws/over-training.ts";
import type { LossFit } from "../optimum.ts";
import { modelsOfCells } from "./fit-defaults.ts";
import { type MeasuredModel, type ModelTestbed, measured, percentOff, trainSetsOf } from "./measured.ts";
import { defaultCells, type ModelCell } from "./published.ts";

/** One law on one set of models of one train set. */
export interface LawComparison {
  readonly trainSet: TrainSet;
  readonly law: "over-training" | "chinchilla";
  /** The five models of Table 1, or all below 1B from some M on. */
  readonly fittedOn: "default" | "below 1B";
  readonly models: number;
  readonly values: Readonly<Record<string, number>>;
  readonly sumOfSquares: number;
  /** The models of 1.4B and more: |predicted - measured| / measured. */
  readonly targets: readonly (ModelCell & { readonly percent: number })[];
  /** Mean over the targets. */
  readonly meanPercent: number;
}

/** What to compare on. */
export interface CompareLawsOptions {
  readonly loss?: LossName;
  /** Smaller ratios are left out of "below 1B". */
  readonly leastRatio?: number;
}

/**
 * Eq 4, which has one exponent for parameters and tokens, beside Eq 3, which has two: fitted on the same models, how far
 * off are they for the large ones?
 *
 * On the five default models Eq 3 finds equal exponents and so Eq 4's fit: they do not tell the two laws apart.
 *
 * Units   percent of the measured loss
 * Source  own; laws of Gadre et al. 2024, arXiv:2403.08540v2, Eq 3 and Eq 4
 *
 * @throws {RangeError} if a loss is none of the testbed's, or a default model is missing
 * @example compareLaws(testbed).map(({ law, fittedOn, meanPercent }) => [law, fittedOn, meanPercent])
 */
export function compareLaws(
  testbed: ModelTestbed,
  { loss = "c4_val", leastRatio = 10 }: CompareLawsOptions = {},
): LawComparison[] {
  const where = "compareLaws";
  return trainSetsOf(testbed).flatMap((trainSet) => {
    const models = measured(where, testbed, { trainSet, loss, tasks: "all" });
    const large = models.filter(({ parameters }) => parameters >= 1e9);
    const small = measured(where, testbed, {
      trainSet,
      loss,
      tasks: "all",
      parametersBelow: 1e9,
      leastRatio,
    });
    return [
      ...bothLaws(trainSet, "default", modelsOfCells(where, models, defaultCells), large),
      ...bothLaws(trainSet, "below 1B", small, large),
    ];
  });
}

function bothLaws(
  trainSet: TrainSet,
  fittedOn: LawComparison["fittedOn"],
  models: readonly MeasuredModel[],
  large: readonly MeasuredModel[],
): LawComparison[] {
  const one = fitLaw(overTraining, models);
  const two = fitLaw(chinchilla, models, { starts: startsAround(one.values) });
  const fits: readonly LossFit[] = [one, two];
  return fits.map((fit): LawComparison => {
    const losses = predictLaw(fit, large);
    const targets = large.map(({ size, tokensPerParameter, loss }, at) => ({
      size,
      tokensPerParameter,
      percent: percentOff(losses[at], loss),
    }));
    return {
      trainSet,
      law: fit.law.name as LawComparison["law"],
      fittedOn,
      models: models.length,
      values: fit.values,
      sumOfSquares: fit.sumOfSquares,
      targets,
      meanPercent: targets.reduce((sum, { percent }) => sum + percent, 0) / targets.length,
    };
  });
}

/** Eq 4's fit in Eq 3's form, α = β = 2η, and places with unequal exponents. */
function startsAround({ E, a, b, eta }: LawValues<OverTrainingParameter>): LawValues<ChinchillaParameter>[] {
  const equal = { E, A: a * 6 ** -eta, B: b * 6 ** -eta, alpha: 2 * eta, beta: 2 * eta };
  return [
    equal,
    { ...equal, alpha: 0.7 * equal.alpha },
    { ...equal, beta: 0.7 * equal.beta },
    { E: 1, A: 50, B: 50, alpha: 0.2, beta: 0.2 },
    { E: 1, A: 500, B: 500, alpha: 0.4, beta: 0.2 },
    { E: 1, A: 50, B: 500, alpha: 0.2, beta: 0.4 },
  ];
}
