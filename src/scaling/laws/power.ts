import { aboveZero, extent, grid, type Law } from "../law.ts";

/** Where a power law is read, e.g. FLOPs. */
export interface PowerInput {
  readonly x: number;
}

/** A point of a power law, e.g. FLOPs and loss. */
export interface PowerPoint extends PowerInput {
  readonly y: number;
}

const logarithm = ({ x }: PowerInput, out: Float64Array, offset: number): void => {
  out[offset] = Math.log(x);
};

/**
 * Power law with an irreducible part: y = E + a·x^−b.
 *
 * Source  Gadre et al. 2024, arXiv:2403.08540, §3.1 and Fig 4 (there with x = FLOPs)
 */
export const irreduciblePower: Law<PowerInput, PowerPoint, "E" | "a" | "b"> = {
  name: "irreducible-power",
  formula: "y = E + a·x^−b",
  source: "Gadre et al. 2024, arXiv:2403.08540, §3.1",
  output: "y",
  parameters: ["E", "a", "b"],
  positive: ["a"],
  exponents: ["b"],
  residuals: "plain",
  inputs: ["x"],
  observed: ({ y }) => y,
  rule: aboveZero,
  width: 1,
  coordinates: logarithm,
  evaluate(x, offset, values, gradient) {
    const power = Math.exp(-values[2] * x[offset]);
    gradient[0] = 1;
    gradient[1] = power;
    gradient[2] = -values[1] * power * x[offset];
    return values[0] + values[1] * power;
  },
  // Every share of the lowest y may be irreducible, and any slope may hold; a is then the mean of what the points give.
  starts(points) {
    const [lowest] = extent(points.map(({ y }) => y));
    return grid([
      [-1, 0, 0.5, 0.8, 0.95, 0.999],
      [0.03, 0.1, 0.2, 0.5, 1],
    ]).map(([share, b]) => {
      const E = share * lowest;
      const sum = points.reduce((total, { x, y }) => total + (y - E) * x ** b, 0);
      return [E, sum / points.length, b];
    });
  },
  refusal: () => undefined,
};

/**
 * Plain power law: y = a·x^−b. With residuals of logarithms, the default for it, the fit is the straight line of log y
 * against log x.
 *
 * Source  Gadre et al. 2024, arXiv:2403.08540, Fig 2
 */
export const power: Law<PowerInput, PowerPoint, "a" | "b"> = {
  name: "power",
  formula: "y = a·x^−b",
  source: "Gadre et al. 2024, arXiv:2403.08540, §3.1",
  output: "y",
  parameters: ["a", "b"],
  positive: ["a"],
  exponents: ["b"],
  residuals: "logarithm",
  inputs: ["x"],
  observed: ({ y }) => y,
  rule: aboveZero,
  width: 1,
  coordinates: logarithm,
  evaluate(x, offset, values, gradient) {
    const decay = Math.exp(-values[1] * x[offset]);
    gradient[0] = decay;
    gradient[1] = -values[0] * decay * x[offset];
    return values[0] * decay;
  },
  starts: () => [[1, 0.1]],
  refusal: () => undefined,
};
