import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { shown } from "../../table/index.ts";
import type { HostTensor, TensorSpec } from "../../tensor/index.ts";

/** Constants of AdamW; the defaults are those of RegMix's runs. */
export interface AdamWSettings {
  /** Share of the mean of gradients that is kept from step to step, 0.9. */
  readonly beta1?: number;
  /** Share of the mean of squared gradients that is kept, 0.95. */
  readonly beta2?: number;
  /** Added to the root of the mean square, 1e-8. */
  readonly epsilon?: number;
  /** Share of a weight that a step of rate 1 takes away, 0.1. */
  readonly weightDecay?: number;
  /** Which parameters decay; all by default, gains and embeddings too, as in RegMix's runs. */
  readonly decays?: (name: string, spec: TensorSpec) => boolean;
}

/** `AdamWSettings` with nothing left out. */
export type AdamWConstants = Required<AdamWSettings>;

/**
 * Settings of AdamW with their defaults filled in.
 *
 * Source  sail-sg/regmix, model_training: betas .9 and .95, decay .1 of all parameters; epsilon is PyTorch's
 *
 * @throws {RangeError} if a share is not from 0 to below 1, or epsilon or decay is negative
 * @example adamWConstants({ weightDecay: 0 }).beta2 // 0.95
 */
export function adamWConstants({
  beta1 = 0.9,
  beta2 = 0.95,
  epsilon = 1e-8,
  weightDecay = 0.1,
  decays = () => true,
}: AdamWSettings = {}): AdamWConstants {
  for (const [name, value] of Object.entries({ beta1, beta2 })) {
    if (!(value >= 0 && value < 1))
      throw new RangeError(`adamW: ${name} must be a number from 0 to below 1, got ${shown(value)}.`);
  }
  for (const [name, value] of Object.entries({ epsilon, weightDecay })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`adamW: ${name} must be a number from 0 up, got ${shown(value)}.`);
  }
  return { beta1, beta2, epsilon, weightDecay, decays };
}

/**
 * Decay of matrices but not of gains and the token embedding: the rule of most other trainers.
 *
 * @example trainStep(configuration, { adamW: { decays: decayMatrices } })
 */
export const decayMatrices = (name: string, { shape }: TensorSpec): boolean =>
  shape.length > 1 && name !== "model.embed_tokens.weight";

/** One parameter with what AdamW remembers of it. */
export interface AdamWState {
  readonly parameter: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
}

/** Scalars of one step that all parameters share. */
export interface AdamWScalars {
  /** Factor of the raw gradient: clipping, and the mean over micro-batches. */
  readonly gradientScale: Tensor;
  readonly learningRate: Tensor;
  /** 1 − beta1^t and 1 − beta2^t of the step t, counted from 1. */
  readonly correction1: Tensor;
  readonly correction2: Tensor;
}

/**
 * One step of AdamW for one parameter, its constants gathered into scalars so that few passes over memory are made.
 *
 * Shape   the parameter's throughout; scalars []
 * Source  Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2, as torch.optim.AdamW has it: the decay is of the
 *   weight before the step and times the rate
 */
export function adamWUpdate(
  { parameter, firstMoment, secondMoment }: AdamWState,
  gradient: Tensor,
  { gradientScale, learningRate, correction1, correction2 }: AdamWScalars,
  { beta1, beta2, epsilon, weightDecay }: AdamWConstants & { readonly weightDecay: number },
): AdamWState {
  const first = tf.add(tf.mul(firstMoment, beta1), tf.mul(gradient, tf.mul(gradientScale, 1 - beta1)));
  const second = tf.add(
    tf.mul(secondMoment, beta2),
    tf.mul(tf.square(gradient), tf.mul(tf.square(gradientScale), 1 - beta2)),
  );
  // rate · (first / c1) / (√(second / c2) + ε) with the corrections drawn out of the tensors
  const root = tf.sqrt(correction2);
  const rate = tf.div(tf.mul(learningRate, root), correction1);
  const direction = tf.div(first, tf.add(tf.sqrt(second), tf.mul(root, epsilon)));
  const decayed =
    weightDecay === 0 ? parameter : tf.mul(parameter, tf.sub(1, tf.mul(learningRate, weightDecay)));
  return {
    parameter: tf.sub(decayed, tf.mul(direction, rate)),
    firstMoment: first,
    secondMoment: second,
  };
}

/**
 * Root of the sum of squares of all gradients.
 *
 * Shape   any → scalar
 */
export function globalNorm(gradients: readonly Tensor[]): Scalar {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  return tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square))) as Scalar;
}

/**
 * Factor that brings gradients of a norm down to the largest allowed, 1 where they are below it.
 *
 * Shape   scalar → scalar
 * Source  Pascanu et al. 2013, arXiv:1211.5063, algorithm 1; the 1e-6 is torch.nn.utils.clip_grad_norm_'s
 */
export const clipScale = (norm: Tensor, largest: number): Tensor =>
  tf.minimum(tf.div(largest, tf.add(norm, 1e-6)), 1);

/**
 * The inputs of one optimiser step beside its batch.
 *
 * Shape   scalars
 * Units   `step` counts from 0
 *
 * @throws {RangeError} if the step is not a whole number from 0 up, or the rate is negative
 * @example await program.run({ tokens, ...stepInputs(step, learningRateAt(schedule, step)) })
 */
export function stepInputs(
  step: number,
  learningRate: number,
  settings: AdamWSettings = {},
): Readonly<Record<"learningRate" | "correction1" | "correction2", HostTensor>> {
  const { beta1, beta2 } = adamWConstants(settings);
  if (!Number.isSafeInteger(step) || step < 0)
    throw new RangeError(`stepInputs: step must be a whole number from 0 up, got ${shown(step)}.`);
  if (!(learningRate >= 0 && learningRate < Number.POSITIVE_INFINITY))
    throw new RangeError(`stepInputs: learningRate must be a number from 0 up, got ${shown(learningRate)}.`);
  return {
    learningRate: hostScalar(learningRate),
    correction1: hostScalar(1 - beta1 ** (step + 1)),
    correction2: hostScalar(1 - beta2 ** (step + 1)),
  };
}

/** A scalar on the host. */
export const hostScalar = (value: number): HostTensor => ({
  shape: [],
  dtype: "float32",
  data: Float32Array.of(value),
});
