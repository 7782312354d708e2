import type { DataType } from "../types.ts";
import type { GraphBuilder } from "./builder.ts";
import { broadcastShape, reducedShape, type Shape, sameShape, withRank } from "./shapes.ts";
import type { BinaryKind, ReduceKind, UnaryKind, Value } from "./types.ts";

const comparing = new Set<BinaryKind>(["equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual"]);
const testing = new Set<UnaryKind>(["isNaN", "isFinite", "isInfinite"]);

function wide(left: Shape, right: Shape): number[] {
  const shape = broadcastShape(left, right);
  if (shape === undefined) throw new RangeError(`shapes [${left}] and [${right}] do not broadcast`);
  return shape;
}

/** A function of one value. */
export const unary = (graph: GraphBuilder, kind: UnaryKind, x: Value): Value =>
  graph.node({ op: "unary", kind }, [x], x.shape, testing.has(kind) ? "bool" : x.dtype);

/** A function of two values that broadcast. */
export const binary = (graph: GraphBuilder, kind: BinaryKind, a: Value, b: Value): Value =>
  graph.node({ op: "binary", kind }, [a, b], wide(a.shape, b.shape), comparing.has(kind) ? "bool" : a.dtype);

/** One value where a condition holds, another elsewhere. */
export const select = (graph: GraphBuilder, condition: Value, yes: Value, no: Value): Value =>
  graph.node(
    { op: "select" },
    [condition, yes, no],
    wide(wide(condition.shape, yes.shape), no.shape),
    yes.dtype,
  );

/** A value in another dtype. */
export const convert = (graph: GraphBuilder, x: Value, dtype: DataType): Value =>
  x.dtype === dtype ? x : graph.node({ op: "convert" }, [x], x.shape, dtype);

/** A value under another shape of the same size. */
export const reshape = (graph: GraphBuilder, x: Value, shape: Shape): Value =>
  sameShape(x.shape, shape) ? x : graph.node({ op: "reshape" }, [x], shape, x.dtype);

/** A value repeated along axes of size 1. */
export const broadcast = (graph: GraphBuilder, x: Value, shape: Shape): Value =>
  sameShape(x.shape, shape) ? x : graph.node({ op: "broadcast" }, [x], shape, x.dtype);

/** A value with its axes in another order. */
export const transpose = (graph: GraphBuilder, x: Value, permutation: readonly number[]): Value =>
  graph.node(
    { op: "transpose", permutation },
    [x],
    permutation.map((axis) => x.shape[axis]),
    x.dtype,
  );

/** A value with axes taken away. */
export const reduce = (
  graph: GraphBuilder,
  kind: ReduceKind,
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
): Value =>
  graph.node(
    { op: "reduce", kind, axes: [...axes].sort((a, b) => a - b), keepDims },
    [x],
    reducedShape(x.shape, axes, keepDims),
    x.dtype,
  );

/** A part of a value. */
export const slice = (
  graph: GraphBuilder,
  x: Value,
  begin: readonly number[],
  size: Shape,
  strides: readonly number[] = begin.map(() => 1),
): Value => graph.node({ op: "slice", begin: [...begin], strides: [...strides] }, [x], size, x.dtype);

/** Values joined along an axis. */
export const concat = (graph: GraphBuilder, parts: readonly Value[], axis: number): Value =>
  graph.node(
    { op: "concat", axis },
    parts,
    parts[0].shape.map((size, at) =>
      at === axis ? parts.reduce((total, part) => total + part.shape[axis], 0) : size,
    ),
    parts[0].dtype,
  );

/** A value with one number around it. */
export const pad = (
  graph: GraphBuilder,
  x: Value,
  before: readonly number[],
  after: readonly number[],
  value: number,
): Value =>
  graph.node(
    { op: "pad", before: [...before], after: [...after], value },
    [x],
    x.shape.map((size, axis) => size + before[axis] + after[axis]),
    x.dtype,
  );

/** How a matrix product is taken. */
export interface MatmulOptions {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly scale?: number;
}

/** A product of matrices whose leading axes broadcast. */
export function matmul(graph: GraphBuilder, a: Value, b: Value, options: MatmulOptions): Value {
  const { transposeA, transposeB, scale = 1 } = options;
  const rank = Math.max(a.shape.length, b.shape.length);
  const leading = wide(withRank(a.shape, rank).slice(0, -2), withRank(b.shape, rank).slice(0, -2));
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  return graph.node(
    { op: "matmul", transposeA, transposeB, scale },
    [a, b],
    [...leading, rows, columns],
    a.dtype,
  );
}

/** Rows found by their numbers. */
export const gather = (graph: GraphBuilder, x: Value, indices: Value, axis: number): Value =>
  graph.node(
    { op: "gather", axis },
    [x, indices],
    [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)],
    x.dtype,
  );
