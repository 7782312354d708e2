import type { Parameters } from "./parameters.ts";

/** How far predictions are off, averaged over rows. */
export type Metric = "l1" | "l2" | "rmse" | "huber" | "quantile";

/** Names of all metrics. */
export const metricNames: readonly Metric[] = ["l1", "l2", "rmse", "huber", "quantile"];

/**
 * Mean loss of scores against labels, summed row after row.
 *
 * Shape   scores, labels, weights [rows]; labels and weights already float32
 * Source  LightGBM regression metrics
 */
export function evaluateMetric(
  metric: Metric,
  scores: Float64Array,
  labels: Float32Array,
  weights: Float32Array | undefined,
  { alpha }: Pick<Parameters, "alpha">,
): number {
  const rows = labels.length;
  if (weights === undefined) {
    if (metric === "l1") return sumAbsolute(scores, labels) / rows;
    if (metric === "l2") return sumSquares(scores, labels) / rows;
    if (metric === "rmse") return Math.sqrt(sumSquares(scores, labels) / rows);
  }
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    sum += loss(metric, scores[row] - labels[row], alpha) * weight;
    total += weight;
  }
  return metric === "rmse" ? Math.sqrt(sum / total) : sum / total;
}

function sumAbsolute(scores: Float64Array, labels: Float32Array): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += Math.abs(scores[row] - labels[row]);
  return sum;
}

function sumSquares(scores: Float64Array, labels: Float32Array): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const error = scores[row] - labels[row];
    sum += error * error;
  }
  return sum;
}

function loss(metric: Metric, error: number, alpha: number): number {
  const size = Math.abs(error);
  switch (metric) {
    case "l1":
      return size;
    case "l2":
    case "rmse":
      return error * error;
    case "huber":
      return size <= alpha ? 0.5 * error * error : alpha * (size - 0.5 * alpha);
    case "quantile":
      return -error < 0 ? (alpha - 1) * -error : alpha * -error;
  }
}
