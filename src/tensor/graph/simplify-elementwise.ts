import { type Draft, type GraphBuilder, type Rule, uniformOf } from "./builder.ts";
import { binary, broadcast, select, unary } from "./operations.ts";
import { sameShape } from "./shapes.ts";
import type { BinaryKind, UnaryKind, Value } from "./types.ts";

/** The value alone where it already has the draft's shape, else repeated to it. */
const kept = (graph: GraphBuilder, value: Value, draft: Draft): Value => broadcast(graph, value, draft.shape);

/** f(x) where f is its own inverse, or does nothing to what it gets. */
export const simplifyUnary: Rule = ({ operation, inputs }, graph) => {
  if (operation.op !== "unary") return undefined;
  const [x] = inputs;
  const inner = graph.madeBy(x, "unary");
  if (inner === undefined) return undefined;
  const { kind } = inner.operation;
  const undoes = operation.kind === kind && (kind === "negate" || kind === "not");
  if (undoes) return inner.inputs[0];
  if (kind === "negate" && (operation.kind === "square" || operation.kind === "absolute"))
    return unary(graph, operation.kind, inner.inputs[0]);
  if (operation.kind === "reciprocal" && kind === "sqrt") return unary(graph, "rsqrt", inner.inputs[0]);
  return undefined;
};

/** x to a power that a cheaper function gives. */
function power(graph: GraphBuilder, x: Value, exponent: number): Value | undefined {
  if (exponent === 1) return x;
  if (x.dtype !== "float32") return undefined;
  const cheap: Readonly<Record<number, UnaryKind>> = {
    2: "square",
    0.5: "sqrt",
    [-0.5]: "rsqrt",
    [-1]: "reciprocal",
  };
  if (cheap[exponent] !== undefined) return unary(graph, cheap[exponent], x);
  if (exponent === 1.5) return binary(graph, "multiply", x, unary(graph, "sqrt", x));
  if (exponent === 3) return binary(graph, "multiply", unary(graph, "square", x), x);
  return undefined;
}

/** Whether multiplying by the reciprocal is as good as dividing: never where it would overflow or vanish. */
const invertible = (number: number): boolean => Math.abs(number) > 2 ** -100 && Math.abs(number) < 2 ** 100;

/** x + 0, x · 1, x / 1, x ^ 2 and their like; x · 0 stays, since x may not be finite. */
export const simplifyNeutral: Rule = (draft, graph) => {
  const { operation, inputs, dtype } = draft;
  if (operation.op !== "binary") return undefined;
  const [a, b] = inputs;
  const [left, right] = inputs.map(uniformOf);
  switch (operation.kind) {
    case "add":
      if (right === 0) return kept(graph, a, draft);
      if (left === 0) return kept(graph, b, draft);
      return undefined;
    case "subtract":
      if (right === 0) return kept(graph, a, draft);
      if (left === 0) return kept(graph, unary(graph, "negate", b), draft);
      return undefined;
    case "multiply":
      if (right === 1) return kept(graph, a, draft);
      if (left === 1) return kept(graph, b, draft);
      if (right === -1) return kept(graph, unary(graph, "negate", a), draft);
      if (left === -1) return kept(graph, unary(graph, "negate", b), draft);
      return a === b ? unary(graph, "square", a) : undefined;
    case "divide":
      if (right === 1) return kept(graph, a, draft);
      if (left === 1 && dtype === "float32") return kept(graph, unary(graph, "reciprocal", b), draft);
      if (right !== undefined && dtype === "float32" && invertible(right))
        return binary(graph, "multiply", a, graph.uniform(1 / right, dtype));
      return undefined;
    case "power": {
      const cheaper = right === undefined ? undefined : power(graph, a, right);
      return cheaper === undefined ? undefined : kept(graph, cheaper, draft);
    }
    case "and":
      if (right === 1) return kept(graph, a, draft);
      return left === 1 ? kept(graph, b, draft) : undefined;
    case "or":
      if (right === 0) return kept(graph, a, draft);
      return left === 0 ? kept(graph, b, draft) : undefined;
    default:
      return undefined;
  }
};

/** Signs move outward: a + (-b) is a - b, (-a) · (-b) is a · b. */
export const simplifySigns: Rule = (draft, graph) => {
  const { operation, inputs } = draft;
  if (operation.op !== "binary") return undefined;
  const [a, b] = inputs;
  const positive = (value: Value): Value | undefined => {
    const node = graph.madeBy(value, "unary");
    return node?.operation.kind === "negate" ? node.inputs[0] : undefined;
  };
  const [left, right] = [positive(a), positive(b)];
  if (left === undefined && right === undefined) return undefined;
  const { kind } = operation;
  if (kind === "add" && right !== undefined) return binary(graph, "subtract", a, right);
  if (kind === "add") return binary(graph, "subtract", b, left!);
  if (kind === "subtract" && right !== undefined) return binary(graph, "add", a, right);
  if (kind !== "multiply" && kind !== "divide") return undefined;
  const product = binary(graph, kind, left ?? a, right ?? b);
  return left !== undefined && right !== undefined ? product : unary(graph, "negate", product);
};

/** Chosen where the condition is known, or where both choices are one. */
export const simplifySelect: Rule = (draft, graph) => {
  if (draft.operation.op !== "select") return undefined;
  const [condition, yes, no] = draft.inputs;
  const known = uniformOf(condition);
  if (known !== undefined) return kept(graph, known === 0 ? no : yes, draft);
  if (yes === no) return kept(graph, yes, draft);
  const inverse = graph.madeBy(condition, "unary");
  return inverse?.operation.kind === "not" ? select(graph, inverse.inputs[0], no, yes) : undefined;
};

/** Conversions of conversions that lose nothing on the way. */
export const simplifyConvert: Rule = ({ operation, inputs, dtype }, graph) => {
  if (operation.op !== "convert") return undefined;
  const [x] = inputs;
  if (x.dtype === dtype) return x;
  const inner = graph.madeBy(x, "convert");
  const source = inner?.inputs[0];
  return source?.dtype === "bool"
    ? source.dtype === dtype
      ? source
      : graph.node({ op: "convert" }, [source], source.shape, dtype)
    : undefined;
};

const commutative = new Set<BinaryKind>([
  "add",
  "multiply",
  "maximum",
  "minimum",
  "equal",
  "notEqual",
  "and",
  "or",
]);

/** One order for the inputs of functions that do not mind, so that equal nodes are found; constants go second. */
export const orderInputs: Rule = ({ operation, inputs }, graph) => {
  if (operation.op !== "binary" || !commutative.has(operation.kind)) return undefined;
  const [a, b] = inputs;
  const rank = (value: Value) => (value.constant === undefined ? value.id : Number.MAX_SAFE_INTEGER);
  return rank(a) > rank(b) || (rank(a) === rank(b) && a.id > b.id)
    ? binary(graph, operation.kind, b, a)
    : undefined;
};

/** Constants with equal numbers take part as one number without axes, where the other inputs give the shape. */
export const shrinkUniforms: Rule = (draft, graph) => {
  const { operation, inputs, shape, dtype } = draft;
  if (operation.op !== "binary" && operation.op !== "select") return undefined;
  const small = inputs.map((input) =>
    uniformOf(input) !== undefined && input.shape.length > 0
      ? graph.uniform(uniformOf(input)!, input.dtype)
      : input,
  );
  if (small.every((input, at) => input === inputs[at])) return undefined;
  const value =
    operation.op === "binary"
      ? binary(graph, operation.kind, small[0], small[1])
      : select(graph, small[0], small[1], small[2]);
  return sameShape(value.shape, shape) && value.dtype === dtype ? value : broadcast(graph, value, shape);
};
