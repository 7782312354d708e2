import type { ReduceKind } from "../../../src/tensor/graph/types.ts";
import type { DataType, HostTensor } from "../../../src/tensor/types.ts";
import { bools, type Case, floats, ints, truths, whole } from "./cases.ts";

const reducing: readonly ReduceKind[] = ["sum", "mean", "max", "min", "product"];
const reduceCases: Case[] = [
  ...reducing.flatMap((kind) => [
    reduction(kind, floats([3, 4, 5]), [1]),
    reduction(kind, floats([3, 4, 5]), [0, 2], true),
    reduction(kind, floats([4]), [0]),
    reduction(kind, floats([2, 1, 3]), [1]),
    reduction(kind, floats([2, 3]), []),
    reduction(kind, floats([0, 3]), [0]),
    reduction(kind, floats([0, 3]), [1]),
  ]),
  ...(["sum", "max", "min", "product"] as const).map((kind) =>
    reduction(kind, whole([3, 4]), [1], false, "int32"),
  ),
  reduction("mean", whole([3, 4]), [1]),
  reduction("sum", truths([3, 4]), [0], false, "int32"),
  ...(["any", "all"] as const).flatMap((kind) => [
    reduction(kind, bools([3, 2], 0, 0, 1, 0, 1, 1), [1], false, "bool"),
    reduction(kind, bools([0, 2]), [0], true, "bool"),
  ]),
];

function reduction(
  kind: ReduceKind,
  input: HostTensor,
  axes: readonly number[],
  keepDims = false,
  dtype: DataType = "float32",
): Case {
  const title = `reduce ${kind} of ${input.dtype} [${input.shape}] over [${axes}]${keepDims ? ", axes kept" : ""}`;
  return { title, operation: { op: "reduce", kind, axes, keepDims }, inputs: [input], dtype };
}

const products: Case[] = [
  product([3, 4], [4, 5]),
  product([4, 3], [4, 5], true),
  product([3, 4], [5, 4], false, true, 0.5),
  product([4, 3], [5, 4], true, true),
  product([2, 3, 4], [4, 5]),
  product([2, 3, 4], [5, 4], false, true, 2),
  product([2, 3, 4], [1, 5, 4], false, true),
  product([2, 4, 3], [4, 5], true),
  product([1, 4, 3], [4, 5], true),
  product([2, 3, 3, 4], [2, 3, 4, 5]),
  product([2, 3, 4, 3], [2, 3, 5, 4], true, true, 0.25),
  product([2, 1, 3, 4], [3, 5, 4], false, true),
  product([3, 4], [2, 4, 5]),
  product([2, 3, 0], [0, 5]),
  product([0, 4], [4, 5]),
  product([2, 3, 4], [2, 4, 0]),
  {
    ...product([2, 3], [4, 3], false, true),
    inputs: [whole([2, 3]), whole([4, 3])],
    dtype: "int32",
    title: "matmul of int32",
  },
];

function product(
  a: readonly number[],
  b: readonly number[],
  transposeA = false,
  transposeB = false,
  scale = 1,
): Case {
  const title = `matmul [${a}]${transposeA ? "ᵀ" : ""} [${b}]${transposeB ? "ᵀ" : ""} times ${scale}`;
  return {
    title,
    operation: { op: "matmul", transposeA, transposeB, scale },
    inputs: [floats(a), floats(b, 50)],
  };
}

const dtypes: readonly [string, (shape: readonly number[]) => HostTensor, DataType][] = [
  ["float32", floats, "float32"],
  ["int32", whole, "int32"],
  ["bool", truths, "bool"],
];

const moving: Case[] = dtypes.flatMap(([of, make, dtype]): Case[] => [
  {
    title: `select of ${of}`,
    operation: { op: "select" },
    inputs: [truths([4, 1]), make([3]), make([4, 3])],
    dtype,
  },
  {
    title: `transpose of ${of}`,
    operation: { op: "transpose", permutation: [2, 0, 1] },
    inputs: [make([2, 3, 4])],
    dtype,
  },
  {
    title: `transpose of ${of} that moves nothing`,
    operation: { op: "transpose", permutation: [1, 0, 2] },
    inputs: [make([3, 1, 2])],
    dtype,
  },
  {
    title: `reshape of ${of}`,
    operation: { op: "reshape" },
    inputs: [make([2, 6])],
    shape: [3, 1, 4],
    dtype,
  },
  {
    title: `reshape of ${of} to rank 0`,
    operation: { op: "reshape" },
    inputs: [make([1, 1])],
    shape: [],
    dtype,
  },
  {
    title: `broadcast of ${of}`,
    operation: { op: "broadcast" },
    inputs: [make([3, 1])],
    shape: [2, 3, 4],
    dtype,
  },
  {
    title: `concat of ${of}`,
    operation: { op: "concat", axis: 1 },
    inputs: [make([2, 3]), make([2, 0]), make([2, 1])],
    dtype,
  },
  {
    title: `slice of ${of}`,
    operation: { op: "slice", begin: [1, 0], strides: [1, 2] },
    inputs: [make([4, 5])],
    shape: [2, 3],
    dtype,
  },
  {
    title: `slice of ${of} backwards to the front`,
    operation: { op: "slice", begin: [3, 4], strides: [-1, -2] },
    inputs: [make([4, 5])],
    shape: [4, 3],
    dtype,
  },
  {
    title: `pad of ${of}`,
    operation: { op: "pad", before: [1, 0], after: [0, 2], value: 1 },
    inputs: [make([2, 3])],
    dtype,
  },
  {
    title: `pad of empty ${of}`,
    operation: { op: "pad", before: [1, 0], after: [0, 0], value: 1 },
    inputs: [make([0, 3])],
    dtype,
  },
  { title: `reverse of ${of}`, operation: { op: "reverse", axes: [0, 2] }, inputs: [make([2, 3, 4])], dtype },
  {
    title: `gather of ${of}`,
    operation: { op: "gather", axis: 1 },
    inputs: [make([2, 5, 3]), ints([2, 2], 4, 0, 0, 3)],
    dtype,
  },
  {
    title: `gather of ${of} at one place`,
    operation: { op: "gather", axis: 0 },
    inputs: [make([5, 3]), ints([], 2)],
    dtype,
  },
  {
    title: `gather of ${of} at no place`,
    operation: { op: "gather", axis: 0 },
    inputs: [make([5, 3]), ints([0])],
    dtype,
  },
  {
    title: `gatherNd of ${of}`,
    operation: { op: "gatherNd" },
    inputs: [make([3, 4, 2]), ints([2, 2], 2, 3, 0, 1)],
    dtype,
  },
  {
    title: `scatterUpdate of ${of}`,
    operation: { op: "scatterUpdate" },
    inputs: [make([4, 3]), ints([2, 1], 3, 1), make([2, 3])],
    dtype,
  },
  {
    title: `scatterUpdate of ${of} at single places`,
    operation: { op: "scatterUpdate" },
    inputs: [make([4, 3]), ints([2, 2], 3, 1, 0, 0), make([2])],
    dtype,
  },
  {
    title: `scatterUpdate of ${of} with nothing`,
    operation: { op: "scatterUpdate" },
    inputs: [make([4, 3]), ints([0, 1]), make([0, 3])],
    dtype,
  },
]);

const others: Case[] = [
  { title: "softmax", operation: { op: "softmax" }, inputs: [floats([2, 3, 5], 1, 30)] },
  { title: "logSoftmax", operation: { op: "logSoftmax" }, inputs: [floats([2, 3, 5], 1, 30)] },
  ...(["max", "min"] as const).flatMap((kind): Case[] => [
    {
      title: `argument ${kind}`,
      operation: { op: "argument", kind, axis: 1 },
      inputs: [floats([2, 6, 3])],
      dtype: "int32",
    },
    {
      title: `argument ${kind} takes the first of equals`,
      operation: { op: "argument", kind, axis: 0 },
      inputs: [ints([5], 2, 1, 2, 1, 2)],
      dtype: "int32",
    },
    {
      title: `argument ${kind} of bool`,
      operation: { op: "argument", kind, axis: 0 },
      inputs: [truths([5])],
      dtype: "int32",
    },
  ]),
  ...[false, true].flatMap((exclusive) =>
    [false, true].map(
      (reverse): Case => ({
        title: `cumulativeSum${exclusive ? ", exclusive" : ""}${reverse ? ", in reverse" : ""}`,
        operation: { op: "cumulativeSum", axis: 1, exclusive, reverse },
        inputs: [floats([2, 5, 3])],
      }),
    ),
  ),
  {
    title: "cumulativeSum of int32",
    operation: { op: "cumulativeSum", axis: 0, exclusive: false, reverse: false },
    inputs: [whole([6])],
    dtype: "int32",
  },
  {
    title: "segmentSum with repeated ids",
    operation: { op: "segmentSum", segments: 4 },
    inputs: [floats([6, 3]), ints([6], 1, 0, 1, 3, 1, 0)],
  },
  {
    title: "segmentSum drops ids out of range",
    operation: { op: "segmentSum", segments: 3 },
    inputs: [floats([5, 2, 2]), ints([5], -1, 0, 3, 2, 99)],
  },
  {
    title: "segmentSum of nothing",
    operation: { op: "segmentSum", segments: 3 },
    inputs: [floats([0, 2]), ints([0])],
  },
  {
    title: "segmentSum of single numbers",
    operation: { op: "segmentSum", segments: 3 },
    inputs: [floats([5]), ints([5], 0, 2, 2, 0, 2)],
  },
  {
    title: "segmentSum of int32",
    operation: { op: "segmentSum", segments: 3 },
    inputs: [whole([4, 2]), ints([4], 0, 2, 2, 0)],
    dtype: "int32",
  },
];

/** Every operation that is not elementwise. */
export const arrayCases: readonly Case[] = [...reduceCases, ...products, ...moving, ...others];
