import { column, type Matrix, type Swarm, selectColumns, shown } from "../table/index.ts";
import { decompose, dot } from "./decomposition.ts";
import type { Surrogate } from "./surrogate.ts";

/** A weighted sum of shares. */
export interface LinearModel extends Surrogate {
  readonly kind: "linear";
  /** Change of the target per unit of the domain's share. */
  readonly coefficients: Readonly<Record<string, number>>;
  readonly intercept: number;
  readonly alpha: number;
  /** Independent directions the fit rests on; below the number of domains the coefficients are the shortest that fit. */
  readonly rank: number;
}

/** How to fit a linear model. */
export interface LinearOptions {
  /** Name of the loss column to predict. */
  readonly target: string;
  /** Weight of the squared coefficients in the loss: 0 is least squares, above 0 ridge; the intercept is free. */
  readonly alpha?: number;
  readonly intercept?: boolean;
  /** Penalises coefficients per standard deviation of their domain instead of per unit of share. */
  readonly standardise?: boolean;
}

/**
 * Fits a linear model, by least squares or ridge, through one singular value decomposition.
 *
 * Shape   swarm of n runs and d domains → d coefficients and an intercept
 * Units   coefficients in nats per token for a share of 1, when losses are in nats per token
 * Source  scikit-learn's LinearRegression and Ridge; Liu et al. 2024, arXiv:2407.01492, §3.2
 * Differs chooses the shortest coefficients where mixtures leave a direction open (rows that sum to exactly 1, with
 *         an intercept), as numpy's lstsq does, and says so in `rank`
 *
 * @throws {RangeError} if the target is unknown, alpha is negative, a number is not finite, or there are too few runs
 * @example fitLinear(swarm.train, { target: "pile_cc", alpha: 1 })
 */
export function fitLinear(
  swarm: Swarm,
  { target, alpha = 0, intercept = true, standardise = false }: LinearOptions,
): LinearModel {
  const features = swarm.mixtures.names;
  const runs = swarm.ids.length;
  if (!(alpha >= 0 && alpha < Infinity)) {
    throw new RangeError(`fitLinear: alpha must be a number from 0, got ${shown(alpha)}.`);
  }
  const losses = finiteColumn(swarm, swarm.losses, target);
  const needed = alpha > 0 ? 1 : features.length + (intercept ? 1 : 0);
  if (runs < needed) {
    throw new RangeError(
      `fitLinear: swarm must have at least ${needed} runs for ${features.length} domains, got ${runs}. ` +
        "Add runs, or give alpha above 0 for ridge.",
    );
  }
  const columns = features.map((name) => finiteColumn(swarm, swarm.mixtures, name));
  const means = columns.map((values) => (intercept ? meanOf(values) : 0));
  const lossMean = intercept ? meanOf(losses) : 0;
  const centred = columns.map((values, at) => values.map((value) => value - means[at]));
  const scales = centred.map((values) => (standardise ? Math.sqrt(dot(values, values) / runs) || 1 : 1));
  const { solution, rank } = solve(
    centred.map((values, at) => values.map((value) => value / scales[at])),
    losses.map((value) => value - lossMean),
    alpha,
  );
  const weights = solution.map((value, at) => value / scales[at]);
  const constant = weights.reduce((sum, weight, at) => sum - weight * means[at], lossMean);
  return {
    kind: "linear",
    target,
    features,
    coefficients: Object.fromEntries(features.map((name, at) => [name, weights[at]])),
    intercept: constant,
    alpha,
    rank,
    predict: (mixtures) => weightedSums(selectColumns(mixtures, features), weights, constant),
  };
}

function weightedSums(mixtures: Matrix, weights: Float64Array, constant: number): Float64Array {
  const { rows, values } = mixtures;
  const out = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = constant;
    for (let k = 0; k < weights.length; k++) sum += weights[k] * values[at++];
    out[row] = sum;
  }
  return out;
}

/** The shortest vector that minimises |A w - y|² + alpha |w|², and the rank it rests on. */
function solve(columns: readonly Float64Array[], y: Float64Array, alpha: number) {
  const { scaled, right, singular } = decompose(columns);
  const largest = singular.reduce((most, value) => Math.max(most, value), 0);
  const least = Number.EPSILON * Math.max(columns.length, y.length) * largest;
  const solution = new Float64Array(columns.length);
  let rank = 0;
  singular.forEach((value, at) => {
    if (value <= least) return;
    rank += 1;
    const weight = dot(scaled[at], y) / (value * value + alpha);
    for (let k = 0; k < solution.length; k++) solution[k] += weight * right[at][k];
  });
  return { solution, rank };
}

function finiteColumn(swarm: Swarm, source: Matrix, name: string): Float64Array {
  const values = column(source, name);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return values;
  throw new RangeError(
    `fitLinear: ${name} must be finite, got ${values[bad]} at run ${swarm.ids[bad]}. Drop that run, or give it a value.`,
  );
}

const meanOf = (values: Float64Array): number => {
  const first = values.reduce((sum, value) => sum + value, 0) / values.length;
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
};

/**
 * Fits one linear model per target.
 *
 * Shape   swarm [runs × domains] → target → model
 */
export function fitLinears(
  swarm: Swarm,
  options: Omit<LinearOptions, "target"> = {},
): Readonly<Record<string, LinearModel>> {
  return Object.fromEntries(
    swarm.losses.names.map((target) => [target, fitLinear(swarm, { ...options, target })]),
  );
}
