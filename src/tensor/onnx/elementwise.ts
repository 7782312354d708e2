import type { BinaryKind, GraphNode, UnaryKind } from "../graph/types.ts";
import type { DataType } from "../types.ts";
import {
  broadcastable,
  broadcastShape,
  converted,
  type Emission,
  emit,
  expanded,
  full,
  scalar,
} from "./emission.ts";

const plainUnary: Partial<Record<UnaryKind, string>> = {
  negate: "Neg",
  absolute: "Abs",
  sign: "Sign",
  exp: "Exp",
  log: "Log",
  sqrt: "Sqrt",
  reciprocal: "Reciprocal",
  sin: "Sin",
  cos: "Cos",
  tan: "Tan",
  tanh: "Tanh",
  sigmoid: "Sigmoid",
  relu: "Relu",
  softplus: "Softplus",
  erf: "Erf",
  floor: "Floor",
  ceil: "Ceil",
  round: "Round",
  isNaN: "IsNaN",
  isInfinite: "IsInf",
};

const ofIntegersToo: ReadonlySet<UnaryKind> = new Set(["negate", "absolute", "sign", "square", "relu"]);
const wholeAlready: ReadonlySet<UnaryKind> = new Set(["floor", "ceil", "round"]);
const tests: ReadonlySet<UnaryKind> = new Set(["isNaN", "isFinite", "isInfinite", "not"]);

/** Lowers an elementwise function of one value. */
export function lowerUnary(
  emission: Emission,
  { inputs: [input], output }: GraphNode,
  kind: UnaryKind,
): string {
  const given = input.dtype;
  const worked: DataType =
    kind === "not" ? "bool" : given !== "float32" && ofIntegersToo.has(kind) ? "int32" : "float32";
  if (wholeAlready.has(kind) && given !== "float32")
    return converted(emission, full(emission, input), given, output.dtype);
  const x = converted(emission, full(emission, input), given, worked);
  const result = unary(emission, kind, x);
  return converted(emission, result, tests.has(kind) ? "bool" : worked, output.dtype);
}

function unary(emission: Emission, kind: UnaryKind, x: string): string {
  const go = (type: string, ...inputs: readonly string[]) => emit(emission, type, inputs);
  const number = (value: number) => scalar(emission, "float32", value);
  const plain = plainUnary[kind];
  if (plain !== undefined) return go(plain, x);
  switch (kind) {
    case "square":
      return go("Mul", x, x);
    case "rsqrt":
      return go("Reciprocal", go("Sqrt", x));
    case "isFinite":
      return go("Less", go("Abs", x), number(Number.POSITIVE_INFINITY));
    case "not":
      return go("Not", x);
    // tanh(x/2) · (eˣ + 1) = eˣ - 1, without the cancellation near 0.
    case "expm1":
      return go("Mul", go("Tanh", go("Mul", x, number(0.5))), go("Add", go("Exp", x), number(1)));
    case "log1p":
      return logarithmOfOnePlus(go, number, x);
    default:
      throw new TypeError(`lowerToOnnx: unary kind must be a known one, got "${kind}".`);
  }
}

/** log(u) · x / (u - 1) with u = 1 + x as rounded: the rounding of u cancels (Kahan). */
function logarithmOfOnePlus(
  go: (type: string, ...inputs: readonly string[]) => string,
  number: (value: number) => string,
  x: string,
): string {
  const sum = go("Add", x, number(1));
  const back = go("Sub", sum, number(1));
  const log = go("Log", sum);
  const corrected = go("Where", go("Equal", back, x), log, go("Div", go("Mul", log, x), back));
  return go("Where", go("Equal", sum, number(1)), x, corrected);
}

const plainBinary: Partial<Record<BinaryKind, string>> = {
  add: "Add",
  subtract: "Sub",
  multiply: "Mul",
  power: "Pow",
  maximum: "Max",
  minimum: "Min",
  equal: "Equal",
  less: "Less",
  lessEqual: "LessOrEqual",
  greater: "Greater",
  greaterEqual: "GreaterOrEqual",
  and: "And",
  or: "Or",
};

const comparisons: ReadonlySet<BinaryKind> = new Set([
  "equal",
  "notEqual",
  "less",
  "lessEqual",
  "greater",
  "greaterEqual",
]);
const divisions: ReadonlySet<BinaryKind> = new Set(["divide", "floorDivide", "remainder"]);

/** Lowers an elementwise function of two values, which broadcast. */
export function lowerBinary(emission: Emission, { inputs, output }: GraphNode, kind: BinaryKind): string {
  const [left, right] = inputs.map((input) => broadcastable(emission, input));
  const kinds = [inputs[0].dtype, inputs[1].dtype];
  const compares = comparisons.has(kind);
  const logical = kind === "and" || kind === "or";
  const floats = kinds.includes("float32") || (!compares && output.dtype === "float32");
  const same: DataType = logical ? "bool" : floats ? "float32" : "int32";
  // Whole numbers divide as doubles: exact for 32 bits, and a zero divisor does not stop the process.
  const worked = same === "int32" && divisions.has(kind) ? "float64" : same;
  const a = converted(emission, left.name, kinds[0], worked);
  const b = converted(emission, right.name, kinds[1], worked);
  const result = binary(emission, kind, a, b);
  const name = converted(emission, result, compares || logical ? "bool" : worked, output.dtype);
  return expanded(emission, { name, shape: broadcastShape(left.shape, right.shape) }, output.shape);
}

function binary(emission: Emission, kind: BinaryKind, a: string, b: string): string {
  const go = (type: string, ...inputs: readonly string[]) => emit(emission, type, inputs);
  const plain = plainBinary[kind];
  if (plain !== undefined) return go(plain, a, b);
  switch (kind) {
    case "divide":
      return go("Div", a, b);
    case "floorDivide":
      return go("Floor", go("Div", a, b));
    case "remainder":
      return remainder(emission, a, b);
    case "squaredDifference": {
      const difference = go("Sub", a, b);
      return go("Mul", difference, difference);
    }
    case "notEqual":
      return go("Not", go("Equal", a, b));
    default:
      throw new TypeError(`lowerToOnnx: binary kind must be a known one, got "${kind}".`);
  }
}

/** The remainder of C, with the divisor added where the signs of both differ. */
function remainder(emission: Emission, a: string, b: string): string {
  const go = (type: string, ...inputs: readonly string[]) => emit(emission, type, inputs);
  const rest = emit(emission, "Mod", [a, b], { fmod: 1 });
  const opposite = go("Equal", go("Sign", rest), go("Neg", go("Sign", b)));
  const zero = go("Sub", b, b);
  const other = go("And", opposite, go("Not", go("Equal", rest, zero)));
  return go("Where", other, go("Add", rest, b), rest);
}

/** Lowers the choice between two values, all three broadcast. */
export function lowerSelect(emission: Emission, { inputs, output }: GraphNode): string {
  const [condition, yes, no] = inputs.map((input) => broadcastable(emission, input));
  // onnxruntime has no Where of bool.
  const worked = output.dtype === "bool" ? "int32" : output.dtype;
  const chosen = emit(emission, "Where", [
    converted(emission, condition.name, inputs[0].dtype, "bool"),
    converted(emission, yes.name, inputs[1].dtype, worked),
    converted(emission, no.name, inputs[2].dtype, worked),
  ]);
  const name = converted(emission, chosen, worked, output.dtype);
  const shape = broadcastShape(condition.shape, yes.shape, no.shape);
  return expanded(emission, { name, shape }, output.shape);
}

/** Lowers a change of dtype. */
export function lowerConvert(emission: Emission, { inputs: [input], output }: GraphNode): string {
  return converted(emission, full(emission, input), input.dtype, output.dtype);
}
