import type { Law, LawValues } from "./law.ts";
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
 * @example predictLaw(fit, [{ parameters: 7e9, tokens: 1.4e11 }])[0]
 */
export function predictLaw<Input, Point extends Input, Name extends string>(
  fit: Pick<FittedLaw<Input, Point, Name>, "law" | "values">,
  inputs: readonly Input[],
): Float64Array {
  const x = coordinatesOf(fit.law, inputs, "predictLaw");
  return evaluateAll(fit.law, x, valuesInOrder(fit.law, fit.values), inputs.length);
}
