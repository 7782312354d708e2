import { grid, type Law } from "../law.ts";

/** What a downstream error is predicted from. */
export interface LossValue {
  /** Validation loss, in nats per token. */
  readonly loss: number;
}

/** A model's validation loss and its average error on tasks. */
export interface ErrorPoint extends LossValue {
  /** Share of wrong answers, 0 to 1. */
  readonly error: number;
}

/** Parameters of `downstream`. */
export type DownstreamParameter = "epsilon" | "k" | "gamma";

/**
 * Average error of tasks by loss: Err(L) = ε − k·e^(−γL), which is ε − k·PP^−γ with perplexity PP = e^L.
 *
 * Units   error as a share, 0 to 1; loss in nats per token
 * Source  Gadre et al. 2024, arXiv:2403.08540, Eq 5 and Eq 6
 */
export const downstream: Law<LossValue, ErrorPoint, DownstreamParameter> = {
  name: "downstream",
  formula: "Err = ε − k·e^(−γL)",
  source: "Gadre et al. 2024, arXiv:2403.08540, Eq 5",
  output: "error",
  parameters: ["epsilon", "k", "gamma"],
  positive: [],
  exponents: [],
  residuals: "plain",
  inputs: ["loss"],
  observed: ({ error }) => error,
  rule: { must: "a share between 0 and 1", holds: (value) => value >= 0 && value <= 1 },
  width: 1,
  coordinates({ loss }, out, offset) {
    out[offset] = loss;
  },
  evaluate(x, offset, values, gradient) {
    const decay = Math.exp(-values[2] * x[offset]);
    gradient[0] = 1;
    gradient[1] = -decay;
    gradient[2] = values[1] * decay * x[offset];
    return values[0] - values[1] * decay;
  },
  // The published fit begins at 1, 1, 1 alone; the others catch curves that are nearly straight or nearly steps.
  starts: () => [[1, 1, 1], ...grid([[0.8], [0.5, 5, 50], [0.1, 0.5, 2, 4]])],
  refusal: () => undefined,
};
