import { aboveZero, grid, type Law } from "../law.ts";
import { aloneIn, type LossPoint, type TrainingSize } from "./over-training.ts";

/** Parameters of `chinchilla`. */
export type ChinchillaParameter = "E" | "A" | "B" | "alpha" | "beta";

const search = grid([
  [0.5, 1, 2],
  [5, 50, 500, 5000],
  [5, 50, 500, 5000],
  [0.2, 0.4, 0.7],
  [0.2, 0.4, 0.7],
]);

/**
 * Loss in three terms: L(N, D) = E + A·N^−α + B·D^−β.
 *
 * Units   loss in nats per token
 * Source  Hoffmann et al. 2022, arXiv:2203.15556, Eq 2; Gadre et al. 2024, Eq 3
 * Differs 432 starts; Hoffmann et al. used 4500
 */
export const chinchilla: Law<TrainingSize, LossPoint, ChinchillaParameter> = {
  name: "chinchilla",
  formula: "L = E + A·N^−α + B·D^−β",
  source: "Hoffmann et al. 2022, arXiv:2203.15556, Eq 2",
  output: "loss",
  parameters: ["E", "A", "B", "alpha", "beta"],
  positive: ["A", "B"],
  exponents: ["alpha", "beta"],
  residuals: "plain",
  inputs: ["parameters", "tokens"],
  observed: ({ loss }) => loss,
  rule: aboveZero,
  width: 2,
  coordinates({ parameters, tokens }, out, offset) {
    out[offset] = Math.log(parameters);
    out[offset + 1] = Math.log(tokens);
  },
  evaluate(x, offset, values, gradient) {
    const [E, A, B, alpha, beta] = [values[0], values[1], values[2], values[3], values[4]];
    const bySize = Math.exp(-alpha * x[offset]);
    const byTokens = Math.exp(-beta * x[offset + 1]);
    gradient[0] = 1;
    gradient[1] = bySize;
    gradient[2] = byTokens;
    gradient[3] = -A * bySize * x[offset];
    gradient[4] = -B * byTokens * x[offset + 1];
    return E + A * bySize + B * byTokens;
  },
  starts: () => search,
  refusal: aloneIn,
};
