import type { Parameters } from "./parameters.ts";
import { percentileInPlace, type Rounding, weightedPercentile } from "./percentile.ts";

/** What boosting asks of a loss. */
export interface ObjectiveFunctions {
  /** How the model text names it. */
  readonly text: string;
  /** Score from which training starts. */
  start(): number;
  /** Gradients (and hessians, where rows have weights) at the given scores, rounded to float32. */
  fillGradientsInPlace(
    scores: Float64Array,
    gradients: Float32Array,
    hessians: Float32Array | undefined,
  ): void;
  /** Value that replaces a leaf's output, for losses whose gradients say too little. */
  renewedLeaf?(scores: Float64Array, rows: Int32Array): number;
}

/**
 * The loss that is minimised, over fixed labels and weights.
 *
 * Shape   labels, weights [rows], already float32
 * Source  LightGBM 4.7.0 regression objectives
 */
export function makeObjective(
  labels: Float32Array,
  weights: Float32Array | undefined,
  { objective, alpha }: Parameters,
): ObjectiveFunctions {
  const mean = () => meanOf(labels, weights);
  switch (objective) {
    case "regression":
      return {
        text: "regression",
        start: mean,
        fillGradientsInPlace: (scores, gradients, hessians) =>
          squaredGradientsInPlace(labels, weights, scores, gradients, hessians),
      };
    case "regression_l1":
      return {
        text: "regression_l1",
        ...percentileLeaves(labels, weights, 0.5),
        fillGradientsInPlace: byRow(labels, weights, Math.sign, (sign, weight) => sign * weight),
      };
    case "huber":
      return {
        text: "huber",
        start: mean,
        fillGradientsInPlace: byRow(
          labels,
          weights,
          (error) => (Math.abs(error) <= alpha ? error : Math.sign(error) * alpha),
          (gradient, weight) => gradient * weight,
        ),
      };
    case "quantile": {
      const share = Math.fround(alpha);
      const above = Math.fround(1 - share);
      return {
        text: "quantile",
        ...percentileLeaves(labels, weights, share),
        fillGradientsInPlace: byRow(
          labels,
          weights,
          (error) => (Math.fround(error) >= 0 ? above : -share),
          (gradient, weight) => gradient * weight,
        ),
      };
    }
  }
}

function meanOf(labels: Float32Array, weights: Float32Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    sum += labels[row] * weight;
    total += weight;
  }
  return sum / total;
}

function squaredGradientsInPlace(
  labels: Float32Array,
  weights: Float32Array | undefined,
  scores: Float64Array,
  gradients: Float32Array,
  hessians: Float32Array | undefined,
): void {
  for (let row = 0; row < labels.length; row++) gradients[row] = scores[row] - labels[row];
  if (weights === undefined || hessians === undefined) return;
  for (let row = 0; row < labels.length; row++) gradients[row] *= weights[row];
  hessians.set(weights);
}

function byRow(
  labels: Float32Array,
  weights: Float32Array | undefined,
  gradient: (error: number) => number,
  weighted: (gradient: number, weight: number) => number,
): ObjectiveFunctions["fillGradientsInPlace"] {
  return (scores, gradients, hessians) => {
    for (let row = 0; row < labels.length; row++) {
      const error = scores[row] - labels[row];
      const plain = gradient(error);
      gradients[row] = weights === undefined ? plain : weighted(plain, weights[row]);
    }
    if (weights !== undefined) hessians?.set(weights);
  };
}

function percentileLeaves(
  labels: Float32Array,
  weights: Float32Array | undefined,
  alpha: number,
): Required<Pick<ObjectiveFunctions, "start" | "renewedLeaf">> {
  const whole: Rounding = (value) => value;
  return {
    start: () => {
      const values = Float64Array.from(labels);
      return weights === undefined
        ? percentileInPlace(values, alpha, Math.fround)
        : weightedPercentile(values, Float64Array.from(weights), alpha, Math.fround);
    },
    renewedLeaf: (scores, rows) => {
      const residuals = Float64Array.from(rows, (row) => labels[row] - scores[row]);
      if (weights === undefined) return percentileInPlace(residuals, alpha, whole);
      const ofRows = Float64Array.from(rows, (row) => weights[row]);
      return weightedPercentile(residuals, ofRows, alpha, whole);
    },
  };
}
