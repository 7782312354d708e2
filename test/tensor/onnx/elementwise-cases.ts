import type { BinaryKind, UnaryKind } from "../../../src/tensor/graph/types.ts";
import type { DataType, HostTensor } from "../../../src/tensor/types.ts";
import { bools, type Case, floats, ints, positive, reals, truths, whole } from "./cases.ts";
import { host } from "./sketch.ts";

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

/** Every elementwise operation. */
export const elementwiseCases: readonly Case[] = [...unaryCases, ...binaryCases, ...conversions];
