import { fitLaw } from "../fit-law.ts";
import type { FittedLaw } from "../fitted-law.ts";
import type { Law, LawValues } from "../law.ts";
import { chinchillaByOptimum, overTrainingByOptimum } from "../laws/by-optimum.ts";
import type { LossPoint, TrainingSize } from "../laws/over-training.ts";
import { computeOptimal, type LossFit } from "../optimum.ts";
import type { Interval } from "./interval.ts";
import { type ProfileOptions, profile } from "./profile.ts";

/** The compute-optimal ratio of a fit, and how sure it is. */
export interface OptimalRatio extends Interval {
  /** Tokens per parameter. */
  readonly value: number;
}

/**
 * The ratio of tokens to parameters whose loss is lowest at a budget, with its profile interval: the law is written with
 * the ratio as one of its parameters and fitted to the same points. The over-training law has one ratio for all budgets.
 *
 * Units   FLOPs in; tokens per parameter out
 * Source  Gadre et al. 2024, arXiv:2403.08540, Eq 10; Hoffmann et al. 2022, arXiv:2203.15556, Eq 4
 *
 * Differs a robust fit has no profile, and so no interval here: both sides are undefined, with the reason
 *
 * @throws {RangeError} if the law has no such ratio, or its values allow none
 * @example optimalRatioInterval(fit, { flops: 1e21 }).lower
 */
export function optimalRatioInterval(
  fit: LossFit,
  { flops, level }: ProfileOptions & { readonly flops: number },
): OptimalRatio {
  const { tokensPerParameter: value } = computeOptimal(fit, { flops });
  if (fit.objective.loss !== "squares") {
    const reason =
      "the ratio of a fit with Huber's loss has no profile interval; fit by least squares for one";
    return { value, lower: undefined, upper: undefined, level: level ?? 0.95, method: "profile", reason };
  }
  const interval =
    fit.law.name === "chinchilla"
      ? profiled(fit, chinchillaByOptimum(flops), value, level)
      : profiled(fit, overTrainingByOptimum, value, level);
  return { value, ...interval };
}

function profiled<Name extends string>(
  { points, values, objective }: LossFit,
  law: Law<TrainingSize, LossPoint, Name | "ratio">,
  ratio: number,
  level: number | undefined,
): Interval {
  const start = { ...values, ratio } as LawValues<Name | "ratio">;
  const fit: FittedLaw<TrainingSize, LossPoint, Name | "ratio"> = fitLaw(law, points, {
    ...objective,
    starts: [start],
  });
  return profile(fit, "ratio", level === undefined ? {} : { level });
}
