import type { TrainingLog } from "../dataset/index.ts";
import { shown } from "../table/index.ts";

/** What a training curve is drawn against. */
export type CurveAxis = "tokens" | "steps" | "flops" | "seconds";

/** What to draw logs against, and how smooth. */
export interface TrainingCurvesOptions {
  /** Default "tokens". */
  readonly by?: CurveAxis;
  /** Share of a step by which another lies before or after it and weighs half in its mean. Default 0.05; 0 smooths nothing. */
  readonly smoothing?: number;
  /** Most points kept of a run, 2 or more. Default 200. */
  readonly points?: number;
}

/**
 * A run's losses, thinned, as figures draw them.
 *
 * Shape   x, loss, smoothed, learningRate [points]; validation.x, validation.loss [validations]
 * Units   x as asked (C = 6·N·D for FLOPs); loss in nats per token
 */
export interface TrainingCurve {
  readonly name: string;
  readonly x: readonly number[];
  /** As logged. */
  readonly loss: readonly number[];
  readonly smoothed: readonly number[];
  readonly learningRate: readonly number[];
  readonly validation: { readonly x: readonly number[]; readonly loss: readonly number[] };
}

const axes: readonly CurveAxis[] = ["tokens", "steps", "flops", "seconds"];

/**
 * Training logs as curves: smoothed over all their records, then thinned to points at equal distances of log x, the
 * first and the last record among them. Records at x = 0 are left out, since no logarithmic axis has a place for them.
 *
 * Smoothing is a mean to both sides, in which a record weighs by the steps since the one before it, and half as much for
 * each `smoothing` of the step between: s_k = Σ_j w_j·L_j / Σ_j w_j with w_j = (step_j − step_{j−1})·2^(−|ln step_j −
 * ln step_k| / ln(1 + smoothing)). So the early, steep part is averaged over few steps and the late, flat one over many;
 * a constant stays constant, the curve does not lag behind, and the axis does not matter.
 *
 * Shape   per run: x, loss, smoothed, learningRate [points], at most `points`
 * Units   FLOPs are 6·N·D; loss in nats per token
 * Source  own
 *
 * @throws {RangeError} if an option is none of its values, or a log has no record to draw
 * @example figure.trainingCurves(trainingCurves(logs, { by: "flops" }), "training FLOPs")
 */
export function trainingCurves(
  logs: readonly TrainingLog[],
  { by = "tokens", smoothing = 0.05, points = 200 }: TrainingCurvesOptions = {},
): readonly TrainingCurve[] {
  if (!axes.includes(by))
    throw new RangeError(`trainingCurves: by must be one of ${axes.join(", ")}, got ${shown(by)}.`);
  if (!(smoothing >= 0 && smoothing < Infinity))
    throw new RangeError(
      `trainingCurves: smoothing must be a share of the step, 0 or more, got ${shown(smoothing)}.`,
    );
  if (!Number.isSafeInteger(points) || points < 2)
    throw new RangeError(
      `trainingCurves: points must be a whole number of at least 2, got ${shown(points)}.`,
    );
  return logs.map((log) => {
    const x = axisOf(log, by);
    const from = x.findIndex((value) => value > 0);
    if (from === -1)
      throw new RangeError(
        `trainingCurves: a log must have a record with ${by} above 0, got ${x.length} without at ${shown(log.name)}. Leave the run out until it has logged.`,
      );
    const smoothed = smoothing === 0 ? log.lossNats : meanAround(log.steps, log.lossNats, smoothing);
    const kept = spacedPlaces(x, from, points);
    const pick = (values: Float64Array) => kept.map((at) => values[at]);
    return {
      name: log.name,
      x: pick(x),
      loss: pick(log.lossNats),
      smoothed: pick(smoothed),
      learningRate: pick(log.learningRate),
      validation: validationOf(log, x),
    };
  });
}

function axisOf({ parameters, steps, tokens, seconds }: TrainingLog, by: CurveAxis): Float64Array {
  if (by === "flops") return tokens.map((count) => 6 * parameters * count);
  return { steps, tokens, seconds }[by];
}

/** Mean of each value and its neighbours on both sides, by two sweeps of decaying sums. */
function meanAround(steps: Float64Array, values: Float64Array, share: number): Float64Array {
  const halfLife = Math.log1p(share);
  // A first record at step 0 has no logarithm; half a step is as near as a figure can tell.
  const places = steps.map((step) => Math.log(Math.max(step, 0.5)));
  const weights = steps.map((step, at) => (at === 0 ? Math.max(step, 0.5) : step - steps[at - 1]));
  const sums = new Float64Array(values.length);
  const counts = new Float64Array(values.length);
  for (const ahead of [true, false]) {
    let [sum, count] = [0, 0];
    for (let at = 0; at < values.length; at++) {
      const here = ahead ? at : values.length - 1 - at;
      const before = ahead ? here - 1 : here + 1;
      const kept = at === 0 ? 0 : 2 ** (-Math.abs(places[here] - places[before]) / halfLife);
      sum = sum * kept + weights[here] * values[here];
      count = count * kept + weights[here];
      // The record itself is in both sweeps.
      sums[here] += ahead ? sum : sum - weights[here] * values[here];
      counts[here] += ahead ? count : count - weights[here];
    }
  }
  return sums.map((sum, at) => sum / counts[at]);
}

/** Places of at most `most` records at about equal distances of log x, ends included. */
function spacedPlaces(x: Float64Array, from: number, most: number): number[] {
  const last = x.length - 1;
  if (last - from < most) return Array.from({ length: last - from + 1 }, (_, at) => from + at);
  const step = Math.log(x[last] / x[from]) / (most - 1);
  const places = [from];
  for (let at = from + 1, next = 1; at < last; at++) {
    const reached = Math.log(x[at] / x[from]) / step;
    if (reached < next || places.length === most - 1) continue;
    places.push(at);
    next = Math.floor(reached) + 1;
  }
  places.push(last);
  return places;
}

/** The validations of a log against the axis; each was taken at a record. */
function validationOf({ tokens, validation }: TrainingLog, x: Float64Array): TrainingCurve["validation"] {
  const kept: { readonly x: number; readonly loss: number }[] = [];
  let record = 0;
  validation.tokens.forEach((count, at) => {
    while (tokens[record] < count) record += 1;
    if (x[record] > 0) kept.push({ x: x[record], loss: validation.lossNats[at] });
  });
  return { x: kept.map((point) => point.x), loss: kept.map((point) => point.loss) };
}
