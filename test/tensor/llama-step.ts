// A Llama-type training step in plain tfjs-core, as compact as it can be: what the engine is measured and tested with.
import * as tf from "@tensorflow/tfjs-core";
import type { HostTensor, Step, TensorSpec, Tensors } from "../../src/tensor/index.ts";

export interface LlamaShape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly length: number;
  readonly sequences: number;
}

export const tiny: LlamaShape = {
  layers: 2,
  width: 32,
  heads: 4,
  feedForward: 64,
  vocabulary: 96,
  length: 16,
  sequences: 2,
};

export const configM: LlamaShape = {
  layers: 2,
  width: 256,
  heads: 8,
  feedForward: 512,
  vocabulary: 8192,
  length: 256,
  sequences: 16,
};

/** Names and shapes of the parameters, under Hugging Face's names. */
export function parameterShapes(shape: LlamaShape): Record<string, number[]> {
  const { width, feedForward, vocabulary, layers } = shape;
  const shapes: Record<string, number[]> = { "model.embed_tokens.weight": [vocabulary, width] };
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    shapes[`${at}.input_layernorm.weight`] = [width];
    for (const name of ["q", "k", "v", "o"]) shapes[`${at}.self_attn.${name}_proj.weight`] = [width, width];
    shapes[`${at}.post_attention_layernorm.weight`] = [width];
    shapes[`${at}.mlp.gate_proj.weight`] = [feedForward, width];
    shapes[`${at}.mlp.up_proj.weight`] = [feedForward, width];
    shapes[`${at}.mlp.down_proj.weight`] = [width, feedForward];
  }
  shapes["model.norm.weight"] = [width];
  shapes["lm_head.weight"] = [vocabulary, width];
  return shapes;
}

/** Specs of parameters and moments, and of the inputs of a step. */
export function stepSpecs(shape: LlamaShape): {
  readonly variables: Record<string, TensorSpec>;
  readonly inputs: Record<string, TensorSpec>;
} {
  const entries = Object.entries(parameterShapes(shape));
  const specs = (prefix: string) =>
    entries.map(([name, size]) => [`${prefix}${name}`, { shape: size, dtype: "float32" }] as const);
  const scalar: TensorSpec = { shape: [], dtype: "float32" };
  return {
    variables: Object.fromEntries([...specs(""), ...specs("first_moment."), ...specs("second_moment.")]),
    inputs: {
      tokens: { shape: [shape.sequences, shape.length + 1], dtype: "int32" },
      rate: scalar,
      firstCorrection: scalar,
      secondCorrection: scalar,
    },
  };
}

function rmsNorm(x: tf.Tensor, gain: tf.Tensor): tf.Tensor {
  const meanSquare = tf.mean(tf.square(x), -1, true);
  return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, 1e-5))), gain);
}

function rotary(x: tf.Tensor, length: number, size: number): tf.Tensor {
  const half = size / 2;
  const frequencies = tf.pow(10000, tf.mul(tf.range(0, half), -1 / half));
  const angles = tf.mul(tf.expandDims(tf.range(0, length), 1), tf.expandDims(frequencies, 0));
  const [cos, sin] = [tf.cos(angles), tf.sin(angles)];
  const [first, second] = [
    tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, half]),
    tf.slice(x, [0, 0, 0, half], [-1, -1, -1, half]),
  ];
  return tf.concat(
    [tf.sub(tf.mul(first, cos), tf.mul(second, sin)), tf.add(tf.mul(second, cos), tf.mul(first, sin))],
    -1,
  );
}

/** Mean cross-entropy whose gradient is written down, since tfjs has none for gathering by index. */
function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const [rows, columns] = logits.shape;
  const places = tf.stack([tf.range(0, rows, 1, "int32"), targets], 1) as tf.Tensor2D;
  const loss = tf.customGrad((x, save) => {
    const log = tf.logSoftmax(x as tf.Tensor2D);
    (save as tf.GradSaveFunc)([log, places]);
    return {
      value: tf.neg(tf.mean(tf.gatherND(log, places))) as tf.Scalar,
      gradFunc: (dy: tf.Tensor, [saved, at]: tf.Tensor[]) => {
        const probability = tf.exp(saved);
        const right = tf.sub(tf.gatherND(probability, at as tf.Tensor2D), 1);
        return tf.reshape(
          tf.mul(tf.tensorScatterUpdate(probability, at as tf.Tensor2D, right), tf.div(dy, rows)),
          [rows, columns],
        );
      },
    };
  });
  return loss(logits) as tf.Scalar;
}

/** The loss of parameters on tokens. */
export function llamaLoss(shape: LlamaShape, parameters: Tensors, tokens: tf.Tensor): tf.Scalar {
  const { width, heads, length, sequences, layers } = shape;
  const size = width / heads;
  const ids = tf.slice(tokens, [0, 0], [-1, length]);
  const targets = tf.reshape(tf.slice(tokens, [0, 1], [-1, length]), [-1]) as tf.Tensor1D;
  const linear = (x: tf.Tensor, name: string) =>
    tf.matMul(x as tf.Tensor2D, parameters[name] as tf.Tensor2D, false, true);
  const split = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [sequences, length, heads, size]), [0, 2, 1, 3]);
  const mask = tf.where(
    tf.greater(tf.expandDims(tf.range(0, length), 0), tf.expandDims(tf.range(0, length), 1)),
    tf.scalar(-1e9),
    tf.scalar(0),
  );
  let x: tf.Tensor = tf.gather(parameters["model.embed_tokens.weight"], tf.reshape(ids, [-1]));
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    const normed = rmsNorm(x, parameters[`${at}.input_layernorm.weight`]);
    const q = rotary(split(linear(normed, `${at}.self_attn.q_proj.weight`)), length, size);
    const k = rotary(split(linear(normed, `${at}.self_attn.k_proj.weight`)), length, size);
    const v = split(linear(normed, `${at}.self_attn.v_proj.weight`));
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)), mask);
    const mixed = tf.reshape(tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]), [-1, width]);
    x = tf.add(x, linear(mixed, `${at}.self_attn.o_proj.weight`));
    const again = rmsNorm(x, parameters[`${at}.post_attention_layernorm.weight`]);
    const gate = linear(again, `${at}.mlp.gate_proj.weight`);
    const up = linear(again, `${at}.mlp.up_proj.weight`);
    const active = tf.mul(tf.mul(gate, tf.sigmoid(gate)), up);
    x = tf.add(x, linear(active, `${at}.mlp.down_proj.weight`));
  }
  const logits = linear(rmsNorm(x, parameters["model.norm.weight"]), "lm_head.weight");
  return crossEntropy(logits as tf.Tensor2D, targets);
}

/** Loss and gradients, as outputs. */
export const llamaGradients = (shape: LlamaShape): Step => {
  const names = Object.keys(parameterShapes(shape));
  return (variables, { tokens }) => {
    const { value, grads } = tf.valueAndGrads((...list: tf.Tensor[]) =>
      llamaLoss(shape, Object.fromEntries(names.map((name, at) => [name, list[at]])), tokens),
    )(names.map((name) => variables[name]));
    return {
      outputs: {
        loss: value,
        ...Object.fromEntries(names.map((name, at) => [`gradient.${name}`, grads[at]])),
      },
    };
  };
};

/** Loss, gradients, clipping to norm 1 and AdamW (betas .9 and .95, decay .1 on all). */
export const llamaStep = (shape: LlamaShape): Step => {
  const names = Object.keys(parameterShapes(shape));
  return (variables, inputs) => {
    const { tokens, rate, firstCorrection, secondCorrection } = inputs;
    const { value, grads } = tf.valueAndGrads((...list: tf.Tensor[]) =>
      llamaLoss(shape, Object.fromEntries(names.map((name, at) => [name, list[at]])), tokens),
    )(names.map((name) => variables[name]));
    const norm = tf.sqrt(tf.addN(grads.map((gradient) => tf.sum(tf.square(gradient)))));
    const scale = tf.minimum(tf.div(1, tf.add(norm, 1e-6)), 1);
    const updates: Record<string, tf.Tensor> = {};
    names.forEach((name, at) => {
      const gradient = tf.mul(grads[at], scale);
      const first = tf.add(tf.mul(variables[`first_moment.${name}`], 0.9), tf.mul(gradient, 0.1));
      const second = tf.add(
        tf.mul(variables[`second_moment.${name}`], 0.95),
        tf.mul(tf.square(gradient), 0.05),
      );
      const spread = tf.add(tf.sqrt(tf.div(second, secondCorrection)), 1e-8);
      const direction = tf.div(tf.div(first, firstCorrection), spread);
      const decayed = tf.mul(variables[name], tf.sub(1, tf.mul(rate, 0.1)));
      updates[name] = tf.sub(decayed, tf.mul(direction, rate));
      updates[`first_moment.${name}`] = first;
      updates[`second_moment.${name}`] = second;
    });
    return { outputs: { loss: value, norm }, variables: updates };
  };
};

/** Numbers for parameters and moments, the same for the same seed on every machine. */
export function initialVariables(shape: LlamaShape, seed = 1): Record<string, HostTensor> {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const { variables } = stepSpecs(shape);
  return Object.fromEntries(
    Object.entries(variables).map(([name, spec]) => {
      const data = new Float32Array(spec.shape.reduce((product, size) => product * size, 1));
      const isGain = spec.shape.length === 1;
      if (!name.includes("moment."))
        for (let at = 0; at < data.length; at++)
          data[at] = isGain ? 0.9 + 0.2 * next() : 0.4 * (next() - 0.5);
      return [name, { ...spec, data }];
    }),
  );
}

/** Inputs of step `step` (from 1). */
export function stepInputs(shape: LlamaShape, step: number): Record<string, HostTensor> {
  const { inputs } = stepSpecs(shape);
  const tokens = new Int32Array(shape.sequences * (shape.length + 1));
  for (let at = 0; at < tokens.length; at++)
    tokens[at] = (at * 7 + step * 31 + ((at * at) % 13)) % shape.vocabulary;
  const scalar = (number: number): HostTensor => ({
    shape: [],
    dtype: "float32",
    data: Float32Array.of(number),
  });
  return {
    tokens: { ...inputs.tokens, data: tokens },
    rate: scalar(1e-3),
    firstCorrection: scalar(1 - 0.9 ** step),
    secondCorrection: scalar(1 - 0.95 ** step),
  };
}
