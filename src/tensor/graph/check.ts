import type { DataType } from "../types.ts";
import { broadcastShape, reducedShape, type Shape, sameShape, shapeText, sizeOf } from "./shapes.ts";
import type { Operation, Value } from "./types.ts";

/** What a node claims: its operation, what goes in and what comes out. */
export interface Claim {
  readonly operation: Operation;
  readonly inputs: readonly Value[];
  readonly shape: Shape;
  readonly dtype: DataType;
}

const comparisons = new Set(["equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual"]);
const logical = new Set(["and", "or"]);
const tests = new Set(["isNaN", "isFinite", "isInfinite"]);
const inputCounts: Partial<Record<Operation["op"], number>> = {
  binary: 2,
  select: 3,
  matmul: 2,
  gather: 2,
  gatherNd: 2,
  scatterUpdate: 3,
  segmentSum: 2,
};

/**
 * Says what is wrong with a node, judged by rules of its own: nothing of how the node was made is used again here.
 *
 * Shape   every operation has one rule for its output's shape and dtype
 */
export function complaintAbout(claim: Claim): string | undefined {
  const { operation, inputs } = claim;
  const wanted = operation.op === "concat" ? inputs.length : (inputCounts[operation.op] ?? 1);
  if (inputs.length !== wanted || inputs.length === 0) return `takes ${wanted} inputs, got ${inputs.length}`;
  const dtypes = dtypeComplaint(claim);
  if (dtypes !== undefined) return dtypes;
  const expected = expectedShape(claim);
  if (typeof expected === "string") return expected;
  return sameShape(expected, claim.shape)
    ? undefined
    : `must give ${shapeText(expected)}, gives ${shapeText(claim.shape)}`;
}

function dtypeComplaint({ operation, inputs, dtype }: Claim): string | undefined {
  const all = inputs.map((input) => input.dtype);
  const expect = (want: DataType) => (dtype === want ? undefined : `must give ${want}, gives ${dtype}`);
  const alike = (types: readonly DataType[]) =>
    types.every((type) => type === types[0]) ? expect(types[0]) : `mixes ${types.join(" and ")}`;
  const indexed = (at: number) => (all[at] === "int32" ? undefined : `needs int32 indices, got ${all[at]}`);
  switch (operation.op) {
    case "convert":
      return undefined;
    case "unary":
      if (tests.has(operation.kind)) return expect("bool");
      if (operation.kind === "not" && all[0] !== "bool") return `needs bool, got ${all[0]}`;
      return alike(all);
    case "binary":
      if (comparisons.has(operation.kind))
        return all[0] === all[1] ? expect("bool") : `mixes ${all.join(" and ")}`;
      if (logical.has(operation.kind) !== (all[0] === "bool")) return `cannot work on ${all[0]}`;
      return alike(all);
    case "select":
      return all[0] === "bool" ? alike(all.slice(1)) : `needs a bool condition, got ${all[0]}`;
    case "argument":
      return expect("int32");
    case "reduce":
      if ((operation.kind === "any" || operation.kind === "all") !== (all[0] === "bool"))
        return `cannot reduce ${all[0]}`;
      return alike(all);
    case "gather":
    case "gatherNd":
    case "segmentSum":
      return indexed(1) ?? expect(all[0]);
    case "scatterUpdate":
      return indexed(1) ?? alike([all[0], all[2]]);
    default:
      return alike(all);
  }
}

function expectedShape(claim: Claim): Shape | string {
  const { operation, inputs, shape } = claim;
  const [x] = inputs.map((input) => input.shape);
  switch (operation.op) {
    case "unary":
    case "convert":
    case "softmax":
    case "logSoftmax":
    case "reverse":
    case "cumulativeSum":
      return x;
    case "binary":
    case "select":
      return inputs.reduce<Shape | string>(
        (sofar, { shape: next }) =>
          typeof sofar === "string"
            ? sofar
            : (broadcastShape(sofar, next) ?? `cannot broadcast ${shapeText(sofar)} and ${shapeText(next)}`),
        [],
      );
    case "matmul":
      return matmulShape(operation, x, inputs[1].shape);
    case "transpose":
      return [...operation.permutation].sort((a, b) => a - b).every((axis, at) => axis === at) &&
        operation.permutation.length === x.length
        ? operation.permutation.map((axis) => x[axis])
        : `cannot permute ${shapeText(x)} by ${shapeText(operation.permutation)}`;
    case "reshape":
      return sizeOf(x) === sizeOf(shape) ? shape : `cannot reshape ${shapeText(x)} to ${shapeText(shape)}`;
    case "broadcast": {
      const wide = broadcastShape(x, shape);
      return wide !== undefined && sameShape(wide, shape)
        ? shape
        : `cannot broadcast ${shapeText(x)} to ${shapeText(shape)}`;
    }
    case "reduce":
      return operation.axes.every(
        (axis, at) => axis < x.length && axis >= 0 && (at === 0 || axis > operation.axes[at - 1]),
      )
        ? reducedShape(x, operation.axes, operation.keepDims)
        : `cannot reduce axes ${shapeText(operation.axes)} of ${shapeText(x)}`;
    case "argument":
      return x.length > 0 && operation.axis < x.length
        ? reducedShape(x, [operation.axis], false)
        : `has no axis ${operation.axis} in ${shapeText(x)}`;
    case "concat":
      return concatShape(inputs, operation.axis);
    case "slice":
      return sliceShape(operation, x, shape);
    case "pad":
      return operation.before.length === x.length && operation.after.length === x.length
        ? x.map((size, axis) => size + operation.before[axis] + operation.after[axis])
        : `must pad each axis of ${shapeText(x)}`;
    default:
      return indexedShape(claim);
  }
}

function matmulShape(
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
  a: Shape,
  b: Shape,
): Shape | string {
  if (a.length < 2 || b.length < 2) return `needs matrices, got ${shapeText(a)} and ${shapeText(b)}`;
  const [rows, innerA] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const [innerB, columns] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  const leading = broadcastShape(a.slice(0, -2), b.slice(0, -2));
  if (innerA !== innerB || leading === undefined)
    return `cannot multiply ${shapeText(a)} and ${shapeText(b)} (transposed: ${transposeA}, ${transposeB})`;
  return [...leading, rows, columns];
}

function concatShape(inputs: readonly Value[], axis: number): Shape | string {
  const [first] = inputs;
  const fits = inputs.every(
    ({ shape }) =>
      shape.length === first.shape.length &&
      shape.every((size, at) => at === axis || size === first.shape[at]),
  );
  if (!fits || axis < 0 || axis >= first.shape.length)
    return `cannot join ${inputs.map(({ shape }) => shapeText(shape)).join(", ")} along axis ${axis}`;
  const joined = inputs.reduce((total, { shape }) => total + shape[axis], 0);
  return first.shape.map((size, at) => (at === axis ? joined : size));
}

function sliceShape(
  { begin, strides }: { readonly begin: Shape; readonly strides: Shape },
  x: Shape,
  shape: Shape,
): Shape | string {
  if (begin.length !== x.length || strides.length !== x.length || shape.length !== x.length)
    return `must slice each axis of ${shapeText(x)}`;
  const inside = x.every((size, axis) => {
    const last = begin[axis] + (shape[axis] - 1) * strides[axis];
    if (shape[axis] === 0) return strides[axis] !== 0;
    return strides[axis] !== 0 && begin[axis] >= 0 && begin[axis] < size && last >= 0 && last < size;
  });
  return inside ? shape : `cannot take ${shapeText(shape)} at ${shapeText(begin)} of ${shapeText(x)}`;
}

function indexedShape({ operation, inputs }: Claim): Shape | string {
  const [data, indices, updates] = inputs.map((input) => input.shape);
  const depth = indices.at(-1) ?? 0;
  switch (operation.op) {
    case "gather":
      return operation.axis >= 0 && operation.axis < data.length
        ? [...data.slice(0, operation.axis), ...indices, ...data.slice(operation.axis + 1)]
        : `has no axis ${operation.axis} in ${shapeText(data)}`;
    case "gatherNd":
      return indices.length > 0 && depth <= data.length
        ? [...indices.slice(0, -1), ...data.slice(depth)]
        : `cannot look up ${shapeText(indices)} in ${shapeText(data)}`;
    case "scatterUpdate":
      return indices.length === 2 &&
        depth <= data.length &&
        sameShape(updates, [indices[0], ...data.slice(depth)])
        ? data
        : `cannot put ${shapeText(updates)} at ${shapeText(indices)} of ${shapeText(data)}`;
    case "segmentSum":
      return indices.length === 1 && data[0] === indices[0]
        ? [operation.segments, ...data.slice(1)]
        : `needs one id a row, got ${shapeText(indices)} for ${shapeText(data)}`;
    default:
      return `is not an operation of the graph: ${operation.op}`;
  }
}
