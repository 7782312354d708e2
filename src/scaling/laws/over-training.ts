import { aboveZero, extent, grid, type Law } from "../law.ts";

/** A model's size and the tokens it was trained on. */
export interface TrainingSize {
  /** N: parameters, embeddings included. */
  readonly parameters: number;
  /** D: tokens. */
  readonly tokens: number;
}

/** A trained model's loss. */
export interface LossPoint extends TrainingSize {
  /** L, in nats per token. */
  readonly loss: number;
}

/** Parameters of `overTraining`. */
export type OverTrainingParameter = "E" | "a" | "b" | "eta";

/** Values that differ by no more than this are one value to a law. */
const alike = 1.02;

const areAlike = (values: readonly number[]): boolean => {
  const [low, high] = extent(values);
  return high / low < alike;
};

/** Says that runs have one size or one number of tokens alone, if so: that term is then a constant, as E is. */
export function aloneIn(points: readonly TrainingSize[]): string | undefined {
  for (const name of ["parameters", "tokens"] as const) {
    const values = points.map((point) => point[name]);
    if (areAlike(values))
      return `points must differ in ${name}, got ${values[0].toPrecision(3)} alone: their term cannot be told from E. Add runs with other ${name}.`;
  }
  return undefined;
}

/** The published search: 128 starts in the authors' own form alpha·N^p + beta·6^(p/2)·(M·N)^p + E. */
const search = grid([
  [100, 300, 1000, 3000],
  [100, 300, 1000, 3000],
  [-0.1, -0.3],
  [0, 1, 2, 10],
]).map(([alpha, beta, p, E]) => [E, alpha * 6 ** (-p / 2), beta, -p / 2]);

/**
 * Loss of over-trained models: L(C, M) = E + (a·M^η + b·M^−η)·C^−η, with C = 6ND and M = D/N.
 *
 * At one M it is a power law of compute with irreducible loss E; M moves the line, not its slope.
 *
 * Units   loss in nats per token; C in FLOPs
 * Source  Gadre et al. 2024, arXiv:2403.08540, Eq 4
 */
export const overTraining: Law<TrainingSize, LossPoint, OverTrainingParameter> = {
  name: "over-training",
  formula: "L = E + (a·M^η + b·M^−η)·C^−η",
  source: "Gadre et al. 2024, arXiv:2403.08540, Eq 4",
  output: "loss",
  parameters: ["E", "a", "b", "eta"],
  positive: ["a", "b"],
  exponents: ["eta"],
  residuals: "plain",
  inputs: ["parameters", "tokens"],
  observed: ({ loss }) => loss,
  rule: aboveZero,
  width: 2,
  // (M/C)^η = (6N²)^−η and (MC)^−η = (6D²)^−η: one logarithm each.
  coordinates({ parameters, tokens }, out, offset) {
    out[offset] = Math.log(6) + 2 * Math.log(parameters);
    out[offset + 1] = Math.log(6) + 2 * Math.log(tokens);
  },
  evaluate(x, offset, values, gradient) {
    const [E, a, b, eta] = [values[0], values[1], values[2], values[3]];
    const bySize = Math.exp(-eta * x[offset]);
    const byTokens = Math.exp(-eta * x[offset + 1]);
    gradient[0] = 1;
    gradient[1] = bySize;
    gradient[2] = byTokens;
    gradient[3] = -a * bySize * x[offset] - b * byTokens * x[offset + 1];
    return E + a * bySize + b * byTokens;
  },
  starts: () => search,
  refusal(points) {
    const ratios = points.map(({ parameters, tokens }) => tokens / parameters);
    if (areAlike(ratios))
      return `points must have at least two ratios of tokens to parameters, got ${ratios[0].toPrecision(3)} alone: a and b cannot be told apart. Add a run at another ratio, or fit irreduciblePower.`;
    return aloneIn(points);
  },
};
