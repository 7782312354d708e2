import type { Law } from "../law.ts";
import { chinchilla } from "./chinchilla.ts";
import type { LossPoint, TrainingSize } from "./over-training.ts";
import { overTraining } from "./over-training.ts";

/** Parameters of `overTrainingByOptimum`: `ratio` is M*. */
export type RatioParameter = "E" | "a" | "ratio" | "eta";

/** Parameters of `chinchillaByOptimum`: `ratio` is the best D/N at its budget. */
export type BudgetParameter = "E" | "A" | "ratio" | "alpha" | "beta";

/**
 * `overTraining` with its loss-optimal ratio as a parameter in b's place, b = a·M*^(2η), so that M* has an interval as
 * any parameter has.
 *
 * Source  Gadre et al. 2024, arXiv:2403.08540, Eq 4 and Eq 10
 */
export const overTrainingByOptimum: Law<TrainingSize, LossPoint, RatioParameter> = {
  ...overTraining,
  formula: "L = E + (a·M^η + a·M*^(2η)·M^−η)·C^−η",
  parameters: ["E", "a", "ratio", "eta"],
  positive: ["a", "ratio"],
  exponents: ["eta"],
  evaluate(x, offset, values, gradient) {
    const [E, a, ratio, eta] = [values[0], values[1], values[2], values[3]];
    const bySize = Math.exp(-eta * x[offset]);
    const byTokens = Math.exp(eta * (2 * Math.log(ratio) - x[offset + 1]));
    gradient[0] = 1;
    gradient[1] = bySize + byTokens;
    gradient[2] = (2 * eta * a * byTokens) / ratio;
    gradient[3] = a * (-bySize * x[offset] + byTokens * (2 * Math.log(ratio) - x[offset + 1]));
    return E + a * (bySize + byTokens);
  },
  starts: (points) =>
    overTraining.starts(points).map(([E, a, b, eta]) => [E, a, (b / a) ** (1 / (2 * eta)), eta]),
};

/**
 * `chinchilla` with the best ratio at a budget as a parameter in B's place: ln B = ln(αA/β) + (β−α)/2·ln(C/6) +
 * (α+β)/2·ln(ratio).
 *
 * Source  Hoffmann et al. 2022, arXiv:2203.15556, Eq 4, solved for B
 */
export function chinchillaByOptimum(flops: number): Law<TrainingSize, LossPoint, BudgetParameter> {
  const budget = Math.log(flops / 6);
  return {
    ...chinchilla,
    formula: "L = E + A·N^−α + B(ratio)·D^−β",
    parameters: ["E", "A", "ratio", "alpha", "beta"],
    positive: ["A", "ratio", "alpha", "beta"],
    exponents: ["alpha", "beta"],
    evaluate(x, offset, values, gradient) {
      const [E, A, ratio, alpha, beta] = [values[0], values[1], values[2], values[3], values[4]];
      const half = Math.log(ratio) / 2;
      const bySize = A * Math.exp(-alpha * x[offset]);
      const logB = Math.log((alpha * A) / beta) + ((beta - alpha) / 2) * budget + (alpha + beta) * half;
      const byTokens = Math.exp(logB - beta * x[offset + 1]);
      gradient[0] = 1;
      gradient[1] = (bySize + byTokens) / A;
      gradient[2] = (byTokens * (alpha + beta)) / (2 * ratio);
      gradient[3] = -bySize * x[offset] + byTokens * (1 / alpha - budget / 2 + half);
      gradient[4] = byTokens * (-1 / beta + budget / 2 + half - x[offset + 1]);
      return E + bySize + byTokens;
    },
    starts: (points) =>
      chinchilla.starts(points).map(([E, A, B, alpha, beta]) => {
        const logRatio =
          (Math.log((B * beta) / (alpha * A)) - ((beta - alpha) / 2) * budget) / ((alpha + beta) / 2);
        return [E, A, Math.exp(logRatio), alpha, beta];
      }),
  };
}
