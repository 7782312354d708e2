import * as tf from "@tensorflow/tfjs-core";
import type { HostTensor, Step } from "../../../src/tensor/index.ts";

/** Numbers that look drawn but are the same everywhere: a low-discrepancy sequence over [-1, 1). */
function spread(shape: readonly number[], start = 0): HostTensor {
  const count = shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from(
    { length: count },
    (_, at) => 2 * (((start + at + 1) * 0.6180339887498949) % 1) - 1,
  );
  return { shape, dtype: "float32", data };
}

const ints = (shape: readonly number[], values: readonly number[]): HostTensor => ({
  shape,
  dtype: "int32",
  data: Int32Array.from(values),
});

export interface Case {
  readonly title: string;
  readonly variables: Readonly<Record<string, HostTensor>>;
  readonly inputs: Readonly<Record<string, HostTensor>>;
  readonly step: Step;
  readonly runs: number;
}

/** Gradients of a scalar by all variables, as outputs. */
const gradients =
  (
    loss: (variables: Record<string, tf.Tensor>, inputs: Readonly<Record<string, tf.Tensor>>) => tf.Tensor,
  ): Step =>
  (variables, inputs) => {
    const names = Object.keys(variables);
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
      tf.sum<tf.Scalar>(loss(Object.fromEntries(names.map((name, at) => [name, tensors[at]])), inputs)),
    )(names.map((name) => variables[name]));
    return { outputs: { value, ...Object.fromEntries(names.map((name, at) => [`d.${name}`, grads[at]])) } };
  };

/** Steps that exercise what training does; each engine must agree with the others on them. */
export const cases: readonly Case[] = [
  ...([false, true] as const).flatMap((transposeA) =>
    ([false, true] as const).map(
      (transposeB): Case => ({
        title: `gradients of a batched product, transposed ${transposeA}, ${transposeB}`,
        variables: {
          a: spread(transposeA ? [2, 3, 5, 4] : [2, 3, 4, 5]),
          b: spread(transposeB ? [2, 3, 6, 5] : [2, 3, 5, 6], 100),
        },
        inputs: { weights: spread([2, 3, 4, 6], 300) },
        step: gradients(({ a, b }, { weights }) => tf.mul(tf.matMul(a, b, transposeA, transposeB), weights)),
        runs: 1,
      }),
    ),
  ),
  {
    title: "gradient of a gather with repeated rows",
    variables: { table: spread([7, 5]) },
    inputs: { ids: ints([2, 3], [6, 0, 6, 3, 6, 0]), weights: spread([2, 3, 5], 50) },
    step: gradients(({ table }, { ids, weights }) => tf.mul(tf.gather(table, ids), weights)),
    runs: 1,
  },
  {
    title: "gradients of softmax and log-softmax",
    variables: { logits: spread([4, 9]) },
    inputs: { weights: spread([4, 9], 50) },
    step: gradients(({ logits }, { weights }) =>
      tf.add(tf.mul(tf.softmax(logits), weights), tf.mul(tf.logSoftmax(tf.mul(logits, 3)), weights)),
    ),
    runs: 1,
  },
  {
    title: "gradients through a norm, SwiGLU, slices and concatenation",
    variables: { x: spread([3, 8]), gain: spread([8], 30) },
    inputs: {},
    step: gradients(({ x, gain }) => {
      const normed = tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-5))), gain);
      const [left, right] = tf.split(normed, 2, 1);
      return tf.concat([tf.mul(tf.mul(left, tf.sigmoid(left)), right), tf.neg(left)], 1);
    }),
    runs: 1,
  },
  {
    title: "three steps of AdamW with clipping",
    variables: {
      weight: spread([6, 4]),
      first: { ...spread([6, 4]), data: new Float32Array(24) },
      second: { ...spread([6, 4]), data: new Float32Array(24) },
    },
    inputs: { x: spread([5, 6], 40), rate: { shape: [], dtype: "float32", data: Float32Array.of(0.01) } },
    step: ({ weight, first, second }, { x, rate }) => {
      const { value, grads } = tf.valueAndGrads((w: tf.Tensor) =>
        tf.sum<tf.Scalar>(tf.square(tf.matMul(x, w))),
      )([weight]);
      const norm = tf.sqrt(tf.sum(tf.square(grads[0])));
      const clipped = tf.mul(grads[0], tf.minimum(tf.div(1, tf.add(norm, 1e-6)), 1));
      const m = tf.add(tf.mul(first, 0.9), tf.mul(clipped, 0.1));
      const v = tf.add(tf.mul(second, 0.95), tf.mul(tf.square(clipped), 0.05));
      const update = tf.div(m, tf.add(tf.sqrt(v), 1e-8));
      const kept = tf.mul(weight, tf.sub(1, tf.mul(rate, 0.1)));
      return {
        outputs: { value, norm },
        variables: { weight: tf.sub(kept, tf.mul(update, rate)), first: m, second: v },
      };
    },
    runs: 3,
  },
  {
    title: "whole numbers and truth values: products, sums by segment, comparisons",
    variables: {},
    inputs: {
      a: ints([2, 2], [1, 2, 3, 4]),
      ids: ints([3], [1, 0, 1]),
      rows: ints([3, 2], [1, 2, 3, 4, 5, 6]),
    },
    step: (_, { a, ids, rows }) => ({
      outputs: {
        product: tf.matMul(a, a),
        sums: tf.unsortedSegmentSum(rows, ids as tf.Tensor1D, 2),
        dropped: tf.unsortedSegmentSum(rows, ids as tf.Tensor1D, 1),
        less: tf.less(a, 3),
        erf: tf.erf(tf.cast(a, "float32")),
      },
    }),
    runs: 1,
  },
];
