import * as tf from "@tensorflow/tfjs-core";
import { float, type KernelCase, whole } from "./kernel-case.ts";

/** Gathering and scattering by index. */
export const lookups: KernelCase[] = [
  {
    title: "gather",
    inputs: { x: float(5, 3), i: whole([0, 5], 4) },
    run: (_, { x, i }) => [
      tf.gather(x, i as tf.Tensor1D),
      tf.gather(x, tf.reshape(i, [2, 2]) as tf.Tensor2D),
    ],
  },
  {
    title: "gather along the last axis",
    inputs: { x: float(2, 5), i: whole([0, 5], 7) },
    run: (_, { x, i }) => tf.gather(x, i as tf.Tensor1D, -1),
    gradient: false,
  },
  {
    title: "gather along the second axis",
    inputs: { x: float(2, 5, 3), i: whole([0, 5], 7) },
    run: (_, { x, i }) => tf.gather(x, i as tf.Tensor1D, 1),
  },
  {
    title: "gather batch by batch",
    inputs: { x: float(2, 5, 3), i: whole([0, 5], 2, 4) },
    run: (_, { x, i }) => tf.gather(x, i as tf.Tensor2D, 1, 1),
    gradient: false,
  },
  {
    title: "gatherND",
    inputs: { x: float(3, 4, 2), i: whole([0, 3], 5, 2) },
    run: (_, { x, i }) => tf.gatherND(x, i),
    gradient: false,
  },
  {
    title: "scatterND",
    inputs: { i: whole([0, 4], 6, 1), u: float(6, 3) },
    run: (_, { i, u }) => tf.scatterND(tf.cast(i, "int32"), u, [4, 3]),
    gradient: false,
  },
  {
    title: "scatterND at pairs",
    inputs: { i: whole([0, 3], 6, 2), u: float(6) },
    run: (_, { i, u }) => tf.scatterND(i, u, [3, 4]),
    gradient: false,
  },
  {
    title: "tensorScatterUpdate",
    inputs: { x: float(4, 3), u: float(2, 3) },
    run: (_, { x, u }) => tf.tensorScatterUpdate(x, tf.tensor2d([2, 0], [2, 1], "int32"), u),
    gradient: false,
  },
  {
    title: "unsortedSegmentSum",
    inputs: { x: float(6, 2), i: whole([0, 4], 6) },
    run: (_, { x, i }) => tf.unsortedSegmentSum(x as tf.Tensor2D, i as tf.Tensor1D, 4),
  },
  {
    title: "oneHot",
    inputs: { i: whole([0, 4], 2, 3) },
    run: (_, { i }) => [tf.oneHot(i, 4), tf.oneHot(i, 4, 0.5, -1, "float32")],
    gradient: false,
  },
];

/** Tensors known while tracing. */
export const created: KernelCase[] = [
  {
    title: "range, linspace, fill, eye, zeros, ones",
    inputs: {},
    run: () => [
      tf.range(0, 5),
      tf.range(5, 0, -2, "int32"),
      tf.range(2.5, 0),
      tf.linspace(0, 1, 4),
      tf.fill([2, 2], 3),
      tf.eye(3),
      tf.zeros([2]),
      tf.ones([2], "int32"),
      tf.zeros([0, 2]),
    ],
    gradient: false,
  },
  {
    title: "zerosLike and onesLike",
    inputs: { x: float(2, 3), i: whole([0, 3], 2) },
    run: (_, { x, i }) => [tf.zerosLike(x), tf.onesLike(i), tf.add(x, tf.onesLike(x))],
    gradient: false,
  },
  {
    title: "arithmetic of constants",
    inputs: {},
    run: () => [
      tf.cos(tf.mul(tf.expandDims(tf.range(0, 3), 1), tf.pow(100, tf.range(0, 4)))),
      tf.concat([tf.tensor1d([1, 2]), tf.tensor1d([3])]),
      tf.transpose(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
      ),
      tf.slice(tf.range(0, 9), 2, 3),
      tf.where(tf.greater(tf.range(0, 4), 1), tf.scalar(1), tf.scalar(-1)),
      tf.mean(tf.fill([4], 0.1)),
      tf.sum(tf.fill([4], 0.1)),
    ],
    gradient: false,
  },
];

/** Products of matrices. */
export const products: KernelCase[] = [
  ...[false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => ({
      title: `matMul${transposeA ? ", first transposed" : ""}${transposeB ? ", second transposed" : ""}`,
      inputs: { a: transposeA ? float(4, 3) : float(3, 4), b: transposeB ? float(5, 4) : float(4, 5) },
      run: (_: typeof tf, { a, b }: Readonly<Record<string, tf.Tensor>>) =>
        tf.matMul(a, b, transposeA, transposeB),
    })),
  ),
  {
    title: "matMul of batches",
    inputs: { a: float(2, 3, 4), b: float(2, 5, 4) },
    run: (_, { a, b }) => tf.matMul(a, b, false, true),
  },
  {
    title: "matMul of broadcast batches",
    inputs: { a: float(2, 2, 3, 4), b: float(1, 1, 4, 5) },
    run: (_, { a, b }) => tf.matMul(a, b),
    gradient: false,
  },
  {
    title: "matMul with transposes and scales around it",
    inputs: { a: float(4, 3), b: float(4, 5) },
    run: (_, { a, b }) => tf.div(tf.matMul(tf.transpose(tf.mul(a, 3)), tf.neg(b)), 7),
  },
  {
    title: "matMul without an inner size",
    inputs: { a: float(2, 0), b: float(0, 3) },
    run: (_, { a, b }) => tf.matMul(a, b),
    gradient: false,
  },
  {
    title: "dot and outerProduct",
    inputs: { a: float(3), b: float(3) },
    run: (_, { a, b }) => [tf.dot(a, b), tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D)],
  },
  ...(["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu"] as const).map((activation) => ({
    title: `fused matMul with ${activation}`,
    inputs: { a: float(3, 4), b: float(4, 5), bias: float(5) },
    run: (_: typeof tf, { a, b, bias }: Readonly<Record<string, tf.Tensor>>) =>
      tf.fused.matMul({ a, b, bias, activation, leakyreluAlpha: 0.3 }),
    gradient: activation === "linear",
  })),
  ...[
    "ij,jk->ik",
    "bij,bjk->bik",
    "ij,kj->ki",
    "bhid,bhjd->bhij",
    "ij,ij->",
    "ij->j",
    "ij->ji",
    "i,j->ij",
    "abc,cd->ab",
  ].map((equation): KernelCase => {
    const sizes: Readonly<Record<string, number>> = { a: 2, b: 2, c: 3, d: 4, h: 3, i: 4, j: 5, k: 2 };
    const terms = equation.split("->")[0].split(",");
    return {
      title: `einsum ${equation}`,
      inputs: Object.fromEntries(
        terms.map((term, at) => [`x${at}`, float(...[...term].map((label) => sizes[label]))]),
      ),
      run: (_, given) => tf.einsum(equation, ...terms.map((_, at) => given[`x${at}`])),
      gradient: false,
    };
  }),
];
