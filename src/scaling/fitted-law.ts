import { extent, type Law, type LawValues } from "./law.ts";
import { coordinatesOf, evaluateAll, valuesInOrder } from "./law-data.ts";
import type { Objective } from "./objective.ts";

/** A law with its parameters found. */
export interface FittedLaw<Input, Point extends Input, Name extends string> {
  readonly law: Law<Input, Point, Name>;
  readonly values: LawValues<Name>;
  readonly points: readonly Point[];
  readonly objective: Objective;
  /** Predicted values [points]. */
  readonly predicted: Float64Array;
  /** Observed minus predicted, in the law's units [points]. */
  readonly residuals: Float64Array;
  readonly sumOfSquares: number;
  /** Points less parameters. */
  readonly degreesOfFreedom: number;
  /** Descents begun, those that came to an end of their own, and those that ended in the place chosen. */
  readonly starts: { readonly tried: number; readonly converged: number; readonly agreed: number };
}

/**
 * What a fitted law says of inputs.
 *
 * Shape   inputs [n] → [n]
 * Units   those of the law: loss in nats per token, error as a share
 *
 * @throws {DataError} if an input is not finite and positive
 * @throws {TypeError} if the inputs are no list
 * @example predictLaw(fit, [{ parameters: 7e9, tokens: 1.4e11 }])[0]
 */
export function predictLaw<Input, Point extends Input, Name extends string>(
  fit: Pick<FittedLaw<Input, Point, Name>, "law" | "values">,
  inputs: readonly Input[],
): Float64Array {
  const x = coordinatesOf(fit.law, inputs, "predictLaw");
  return evaluateAll(fit.law, x, valuesInOrder(fit.law, fit.values), inputs.length);
}

/** Values that differ by no more than this share are one value. */
const level = 1e-9;
/** Points that are fitted to this share of their squares have no scatter. */
const rounding = 1e-24;

/** Whether a fitted law says the same at all its points: what it says elsewhere is then noise. */
export function isFlat({ predicted }: { readonly predicted: Float64Array }): boolean {
  const [low, high] = extent(predicted);
  return high - low <= level * Math.max(Math.abs(low), Math.abs(high));
}

/** Whether points lie on a law to within rounding, so that nothing tells the scatter of runs. */
export function isExact<Input, Point extends Input, Name extends string>({
  predicted,
  residuals,
  objective,
}: Pick<FittedLaw<Input, Point, Name>, "predicted" | "residuals" | "objective">): boolean {
  const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
  const share =
    objective.residuals === "logarithm"
      ? squares(residuals.map((value, at) => value / predicted[at])) / predicted.length
      : squares(residuals) / squares(predicted);
  return !(share > rounding);
}
