import { type Draft, type GraphBuilder, type Rule, uniformOf } from "./builder.ts";
import { binary, broadcast, matmul, reduce, reshape, transpose, unary } from "./operations.ts";
import { broadcastShape, sizeOf } from "./shapes.ts";
import type { Value } from "./types.ts";

/** Constants that may change places with other factors: products with them neither overflow nor vanish early. */
const moderate = (number: number): boolean => Math.abs(number) >= 2 ** -20 && Math.abs(number) <= 2 ** 20;

/** x and c where a value is x · c with a constant c, and the product may be taken apart. */
function scaled(graph: GraphBuilder, value: Value): { readonly of: Value; readonly by: number } | undefined {
  const product = graph.madeBy(value, "binary");
  if (product?.operation.kind === "multiply" && value.dtype === "float32") {
    const [of, constant] = product.inputs;
    const by = uniformOf(constant);
    if (by !== undefined && moderate(by) && sizeOf(of.shape) === sizeOf(value.shape)) return { of, by };
  }
  const sign = graph.madeBy(value, "unary");
  return sign?.operation.kind === "negate" && value.dtype === "float32"
    ? { of: sign.inputs[0], by: -1 }
    : undefined;
}

const times = (graph: GraphBuilder, x: Value, number: number): Value =>
  binary(graph, "multiply", x, graph.uniform(number, x.dtype));

const smaller = (value: Value, shape: readonly number[]): boolean => sizeOf(value.shape) < sizeOf(shape);

/** (x · c) · d is x · (c · d), and -(x · c) is x · (-c). */
export const mergeConstants: Rule = ({ operation, inputs, shape }, graph) => {
  const outer =
    operation.op === "unary" && operation.kind === "negate"
      ? -1
      : operation.op === "binary" && operation.kind === "multiply"
        ? uniformOf(inputs[1])
        : undefined;
  if (outer === undefined || inputs[0].dtype !== "float32" || !moderate(outer)) return undefined;
  const inner = graph.madeBy(inputs[0], "binary");
  if (inner?.operation.kind !== "multiply" || !graph.readOnce(inputs[0])) return undefined;
  const by = uniformOf(inner.inputs[1]);
  if (by === undefined || !moderate(by)) return undefined;
  return broadcast(graph, times(graph, inner.inputs[0], Math.fround(by * outer)), shape);
};

/**
 * Factors that are smaller than the product are multiplied with each other first, so that fewer passes are made over
 * all its numbers: (X · s) · t is X · (s · t).
 */
export const gatherSmallFactors: Rule = (draft, graph) => {
  const { operation, inputs, shape, dtype } = draft;
  if (operation.op !== "binary" || operation.kind !== "multiply" || dtype !== "float32") return undefined;
  for (const [at, product] of inputs.entries()) {
    const other = inputs[1 - at];
    const inner = graph.madeBy(product, "binary");
    if (inner?.operation.kind !== "multiply" || !graph.readOnce(product)) continue;
    for (const [place, factor] of inner.inputs.entries()) {
      const large = inner.inputs[1 - place];
      const constant = uniformOf(factor) ?? uniformOf(other);
      if (smaller(large, shape) || (constant !== undefined && !moderate(constant))) continue;
      const common = broadcastShape(factor.shape, other.shape);
      if (common === undefined || sizeOf(common) >= sizeOf(shape)) continue;
      return binary(graph, "multiply", large, binary(graph, "multiply", factor, other));
    }
  }
  return undefined;
};

/** Constant factors leave products and quotients, so that they meet each other or what can take them for free. */
export const moveConstantsOut: Rule = (draft, graph) => {
  const { operation, inputs, shape, dtype } = draft;
  if (operation.op !== "binary" || dtype !== "float32") return undefined;
  const { kind } = operation;
  if (kind !== "multiply" && kind !== "divide") return undefined;
  if (inputs.some((input) => uniformOf(input) !== undefined)) return undefined;
  for (const [at, input] of inputs.entries()) {
    const found = scaled(graph, input);
    if (found === undefined || !graph.readOnce(input) || smaller(input, shape)) continue;
    const other = inputs[1 - at];
    const factor = kind === "divide" && at === 1 ? Math.fround(1 / found.by) : found.by;
    if (smaller(other, shape) && (kind === "multiply" || at === 0))
      return kind === "multiply"
        ? binary(graph, "multiply", found.of, times(graph, other, found.by))
        : binary(graph, "multiply", found.of, binary(graph, "divide", graph.uniform(found.by, dtype), other));
    const plain = at === 0 ? binary(graph, kind, found.of, other) : binary(graph, kind, other, found.of);
    return times(graph, plain, factor);
  }
  return undefined;
};

/** Constant factors, and factors of a single number, are taken after a sum instead of before it. */
export const sumBeforeScaling: Rule = ({ operation, inputs, shape, dtype }, graph) => {
  if (operation.op !== "reduce" || (operation.kind !== "sum" && operation.kind !== "mean")) return undefined;
  const [x] = inputs;
  if (dtype !== "float32" || !graph.readOnce(x) || sizeOf(shape) >= sizeOf(x.shape)) return undefined;
  const { kind, axes, keepDims } = operation;
  const found = scaled(graph, x);
  if (found !== undefined) return times(graph, reduce(graph, kind, found.of, axes, keepDims), found.by);
  return undefined;
};

/** The product of matrices under reshapes and transposes, each read only here. */
function matrixProduct(graph: GraphBuilder, value: Value): Value | undefined {
  if (!graph.readOnce(value)) return undefined;
  if (graph.madeBy(value, "matmul") !== undefined) return value;
  const layout = graph.madeBy(value, "reshape") ?? graph.madeBy(value, "transpose");
  return layout === undefined ? undefined : matrixProduct(graph, layout.inputs[0]);
}

/** The same value with the matrix product in it replaced. */
function withProduct(graph: GraphBuilder, value: Value, product: Value): Value {
  if (graph.madeBy(value, "matmul") !== undefined) return product;
  const turned = graph.madeBy(value, "transpose");
  return turned === undefined
    ? reshape(graph, withProduct(graph, graph.madeBy(value, "reshape")!.inputs[0], product), value.shape)
    : transpose(graph, withProduct(graph, turned.inputs[0], product), turned.operation.permutation);
}

/** Constant factors before and after a product of matrices become its scale. */
export const scaleProducts: Rule = (draft, graph) => {
  const { operation, inputs } = draft;
  if (operation.op === "matmul") return scaleInputs(draft, graph);
  const isProduct = operation.op === "binary" && operation.kind === "multiply";
  const isSign = operation.op === "unary" && operation.kind === "negate";
  const by = isSign ? -1 : isProduct ? uniformOf(inputs[1]) : undefined;
  if (by === undefined || draft.dtype !== "float32" || !Number.isFinite(by) || by === 0) return undefined;
  if (sizeOf(inputs[0].shape) !== sizeOf(draft.shape)) return undefined;
  const product = matrixProduct(graph, inputs[0]);
  if (product === undefined) return undefined;
  const { operation: plain, inputs: matrices } = graph.madeBy(product, "matmul")!;
  const scale = Math.fround(plain.scale * by);
  const again = matmul(graph, matrices[0], matrices[1], { ...plain, scale });
  return broadcast(graph, withProduct(graph, inputs[0], again), draft.shape);
};

function scaleInputs({ operation, inputs }: Draft, graph: GraphBuilder): Value | undefined {
  if (operation.op !== "matmul" || graph.readers === undefined) return undefined;
  const [a, b] = inputs.map((input) => scaled(graph, input));
  if (a === undefined && b === undefined) return undefined;
  return matmul(graph, a?.of ?? inputs[0], b?.of ?? inputs[1], {
    transposeA: operation.transposeA,
    transposeB: operation.transposeB,
    scale: Math.fround(operation.scale * (a?.by ?? 1) * (b?.by ?? 1)),
  });
}

/** x · √x where x^-1.5 is asked for beside x^-0.5: powers of a value whose inverse root is known. */
export const reuseInverseRoot: Rule = ({ operation, inputs, shape, dtype }, graph) => {
  if (operation.op !== "binary" || operation.kind !== "divide" || dtype !== "float32") return undefined;
  const [top, bottom] = inputs;
  const product = graph.madeBy(bottom, "binary");
  if (product?.operation.kind !== "multiply") return undefined;
  for (const [at, x] of product.inputs.entries()) {
    const root = graph.madeBy(product.inputs[1 - at], "unary");
    if (root?.operation.kind !== "sqrt" || root.inputs[0] !== x) continue;
    const inverse = graph.existing({ op: "unary", kind: "rsqrt" }, [x], x.shape, dtype);
    if (inverse === undefined) return undefined;
    const cube = binary(graph, "multiply", unary(graph, "square", inverse), inverse);
    return broadcast(graph, binary(graph, "multiply", top, cube), shape);
  }
  return undefined;
};
