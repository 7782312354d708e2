import type { Law } from "./law.ts";
import type { LeastSquaresProblem } from "./least-squares.ts";

/** What a fit makes small. */
export interface Objective {
  /** Differences of values, or of their natural logarithms. */
  readonly residuals: "plain" | "logarithm";
  /** Squares; or Huber's function: squares up to `huber`, straight beyond. */
  readonly loss: "squares" | { readonly huber: number };
}

/** Points of a law as flat numbers. */
export interface LawData {
  /** Coordinates [points][law.width]. */
  readonly x: Float64Array;
  /** Observed values [points]. */
  readonly y: Float64Array;
  /** Factors of the squares [points]; all 1 where left out. */
  readonly weights?: Float64Array;
}

/** Ways between a law's parameters and the places of a descent, where positive parameters are logarithms. */
export interface LawProblem extends LeastSquaresProblem {
  place(values: ArrayLike<number>): Float64Array;
  values(place: Float64Array): Float64Array;
}

/** Parameters held at a value during a descent: index → value. */
export type Held = ReadonlyMap<number, number>;

/**
 * The least-squares problem of a law and its points.
 *
 * Shape   x [points][width], y [points] → residuals [points], derivatives [points][parameters not held]
 * Source  Huber's function by iterated weights: Holland and Welsch 1977
 */
export function lawProblem<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  { x, y, weights }: LawData,
  { residuals: kind, loss }: Objective,
  held: Held = new Map(),
): LawProblem {
  const all = law.parameters.length;
  const free = law.parameters.map((_, at) => at).filter((at) => !held.has(at));
  const isPositive = law.parameters.map((name) => law.positive.includes(name));
  const values = new Float64Array(all);
  const gradient = new Float64Array(all);
  for (const [at, value] of held) values[at] = value;
  const spread = (place: Float64Array): Float64Array => {
    for (let j = 0; j < free.length; j++) {
      const at = free[j];
      values[at] = isPositive[at] ? Math.exp(place[j]) : place[j];
    }
    return values;
  };
  const isLogarithm = kind === "logarithm";
  const huber = loss === "squares" ? Number.POSITIVE_INFINITY : loss.huber;
  return {
    parameters: free.length,
    residuals: y.length,
    place: (given) => Float64Array.from(free, (at) => (isPositive[at] ? Math.log(given[at]) : given[at])),
    values: (place) => Float64Array.from(spread(place)),
    evaluate(place, residuals, jacobian) {
      spread(place);
      let total = 0;
      for (let i = 0; i < y.length; i++) {
        const predicted = law.evaluate(x, i * law.width, values, gradient);
        const residual = isLogarithm ? Math.log(predicted) - Math.log(y[i]) : predicted - y[i];
        const size = Math.abs(residual);
        const weight = weights === undefined ? 1 : weights[i];
        const isFar = size > huber;
        total += weight * (isFar ? huber * (size - 0.5 * huber) : 0.5 * residual * residual);
        const pull = Math.sqrt(isFar ? (weight * huber) / size : weight);
        const factor = isLogarithm ? pull / predicted : pull;
        residuals[i] = pull * residual;
        for (let j = 0; j < free.length; j++) {
          const at = free[j];
          jacobian[i * free.length + j] = factor * gradient[at] * (isPositive[at] ? values[at] : 1);
        }
      }
      return Number.isNaN(total) ? Number.POSITIVE_INFINITY : total;
    },
  };
}
