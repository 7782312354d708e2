import * as tf from "@tensorflow/tfjs-core";
import { float, type KernelCase, positive, truth, whole } from "./kernel-case.ts";

/** Sums and their like, softmax, norms. */
export const reductions: KernelCase[] = [
  ...[undefined, 0, -1, [0, 2], [-2]].flatMap((axis) =>
    [false, true].map((keepDims) => ({
      title: `sum, mean, max, min over ${axis ?? "all"}${keepDims ? ", kept" : ""}`,
      inputs: { x: float(3, 4, 2) },
      run: (_: typeof tf, { x }: Readonly<Record<string, tf.Tensor>>) => [
        tf.sum(x, axis, keepDims),
        tf.mean(x, axis, keepDims),
        tf.max(x, axis, keepDims),
        tf.min(x, axis, keepDims),
      ],
    })),
  ),
  {
    title: "prod",
    inputs: { x: float(3, 4) },
    run: (_, { x }) => [tf.prod(x, 1), tf.prod(x, -2, true)],
    gradient: false,
  },
  {
    title: "any and all",
    inputs: { x: truth(3, 4) },
    run: (_, { x }) => [tf.any(x, 1), tf.all(x, -1, true), tf.any(x)],
    gradient: false,
  },
  {
    title: "sums of whole numbers and truths",
    inputs: { x: whole([-5, 5], 2, 3), y: truth(2, 3) },
    run: (_, { x, y }) => [tf.sum(x, 0), tf.sum(y), tf.max(x, 1), tf.mean(tf.cast(x, "float32"))],
    gradient: false,
  },
  {
    title: "sum of nothing",
    inputs: { x: float(0, 3) },
    run: (_, { x }) => [tf.sum(x, 0), tf.sum(x)],
    gradient: false,
  },
  { title: "sum of rank 0", inputs: { x: float() }, run: (_, { x }) => tf.sum(x) },
  {
    title: "argMax and argMin",
    inputs: { x: float(3, 5) },
    run: (_, { x }) => [tf.argMax(x, -1), tf.argMin(x, 0)],
    gradient: false,
  },
  {
    title: "cumsum",
    inputs: { x: float(3, 4) },
    run: (_, { x }) => [
      tf.cumsum(x, 1),
      tf.cumsum(x, 1, true),
      tf.cumsum(x, 1, false, true),
      tf.cumsum(x, 1, true, true),
    ],
  },
  {
    title: "cumsum of the first axis",
    inputs: { x: float(3, 4) },
    run: (_, { x }) => tf.cumsum(x, 0),
    gradient: false,
  },
  {
    title: "cumprod",
    inputs: { x: float(2, 7) },
    run: (_, { x }) => [
      tf.cumprod(x, 1),
      tf.cumprod(x, 1, true),
      tf.cumprod(x, 1, false, true),
      tf.cumprod(x, 1, true, true),
    ],
    gradient: false,
  },
  { title: "softmax", inputs: { x: float(2, 3, 5) }, run: (_, { x }) => tf.softmax(x) },
  { title: "logSoftmax", inputs: { x: float(4, 5) }, run: (_, { x }) => tf.logSoftmax(x) },
  {
    title: "logSumExp",
    inputs: { x: float(3, 4) },
    run: (_, { x }) => [tf.logSumExp(x, -1), tf.sub(x, tf.logSumExp(x, 1, true))],
  },
  {
    title: "moments and norm",
    inputs: { x: float(3, 4) },
    run: (_, { x }) => {
      const { mean, variance } = tf.moments(x, 1);
      return [mean, variance, tf.norm(x), tf.norm(x, 2, 0)];
    },
  },
  {
    title: "layer norm",
    inputs: { x: float(3, 8), g: float(8), b: float(8) },
    run: (_, { x, g, b }) => {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), g), b);
    },
    tolerance: 1e-5,
  },
  {
    title: "batchNorm",
    inputs: {
      x: float(2, 3, 3, 4),
      mean: float(4),
      variance: positive(4),
      offset: float(4),
      scale: float(4),
    },
    run: (_, { x, mean, variance, offset, scale }) =>
      tf.batchNorm4d(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        1e-3,
      ),
    gradient: false,
  },
];
