import type { BinaryKind, UnaryKind } from "../../graph/types.ts";
import { dtypeOf, type Kernel, type Kernels } from "./kernel.ts";

const unaryKernels: Readonly<Record<string, UnaryKind>> = {
  Abs: "absolute",
  Ceil: "ceil",
  Cos: "cos",
  Erf: "erf",
  Exp: "exp",
  Expm1: "expm1",
  Floor: "floor",
  IsFinite: "isFinite",
  IsInf: "isInfinite",
  IsNan: "isNaN",
  Log: "log",
  Log1p: "log1p",
  LogicalNot: "not",
  Neg: "negate",
  Reciprocal: "reciprocal",
  Round: "round",
  Rsqrt: "rsqrt",
  Sigmoid: "sigmoid",
  Sign: "sign",
  Sin: "sin",
  Softplus: "softplus",
  Sqrt: "sqrt",
  Square: "square",
  Tan: "tan",
  Tanh: "tanh",
};

const binaryKernels: Readonly<Record<string, BinaryKind>> = {
  Add: "add",
  Equal: "equal",
  Greater: "greater",
  GreaterEqual: "greaterEqual",
  Less: "less",
  LessEqual: "lessEqual",
  LogicalAnd: "and",
  LogicalOr: "or",
  Maximum: "maximum",
  Minimum: "minimum",
  Mod: "remainder",
  Multiply: "multiply",
  NotEqual: "notEqual",
  Pow: "power",
  RealDiv: "divide",
  SquaredDifference: "squaredDifference",
  Sub: "subtract",
};

/** Functions that tfjs gives whole numbers too, but that make floats of them. */
const ofFloats = new Set<UnaryKind>([
  "cos",
  "erf",
  "exp",
  "expm1",
  "log",
  "log1p",
  "reciprocal",
  "rsqrt",
  "sigmoid",
  "sin",
  "softplus",
  "sqrt",
  "tan",
  "tanh",
]);

const oneInput =
  (kind: UnaryKind): Kernel =>
  ({ record, list: [x] }) => {
    if (ofFloats.has(kind) || kind.startsWith("is")) return record.unary(kind, record.convert(x, "float32"));
    if (kind === "not") return record.unary(kind, record.convert(x, "bool"));
    return dtypeOf(x) === "bool" ? record.unary(kind, record.convert(x, "int32")) : record.unary(kind, x);
  };

const truthKinds: Partial<Record<BinaryKind, BinaryKind>> = {
  add: "or",
  multiply: "and",
  maximum: "or",
  minimum: "and",
};

const twoInputs =
  (kind: BinaryKind): Kernel =>
  ({ record, inputs: { a, b } }) => {
    const logical = kind === "and" || kind === "or";
    if (logical) return record.binary(kind, record.convert(a, "bool"), record.convert(b, "bool"));
    if (dtypeOf(a) !== "bool" || dtypeOf(b) !== "bool") {
      const dtype = dtypeOf(a) === "float32" || dtypeOf(b) === "float32" ? "float32" : "int32";
      return record.binary(kind, record.convert(a, dtype), record.convert(b, dtype));
    }
    const truth = truthKinds[kind];
    if (truth !== undefined) return record.binary(truth, a, b);
    return record.binary(kind, record.convert(a, "int32"), record.convert(b, "int32"));
  };

/** Kernels that work number by number. */
export const elementwiseKernels: Kernels = {
  ...Object.fromEntries(Object.entries(unaryKernels).map(([name, kind]) => [name, oneInput(kind)])),
  ...Object.fromEntries(Object.entries(binaryKernels).map(([name, kind]) => [name, twoInputs(kind)])),
  AddN: ({ record, list }) => list.reduce((total, next) => record.binary("add", total, next)),
  Cast: ({ record, list: [x], attributes }) => {
    const { dtype } = attributes as { dtype: string };
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
      throw new RangeError(`dtype must be float32, int32 or bool, got ${dtype}`);
    return record.convert(x, dtype);
  },
  ClipByValue: ({ record, list: [x], attributes }) => {
    const { clipValueMin, clipValueMax } = attributes as { clipValueMin: number; clipValueMax: number };
    return record.withNumber("minimum", record.withNumber("maximum", x, clipValueMin), clipValueMax);
  },
  FloorDiv: ({ record, inputs: { a, b } }) => record.convert(record.binary("floorDivide", a, b), "int32"),
  Identity: ({ list: [x] }) => x,
  LogicalXor: ({ record, inputs: { a, b } }) => record.binary("notEqual", a, b),
  Select: ({ record, inputs: { condition, t, e } }) => {
    const rows =
      condition.shape.length === 1 && t.shape.length > 1
        ? record.reshape(condition, [condition.shape[0], ...t.shape.slice(1).map(() => 1)])
        : condition;
    return record.select(record.convert(rows, "bool"), t, e);
  },
  Step: ({ record, list: [x], attributes }) => {
    const { alpha } = attributes as { alpha: number };
    const above = record.withNumber("greater", x, 0);
    return alpha === 0
      ? record.convert(above, dtypeOf(x))
      : record.select(above, record.uniform(1, dtypeOf(x)), record.uniform(alpha, dtypeOf(x)));
  },
};
