import type { GradSaveFunc, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** A value with what its gradient needs. */
export interface Differentiable<Value extends Tensor> {
  readonly value: Value;
  readonly saved: readonly Tensor[];
  /** Gradients of the inputs, in their order, from the value's gradient and the saved tensors. */
  readonly gradient: (upstream: Value, saved: readonly Tensor[]) => Tensor[];
}

/**
 * Runs a function whose gradient is written by hand, so that neither direction makes more passes over memory than it
 * must. What the gradient needs has to be handed over in `saved`: other tensors of the forward pass are gone by then.
 */
export function withGradient<Value extends Tensor>(
  inputs: readonly Tensor[],
  forward: () => Differentiable<Value>,
): Value {
  return tf.customGrad<Value>((...given) => {
    const save = given[given.length - 1] as GradSaveFunc;
    const { value, saved, gradient } = forward();
    save([...saved]);
    return { value, gradFunc: (upstream, kept) => gradient(upstream, kept) };
  })(...inputs);
}
