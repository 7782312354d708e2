import { shown } from "../table/index.ts";
import { type FittedLaw, isFlat, predictLaw } from "./fitted-law.ts";
import type { LawValues } from "./law.ts";
import type { ChinchillaParameter } from "./laws/chinchilla.ts";
import type { LossPoint, OverTrainingParameter, TrainingSize } from "./laws/over-training.ts";
import { brief } from "./show.ts";

/** A fitted law of loss by parameters and tokens: `overTraining` or `chinchilla`. */
export type LossFit = FittedLaw<TrainingSize, LossPoint, string>;

/** A law and its values, all that a prediction needs of a fit; what it says at its points shows whether it falls. */
export type LossLaw = Pick<LossFit, "law" | "values"> & Partial<Pick<LossFit, "predicted">>;

/** A training run by its cost. */
export interface TrainingRun extends TrainingSize {
  /** C = 6·N·D. */
  readonly flops: number;
  /** M = D/N. */
  readonly tokensPerParameter: number;
  readonly loss: number;
}

/**
 * The ratio of tokens to parameters whose loss is lowest at any one budget: M* = (b/a)^(1/(2η)).
 *
 * It is the same at every budget, since both terms of this law fall with the same power. For `chinchilla` it depends on
 * the budget: `computeOptimal`.
 *
 * Units   tokens per parameter
 * Source  Gadre et al. 2024, arXiv:2403.08540, Eq 10
 *
 * @throws {RangeError} if the law has no such ratio, its values allow none (η not above 0), or it is flat
 * @example optimalRatio(fitLaw(overTraining, points))
 */
export function optimalRatio(fit: LossLaw): number {
  const { law, values } = fit;
  if (law.name === "chinchilla")
    throw new RangeError(
      "optimalRatio: fit must be of over-training, whose best ratio is the same at every budget, got chinchilla. Take computeOptimal(fit, { flops }).tokensPerParameter.",
    );
  if (law.name !== "over-training") throw noOptimum("optimalRatio", law.name);
  const { a, b, eta } = values as LawValues<OverTrainingParameter>;
  requireFalling("optimalRatio", fit);
  requireAbove("optimalRatio", { a, b, eta });
  return (b / a) ** (1 / (2 * eta));
}

/**
 * The run whose loss is lowest at a budget.
 *
 * Units   FLOPs in; parameters, tokens and nats per token out
 * Source  Gadre et al. 2024, arXiv:2403.08540, Eq 10; Hoffmann et al. 2022, arXiv:2203.15556, Eq 4
 *
 * @throws {RangeError} if the law has no optimum, its values allow none (an exponent not above 0), it is
 *   flat, or `flops` is not above 0
 * @example computeOptimal(fit, { flops: 1e21 }).parameters
 */
export function computeOptimal(fit: LossLaw, { flops }: { readonly flops: number }): TrainingRun {
  if (!(flops > 0 && flops < Infinity))
    throw new RangeError(`computeOptimal: flops must be a number above 0, got ${shown(flops)}.`);
  if (fit.law.name !== "chinchilla")
    return trainingRun(fit, { flops, tokensPerParameter: optimalRatio(fit) });
  const { A, B, alpha, beta } = fit.values as LawValues<ChinchillaParameter>;
  requireFalling("computeOptimal", fit);
  requireAbove("computeOptimal", { A, B, alpha, beta });
  const factor = ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));
  const parameters = factor * (flops / 6) ** (beta / (alpha + beta));
  return trainingRun(fit, { flops, tokensPerParameter: flops / 6 / parameters / parameters });
}

/**
 * The run of a budget at a ratio, N = √(C/(6M)) and D = M·N, and the loss that a law says it has.
 *
 * Units   FLOPs and tokens per parameter in; parameters, tokens and nats per token out
 *
 * @throws {RangeError} if the budget or the ratio is not above 0
 */
export function trainingRun(
  fit: LossLaw,
  { flops, tokensPerParameter }: { readonly flops: number; readonly tokensPerParameter: number },
): TrainingRun {
  for (const [name, value] of Object.entries({ flops, tokensPerParameter }))
    if (!(value > 0 && value < Infinity))
      throw new RangeError(`trainingRun: ${name} must be a number above 0, got ${shown(value)}.`);
  const parameters = Math.sqrt(flops / (6 * tokensPerParameter));
  const tokens = tokensPerParameter * parameters;
  return {
    parameters,
    tokens,
    flops,
    tokensPerParameter,
    loss: predictLaw(fit, [{ parameters, tokens }])[0],
  };
}

function requireFalling(where: string, { predicted }: LossLaw): void {
  if (predicted !== undefined && isFlat({ predicted }))
    throw new RangeError(
      `${where}: fit must fall over its points for an optimum to exist, got one flat at ${brief(predicted[0])}. Look whether the runs are in order.`,
    );
}

function requireAbove(where: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value > 0 && value < Infinity) continue;
    throw new RangeError(
      `${where}: ${name} must be above 0 for an optimum to exist, got ${shown(value)}. Loss does not fall with size or tokens in this fit; add runs.`,
    );
  }
}

function noOptimum(where: string, law: string): RangeError {
  return new RangeError(
    `${where}: fit must be of a law of parameters and tokens (over-training, chinchilla), got ${law}.`,
  );
}
