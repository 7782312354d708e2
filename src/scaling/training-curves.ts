import type { TrainingLog } from "../dataset/index.ts";
import { shown } from "../table/index.ts";

/** What a training curve is drawn against. */
export type CurveAxis = "tokens" | "steps" | "flops" | "seconds";

/** What to draw logs against, and how smooth. */
export interface TrainingCurvesOptions {
  /** Default "tokens". */
  readonly by?: CurveAxis;
  /** Steps after which a record weighs half as much in the mean; 0 smooths nothing. Default: a 50th of each run. */
  readonly halfLife?: number;
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
 * Smoothing is an exponential mean without start-up bias: s_k = Σ_j w_j·L_j / Σ_j w_j over the records j ≤ k, with
 * w_j = 2^−((step_k − step_j)/halfLife). The first value is the first loss, a constant stays constant, and the axis
 * does not matter. It looks back only, so it lies above a falling loss by about what falls in 1.4 half-lives.
 *
 * Shape   per run: x, loss, smoothed, learningRate [points], at most `points`
 * Units   FLOPs are 6·N·D; loss in nats per token
 * Source  own: Adam's correction of moments (Kingma and Ba 2015, arXiv:1412.6980, §3), for steps at any distance
 *
 * @throws {RangeError} if an option is none of its values, or a log has no record to draw
 * @example figure.trainingCurves(trainingCurves(logs, { by: "flops" }), "training FLOPs")
 */
export function trainingCurves(
  logs: readonly TrainingLog[],
  { by = "tokens", halfLife, points = 200 }: TrainingCurvesOptions = {},
): readonly TrainingCurve[] {
  if (!axes.includes(by))
    throw new RangeError(`trainingCurves: by must be one of ${axes.join(", ")}, got ${shown(by)}.`);
  if (halfLife !== undefined && !(halfLife >= 0 && halfLife < Infinity))
    throw new RangeError(
      `trainingCurves: halfLife must be a number of steps, 0 or more, got ${shown(halfLife)}.`,
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
    const span = log.steps[log.steps.length - 1] - log.steps[0];
    const smoothed = exponentialMean(log.steps, log.lossNats, halfLife ?? span / 50);
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

/** Exponential mean of values at rising steps, each divided by the sum of its weights. */
function exponentialMean(steps: Float64Array, values: Float64Array, halfLife: number): Float64Array {
  if (halfLife === 0) return values.slice();
  let [sum, weights] = [0, 0];
  return values.map((value, at) => {
    const kept = at === 0 ? 0 : 2 ** (-(steps[at] - steps[at - 1]) / halfLife);
    sum = sum * kept + value;
    weights = weights * kept + 1;
    return sum / weights;
  });
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
