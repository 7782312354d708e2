import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Step, Tensors, Variables } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { hiddenStates } from "../model/decoder.ts";
import { gradientStep } from "../optimise/steps.ts";
import { parameterSpecs } from "../parameters.ts";
import { type ResolvedPlan, stepSettings } from "./plan.ts";
import type { Trainer } from "./trainer.ts";

/** What in a step was the first not to be finite. */
export interface FirstBad {
  /** In words, with the tensor's name. */
  readonly tensor: string;
  /** Rows of the batch it was met in, where it belongs to rows. */
  readonly rows?: readonly number[];
}

/**
 * Finds the first tensor of a step that is not finite, in the order they are computed: parameters and moments, the
 * output of each layer, the loss, the gradients from the head down. The trainer must be as it was before the step.
 */
export async function firstBadTensor(
  trainer: Trainer,
  batch: Int32Array,
  plan: ResolvedPlan,
): Promise<FirstBad | undefined> {
  const name = await firstBadVariable(trainer, plan);
  if (name !== undefined) return { tensor: name };
  const { sequences, microSequences, length } = plan;
  for (let row = 0; row < sequences; row += microSequences) {
    const part = batch.subarray(row * (length + 1), (row + microSequences) * (length + 1));
    const found = (await badOutput(trainer, part, plan)) ?? (await badGradient(trainer, part, plan));
    if (found !== undefined)
      return { ...found, ...(found.rows && { rows: found.rows.map((at) => row + at) }) };
  }
  return undefined;
}

/** Name of the first parameter or moment with a number that is not finite; they are read one by one. */
export async function firstBadVariable(
  { parameters, moments }: Pick<Trainer, "parameters" | "moments">,
  { configuration }: Pick<ResolvedPlan, "configuration">,
): Promise<string | undefined> {
  const names = Object.keys(parameterSpecs(configuration));
  const isBad = async (variables: Variables, name: string) =>
    !(await variables.read([name]))[name].data.every(Number.isFinite);
  for (const name of names) if (await isBad(parameters, name)) return name;
  for (const kind of ["first_moment", "second_moment"])
    for (const name of names) if (await isBad(moments, `${kind}.${name}`)) return `${kind}.${name}`;
  return undefined;
}

/** Finite where all of a tensor is: one number to bring back to the host, scaled so that no sum overflows. */
const mark = (tensor: Tensor): Tensor => tf.sum(tf.mul(tensor, 1e-30));

async function badOutput(
  trainer: Trainer,
  batch: Int32Array,
  { configuration }: ResolvedPlan,
): Promise<FirstBad | undefined> {
  const nats = await trainer.evaluate(batch);
  const rows = [...nats.keys()].filter((row) => !Number.isFinite(nats[row]));
  if (rows.length === 0) return undefined;
  const isBadAfter = (layers: number) => isBad(trainer, batch, outputStep(configuration, layers));
  if (!(await isBadAfter(configuration.layers)))
    return { tensor: "the logits of lm_head, or their loss", rows };
  let [good, bad] = [-1, configuration.layers];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await isBadAfter(middle)) bad = middle;
    else good = middle;
  }
  return {
    tensor: bad === 0 ? "the output of model.embed_tokens" : `the output of model.layers.${bad - 1}`,
    rows,
  };
}

async function isBad(trainer: Trainer, batch: Int32Array, step: Step): Promise<boolean> {
  const program = await trainer.compile(step, "diagnosis");
  const { mark: found } = await program.run({ tokens: batch });
  return !Number.isFinite(found.data[0]);
}

/** The first layers of the model, their output normed with gains of 1. */
function outputStep(configuration: DecoderConfiguration, layers: number): Step {
  return (variables, { tokens }) => {
    const [rows, width] = tokens.shape;
    const ids = tf.slice(tokens, [0, 0], [rows, width - 1]);
    const parameters: Tensors = {
      ...variables,
      "model.norm.weight": tf.ones([configuration.hiddenSize]),
    };
    return { outputs: { mark: mark(hiddenStates({ ...configuration, layers }, parameters, ids)) } };
  };
}

async function badGradient(
  trainer: Trainer,
  batch: Int32Array,
  plan: ResolvedPlan,
): Promise<FirstBad | undefined> {
  const step = gradientStep(plan.configuration, stepSettings(plan));
  const marks: Step = (variables, inputs) => {
    const { outputs } = step(variables, inputs);
    return {
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, mark(tensor)])),
    };
  };
  const program = await trainer.compile(marks, "diagnosis of gradients");
  const found = await program.run({ tokens: batch });
  const names = Object.keys(parameterSpecs(plan.configuration)).toReversed();
  const bad = names.find((name) => !Number.isFinite(found[`gradient.${name}`].data[0]));
  return bad === undefined ? undefined : { tensor: `the gradient of ${bad}` };
}
