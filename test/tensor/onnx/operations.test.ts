import assert from "node:assert/strict";
import { test } from "node:test";
import type { BinaryKind, Operation, ReduceKind, UnaryKind } from "../../../src/tensor/graph/types.ts";
import type { DataType, HostTensor } from "../../../src/tensor/types.ts";
import { evaluate } from "./reference.ts";
import { host, runGraph, Sketch } from "./sketch.ts";

interface Case {
  readonly title: string;
  readonly operation: Operation;
  readonly inputs: readonly HostTensor[];
  /** Shape of the output, where the operation alone does not tell it. */
  readonly shape?: readonly number[];
  readonly dtype?: DataType;
  /** Allowed error, relative to 1 + |expected|; the default is a few roundings of float32. */
  readonly within?: number;
}

const size = (shape: readonly number[]) => shape.reduce((product, one) => product * one, 1);

/** Numbers between -2 and 2 without pattern, the same every time. */
const floats = (shape: readonly number[], from = 1, scale = 2): HostTensor =>
  host(
    shape,
    "float32",
    Array.from({ length: size(shape) }, (_, i) => scale * Math.sin((i + from) * 12.9898)),
  );
const positive = (shape: readonly number[], from = 1): HostTensor =>
  host(
    shape,
    "float32",
    floats(shape, from).data.map((x) => Math.abs(x) + 0.25),
  );
const whole = (shape: readonly number[], from = 1, scale = 9): HostTensor =>
  host(shape, "int32", floats(shape, from, scale).data.map(Math.round));
const truths = (shape: readonly number[], from = 1): HostTensor =>
  host(
    shape,
    "bool",
    floats(shape, from).data.map((x) => Number(x > 0)),
  );
const ints = (shape: readonly number[], ...data: readonly number[]): HostTensor => host(shape, "int32", data);
const reals = (shape: readonly number[], ...data: readonly number[]): HostTensor =>
  host(shape, "float32", data);
const bools = (shape: readonly number[], ...data: readonly number[]): HostTensor => host(shape, "bool", data);

const infinity = Number.POSITIVE_INFINITY;
const odd = reals([6], Number.NaN, infinity, -infinity, 0, -0, 1.5);

const unaryKinds: readonly UnaryKind[] = [
  ...(["negate", "absolute", "sign", "exp", "expm1", "square", "sin", "cos", "tan", "tanh"] as const),
  ...(["sigmoid", "relu", "softplus", "erf", "floor", "ceil", "round", "reciprocal"] as const),
];

const unaryCases: Case[] = [
  ...unaryKinds.map((kind) => unary(kind, floats([3, 5]))),
  ...(["log", "log1p", "sqrt", "rsqrt"] as const).map((kind) => unary(kind, positive([2, 3, 4]))),
  ...(["isNaN", "isFinite", "isInfinite"] as const).map((kind) => unary(kind, odd, "bool")),
  unary("not", truths([7]), "bool"),
  ...(["negate", "absolute", "sign", "square", "relu"] as const).map((kind) =>
    unary(kind, whole([8]), "int32"),
  ),
  unary("floor", whole([8]), "int32"),
  unary("exp", reals([], 0.5)),
  unary("exp", ints([3], 0, 1, 2)),
  unary("tanh", floats([0, 4])),
  unary("round", reals([6], 0.5, 1.5, 2.5, -0.5, -1.5, 2.4)),
  unary("sigmoid", reals([6], -200, -90, -20, 20, 90, infinity)),
  unary("softplus", reals([6], -200, -30, 0, 30, 88, 200)),
  {
    ...unary("expm1", reals([6], 1e-6, -1e-7, 1e-20, 30, -80, infinity)),
    title: "unary expm1 near 0 and far off",
  },
  {
    ...unary("log1p", reals([6], 1e-6, -1e-7, 1e-20, 1e9, -1, infinity)),
    title: "unary log1p near 0 and far off",
  },
];

function unary(kind: UnaryKind, input: HostTensor, dtype: DataType = "float32"): Case {
  return {
    title: `unary ${kind} of ${input.dtype} [${input.shape}]`,
    operation: { op: "unary", kind },
    inputs: [input],
    dtype,
  };
}

const arithmetic: readonly BinaryKind[] = [
  ...(["add", "subtract", "multiply", "divide", "floorDivide", "remainder"] as const),
  ...(["maximum", "minimum", "squaredDifference"] as const),
];
const comparing: readonly BinaryKind[] = [
  "equal",
  "notEqual",
  "less",
  "lessEqual",
  "greater",
  "greaterEqual",
];
const rounded = (shape: readonly number[], from: number) =>
  host(
    shape,
    "float32",
    floats(shape, from).data.map((x) => Math.round(x) || 1),
  );
const divisors = ints([6], 3, -3, 7, -7, 1, -2);

const binaryCases: Case[] = [
  ...arithmetic.map((kind) => binary(kind, floats([2, 3, 4]), floats([3, 1], 99))),
  ...arithmetic.map((kind) => binary(kind, ints([6], 7, 7, -7, -7, 0, 9), divisors, "int32")),
  ...(["divide", "floorDivide", "remainder"] as const).map((kind) =>
    binary(kind, ints([3], 2_000_000_001, -2_000_000_001, 2_147_483_647), ints([3], 2, 2, -46_341), "int32"),
  ),
  ...comparing.map((kind) => binary(kind, rounded([4, 5], 1), rounded([5], 7), "bool")),
  ...comparing.map((kind) => binary(kind, whole([9], 1, 2), whole([9], 4, 2), "bool")),
  ...comparing.map((kind) => binary(kind, truths([9]), truths([9], 5), "bool")),
  ...(["and", "or"] as const).map((kind) => binary(kind, truths([4, 1]), truths([5], 3), "bool")),
  binary("power", positive([3, 4]), floats([4])),
  binary("power", floats([3, 4]), reals([], 2)),
  binary("power", ints([3], 2, -3, 5), ints([3], 10, 3, 0), "int32"),
  binary("multiply", truths([6]), truths([6], 3), "bool"),
  binary("add", floats([4, 1]), floats([1, 3])),
  binary("add", reals([], 1.5), reals([], 2.25)),
  binary("subtract", floats([1, 1, 1]), floats([2])),
  binary("multiply", floats([0, 3]), floats([3])),
  binary("add", whole([5]), floats([5])),
  binary("divide", whole([5]), reals([], 4)),
  binary("less", whole([5]), floats([5]), "bool"),
  binary("maximum", odd, reals([], 1)),
];

function binary(kind: BinaryKind, a: HostTensor, b: HostTensor, dtype: DataType = "float32"): Case {
  const title = `binary ${kind} of ${a.dtype} [${a.shape}] and ${b.dtype} [${b.shape}]`;
  const integral = dtype === "int32" && kind === "divide";
  return {
    title: integral ? `${title}, cut to whole numbers` : title,
    operation: { op: "binary", kind },
    inputs: [a, b],
    dtype,
  };
}

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

const conversions: Case[] = [
  {
    title: "convert float32 to int32 truncates",
    operation: { op: "convert" },
    inputs: [reals([5], -1.9, -0.5, 0.5, 1.9, 7)],
    dtype: "int32",
  },
  {
    title: "convert float32 to bool is not 0",
    operation: { op: "convert" },
    inputs: [reals([5], -0.5, 0, -0, 0.25, Number.NaN)],
    dtype: "bool",
  },
  {
    title: "convert int32 to bool is not 0",
    operation: { op: "convert" },
    inputs: [ints([3], -5, 0, 7)],
    dtype: "bool",
  },
  { title: "convert bool to float32", operation: { op: "convert" }, inputs: [bools([3], 1, 0, 1)] },
  {
    title: "convert bool to int32",
    operation: { op: "convert" },
    inputs: [bools([3], 1, 0, 1)],
    dtype: "int32",
  },
  { title: "convert int32 to float32", operation: { op: "convert" }, inputs: [ints([3], -5, 0, 16777216)] },
];

const cases = [
  ...unaryCases,
  ...binaryCases,
  ...reduceCases,
  ...products,
  ...moving,
  ...others,
  ...conversions,
];

/** What a number becomes in a dtype. */
const cast: Readonly<Record<DataType, (x: number) => number>> = {
  float32: Math.fround,
  int32: Math.trunc,
  bool: (x) => Number(x !== 0),
};

for (const fed of ["inputs", "constants"] as const) {
  test(`lowerToOnnx: every operation on ${fed} computes what plain JavaScript computes`, async (t) => {
    for (const one of cases) await t.test(one.title, () => check(one, fed));
  });
}

async function check(
  { operation, inputs, shape, dtype = "float32", within = 2e-6 }: Case,
  fed: string,
): Promise<void> {
  const numbers = inputs.map(({ shape, data }) => ({ shape, data: [...data] }));
  const expected = evaluate(operation, numbers, shape ?? []);
  const sketch = new Sketch();
  const values = inputs.map((input, at) =>
    fed === "constants" ? sketch.constant(input) : sketch.input(`x${at}`, input.shape, input.dtype),
  );
  sketch.output("y", sketch.node(operation, values, expected.shape, dtype));
  const given = fed === "constants" ? {} : Object.fromEntries(inputs.map((input, at) => [`x${at}`, input]));
  const { y } = await runGraph(sketch.graph(), given);
  assert.deepEqual(y.shape, expected.shape);
  assert.equal(y.dtype, dtype);
  assert.equal(y.data.length, expected.data.length);
  expected.data.forEach((wide, at) => {
    const want = cast[dtype](wide);
    const got = y.data[at];
    const close =
      Object.is(want, got) || want === got || Math.abs(got - want) <= within * (1 + Math.abs(want));
    assert.ok(close, `[${at}]: ${got} instead of ${want}`);
  });
}
