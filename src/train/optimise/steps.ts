import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { shown } from "../../table/index.ts";
import type { Step, TensorSpec, Tensors } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { headWeight } from "../model/blocks.ts";
import { checkConfiguration } from "../model/check-configuration.ts";
import { chunkedCrossEntropy, tokenNats } from "../model/cross-entropy.ts";
import { hiddenStates } from "../model/decoder.ts";
import { parameterSpecs } from "../parameters.ts";
import { type AdamWSettings, adamWConstants, adamWUpdate, clipScale, globalNorm } from "./adamw.ts";

/** Settings of a training step. */
export interface StepSettings {
  readonly adamW?: AdamWSettings;
  /** Largest norm of all gradients together, 1 by default; `Infinity` leaves them as they are. */
  readonly clip?: number;
  /** Coefficient of the squared log of the softmax's denominator, 0 by default. */
  readonly zLoss?: number;
  /** Rows whose logits exist at once. */
  readonly chunk?: number;
}

const specOf = (...shape: number[]): TensorSpec => ({ shape, dtype: "float32" });

/**
 * What a batch looks like: `length` + 1 ids a sequence, of which all but the last are read and all but the first
 * predicted.
 *
 * Shape   int32 [sequences, length + 1]
 *
 * @example batchSpec(16, 256).shape // [16, 257]
 */
export const batchSpec = (sequences: number, length: number): TensorSpec => ({
  shape: [sequences, length + 1],
  dtype: "int32",
});

/** Inputs of an optimiser step beside its batch. */
export const scalarSpecs: Readonly<Record<"learningRate" | "correction1" | "correction2", TensorSpec>> = {
  learningRate: specOf(),
  correction1: specOf(),
  correction2: specOf(),
};

/**
 * One optimiser step on one batch: forward, loss, backward, clipping, AdamW.
 *
 * Shape   variables: parameters, `first_moment.*`, `second_moment.*`; inputs `tokens` int32 [sequences, length + 1] and
 *   the scalars of `stepInputs`; outputs `loss`, `gradientNorm` (before clipping) and, with a z-loss, `zLoss`: scalars
 * Units   nats per token; `loss` is the cross-entropy alone
 *
 * @throws {RangeError} if the configuration or a setting is out of its bounds
 * @example await engine.compile(trainStep(configuration), { variables: [parameters, moments], inputs })
 */
export function trainStep(configuration: DecoderConfiguration, settings: StepSettings = {}): Step {
  checkConfiguration("trainStep", configuration);
  checkLoss("trainStep", settings);
  const optimise = optimiser(configuration, settings);
  return (variables, inputs) => {
    const { report, gradients } = lossAndGradients(configuration, settings, variables, inputs.tokens);
    const { gradientNorm, changed } = optimise(variables, gradients, inputs);
    return { outputs: { ...report, gradientNorm }, variables: changed };
  };
}

/**
 * The backward pass of one micro-batch, added to the gradients so far.
 *
 * Shape   variables: parameters, `gradient.*`; input `tokens` int32 [sequences, length + 1]; outputs `loss` and, with a
 *   z-loss, `zLoss`: scalars
 * Units   nats per token
 *
 * @throws {RangeError} if the configuration or a setting is out of its bounds
 * @example await engine.compile(accumulateStep(configuration), { variables: [parameters, gradients], inputs: { tokens } })
 */
export function accumulateStep(configuration: DecoderConfiguration, settings: StepSettings = {}): Step {
  checkConfiguration("accumulateStep", configuration);
  checkLoss("accumulateStep", settings);
  return (variables, { tokens }) => {
    const { report, gradients } = lossAndGradients(configuration, settings, variables, tokens);
    const sums = Object.entries(gradients).map(([name, gradient]) => {
      const sum = `gradient.${name}`;
      return [sum, tf.add(variables[sum], gradient)];
    });
    return { outputs: report, variables: Object.fromEntries(sums) };
  };
}

/**
 * The optimiser step that follows micro-batches: takes the mean of their gradients and sets the sums back to 0.
 *
 * Shape   variables: parameters, `gradient.*`, `first_moment.*`, `second_moment.*`; inputs: the scalars of `stepInputs`
 *   and `microBatches`, their number; output `gradientNorm`: scalar
 *
 * @throws {RangeError} if the configuration or a setting is out of its bounds
 * @example await apply.run({ ...stepInputs(step, rate), microBatches: Float32Array.of(8) })
 */
export function applyStep(configuration: DecoderConfiguration, settings: StepSettings = {}): Step {
  checkConfiguration("applyStep", configuration);
  const optimise = optimiser(configuration, settings);
  return (variables, inputs) => {
    const names = Object.keys(parameterSpecs(configuration));
    const sums = Object.fromEntries(names.map((name) => [name, variables[`gradient.${name}`]]));
    const { gradientNorm, changed } = optimise(variables, sums, inputs, tf.div(1, inputs.microBatches));
    const zeros = names.map((name) => [`gradient.${name}`, tf.zerosLike(sums[name])]);
    return { outputs: { gradientNorm }, variables: { ...changed, ...Object.fromEntries(zeros) } };
  };
}

/**
 * Validation: the cross-entropy of each sequence, from which losses of domains and bits per byte can be formed.
 *
 * Shape   variables: parameters; input `tokens` int32 [sequences, length + 1]; output `nats` [sequences]
 * Units   nats, summed over the `length` targets of a sequence
 *
 * @throws {RangeError} if the configuration is out of its bounds
 * @example await engine.compile(evaluateStep(configuration), { variables: [parameters], inputs: { tokens } })
 */
export function evaluateStep(
  configuration: DecoderConfiguration,
  { chunk }: Pick<StepSettings, "chunk"> = {},
): Step {
  checkConfiguration("evaluateStep", configuration);
  return (variables, { tokens }) => {
    const { ids, targets } = idsAndTargets(tokens);
    const nats = tokenNats(
      hiddenStates(configuration, variables, ids),
      headWeight(configuration, variables),
      targets,
      chunk === undefined ? {} : { chunk },
    );
    return { outputs: { nats: tf.sum(tf.reshape(nats, ids.shape), 1) } };
  };
}

/**
 * Loss and every gradient as outputs, unclipped: for tests and benchmarks.
 *
 * Shape   variables: parameters; input `tokens` int32 [sequences, length + 1]; outputs `loss`, `zLoss` and
 *   `gradient.*` of every parameter
 *
 * @throws {RangeError} if the configuration or a setting is out of its bounds
 * @example gradientStep(configuration)(parameters, { tokens }).outputs["gradient.model.norm.weight"]
 */
export function gradientStep(configuration: DecoderConfiguration, settings: StepSettings = {}): Step {
  checkConfiguration("gradientStep", configuration);
  checkLoss("gradientStep", settings);
  return (variables, { tokens }) => {
    const { report, gradients } = lossAndGradients(configuration, settings, variables, tokens);
    const named = Object.entries(gradients).map(([name, gradient]) => [`gradient.${name}`, gradient]);
    return { outputs: { ...report, ...Object.fromEntries(named) } };
  };
}

function checkLoss(where: string, { zLoss = 0, chunk = 1 }: StepSettings): void {
  if (!(zLoss >= 0 && zLoss < Number.POSITIVE_INFINITY))
    throw new RangeError(`${where}: zLoss must be a number from 0 up, got ${shown(zLoss)}.`);
  if (!Number.isSafeInteger(chunk) || chunk < 1)
    throw new RangeError(`${where}: chunk must be a whole number from 1 up, got ${shown(chunk)}.`);
}

function idsAndTargets(tokens: Tensor): { ids: Tensor; targets: Tensor } {
  const [sequences, width] = tokens.shape;
  return {
    ids: tf.slice(tokens, [0, 0], [sequences, width - 1]),
    targets: tf.reshape(tf.slice(tokens, [0, 1], [sequences, width - 1]), [-1]),
  };
}

/** Loss of a batch for the log, and its gradient by every parameter. */
function lossAndGradients(
  configuration: DecoderConfiguration,
  { zLoss = 0, chunk }: StepSettings,
  variables: Tensors,
  tokens: Tensor,
): { report: Tensors; gradients: Tensors } {
  const { ids, targets } = idsAndTargets(tokens);
  const names = Object.keys(parameterSpecs(configuration));
  const kept: Record<string, Tensor> = {};
  const loss = (...given: Tensor[]): Scalar => {
    const parameters = Object.fromEntries(names.map((name, at) => [name, given[at]]));
    return chunkedCrossEntropy(
      hiddenStates(configuration, parameters, ids),
      headWeight(configuration, parameters),
      targets,
      {
        zLoss,
        ...(chunk === undefined ? {} : { chunk }),
        report: ({ crossEntropy, zTerm }) => {
          kept.loss = tf.keep(tf.clone(crossEntropy));
          if (zLoss !== 0) kept.zLoss = tf.keep(tf.clone(zTerm));
        },
      },
    );
  };
  const { grads } = tf.valueAndGrads(loss)(names.map((name) => variables[name]));
  const report = Object.fromEntries(Object.entries(kept).map(([name, tensor]) => [name, tf.clone(tensor)]));
  for (const tensor of Object.values(kept)) tensor.dispose();
  return { report, gradients: Object.fromEntries(names.map((name, at) => [name, grads[at]])) };
}

type Optimise = (
  variables: Tensors,
  gradients: Tensors,
  scalars: Tensors,
  scale?: Tensor,
) => { gradientNorm: Tensor; changed: Tensors };

/** Clipping and AdamW over all parameters; `scale` multiplies the gradients first. */
function optimiser(configuration: DecoderConfiguration, { adamW, clip = 1 }: StepSettings): Optimise {
  if (!(clip > 0)) throw new RangeError(`trainStep: clip must be a number above 0, got ${shown(clip)}.`);
  const constants = adamWConstants(adamW);
  const specs = Object.entries(parameterSpecs(configuration));
  return (variables, gradients, scalars, scale) => {
    const raw = globalNorm(specs.map(([name]) => gradients[name]));
    const gradientNorm = scale === undefined ? raw : tf.mul(raw, scale);
    const clipped = clip === Number.POSITIVE_INFINITY ? tf.scalar(1) : clipScale(gradientNorm, clip);
    const gradientScale = scale === undefined ? clipped : tf.mul(clipped, scale);
    const { learningRate, correction1, correction2 } = scalars;
    const changed: Record<string, Tensor> = {};
    for (const [name, spec] of specs) {
      const next = adamWUpdate(
        {
          parameter: variables[name],
          firstMoment: variables[`first_moment.${name}`],
          secondMoment: variables[`second_moment.${name}`],
        },
        gradients[name],
        { gradientScale, learningRate, correction1, correction2 },
        { ...constants, weightDecay: constants.decays(name, spec) ? constants.weightDecay : 0 },
      );
      changed[name] = next.parameter;
      changed[`first_moment.${name}`] = next.firstMoment;
      changed[`second_moment.${name}`] = next.secondMoment;
    }
    return { gradientNorm, changed };
  };
}
