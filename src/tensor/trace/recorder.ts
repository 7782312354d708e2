import type { GraphBuilder } from "../graph/builder.ts";
import { isUniform, uniformOf } from "../graph/builder.ts";
import * as operations from "../graph/operations.ts";
import {
  broadcastShape,
  reducedShape,
  type Shape,
  sameShape,
  shapeText,
  sizeOf,
  withRank,
} from "../graph/shapes.ts";
import type { BinaryKind, ReduceKind, UnaryKind, Value } from "../graph/types.ts";
import type { DataType, HostData } from "../types.ts";

/**
 * A tensor of the step while it is recorded: a value that may still be smaller than the tensor, and broadcasts to it.
 *
 * Shape   `shape` is the tensor's; the value's has as many axes or fewer, of the same size or 1
 */
export interface Traced {
  readonly value: Value;
  readonly shape: Shape;
}

/** Records operations on tensors, each kept at the smallest shape that holds its numbers. */
export class Recorder {
  readonly graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  constant(data: HostData, shape: Shape, dtype: DataType): Traced {
    const value = this.graph.constant(data, shape, dtype);
    return { value: isUniform(value) ? this.graph.uniform(value.constant![0], dtype) : value, shape };
  }

  uniform(number: number, dtype: DataType, shape: Shape = []): Traced {
    return { value: this.graph.uniform(number, dtype), shape };
  }

  /** The value at the tensor's full shape. */
  full({ value, shape }: Traced): Value {
    return operations.broadcast(this.graph, value, shape);
  }

  /** The value with as many axes as the tensor, full along those of `axes` and as it is along the others. */
  along(x: Traced, axes: readonly number[]): Value {
    const small = this.aligned(x);
    const wanted = small.shape.map((size, axis) => (axes.includes(axis) ? x.shape[axis] : size));
    return operations.broadcast(this.graph, small, wanted);
  }

  /** The value with as many axes as the tensor. */
  aligned({ value, shape }: Traced): Value {
    return operations.reshape(this.graph, value, withRank(value.shape, shape.length));
  }

  unary(kind: UnaryKind, x: Traced): Traced {
    return { value: operations.unary(this.graph, kind, x.value), shape: x.shape };
  }

  binary(kind: BinaryKind, a: Traced, b: Traced): Traced {
    return { value: operations.binary(this.graph, kind, a.value, b.value), shape: this.common(a, b) };
  }

  /** The same with a number of the tensor's dtype on the right. */
  withNumber(kind: BinaryKind, a: Traced, number: number): Traced {
    return this.binary(kind, a, this.uniform(number, a.value.dtype));
  }

  select(condition: Traced, yes: Traced, no: Traced): Traced {
    const value = operations.select(this.graph, condition.value, yes.value, no.value);
    return { value, shape: this.common(condition, { value, shape: this.common(yes, no) }) };
  }

  convert(x: Traced, dtype: DataType): Traced {
    return { value: operations.convert(this.graph, x.value, dtype), shape: x.shape };
  }

  /** The shape two tensors broadcast to. */
  common(a: Traced, b: Traced): Shape {
    const shape = broadcastShape(a.shape, b.shape);
    if (shape === undefined)
      throw new RangeError(`shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not broadcast`);
    return shape;
  }

  reshape(x: Traced, shape: Shape): Traced {
    if (isUniform(x.value)) return { value: x.value, shape };
    const small = smallReshape(this.aligned(x).shape, x.shape, shape);
    return small === undefined
      ? { value: operations.reshape(this.graph, this.full(x), shape), shape }
      : { value: operations.reshape(this.graph, x.value, small), shape };
  }

  transpose(x: Traced, permutation: readonly number[]): Traced {
    const shape = permutation.map((axis) => x.shape[axis]);
    if (isUniform(x.value)) return { value: x.value, shape };
    return { value: operations.transpose(this.graph, this.aligned(x), permutation), shape };
  }

  reduce(kind: ReduceKind, x: Traced, axes: readonly number[], keepDims: boolean): Traced {
    const shape = reducedShape(x.shape, axes, keepDims);
    const small = this.aligned(x);
    const repeated = axes.filter((axis) => small.shape[axis] !== x.shape[axis]);
    const times = sizeOf(repeated.map((axis) => x.shape[axis]));
    if (times === 0 || (kind === "product" && repeated.length > 0))
      return { value: operations.reduce(this.graph, kind, this.full(x), axes, keepDims), shape };
    const value = operations.reduce(this.graph, kind, small, axes, keepDims);
    return kind === "sum" && times !== 1
      ? this.withNumber("multiply", { value, shape }, times)
      : { value, shape };
  }

  slice(x: Traced, begin: readonly number[], size: Shape, strides: readonly number[]): Traced {
    if (isUniform(x.value)) return { value: x.value, shape: size };
    const small = this.aligned(x);
    const lazy = small.shape.map((length, axis) => length !== x.shape[axis] && size[axis] > 0);
    const value = operations.slice(
      this.graph,
      this.along(
        x,
        lazy.flatMap((still, axis) => (still ? [] : [axis])),
      ),
      begin.map((at, axis) => (lazy[axis] ? 0 : at)),
      size.map((length, axis) => (lazy[axis] ? 1 : length)),
      strides.map((step, axis) => (lazy[axis] ? 1 : step)),
    );
    return { value, shape: size };
  }

  concat(parts: readonly Traced[], axis: number): Traced {
    const smalls = parts.map((part) => this.aligned(part));
    const axes = parts[0].shape.flatMap((_, at) =>
      at !== axis && smalls.every(({ shape }) => shape[at] === 1) ? [] : [at],
    );
    const value = operations.concat(
      this.graph,
      parts.map((part) => this.along(part, axes)),
      axis,
    );
    return {
      value,
      shape: parts[0].shape.map((size, at) =>
        at === axis ? parts.reduce((total, part) => total + part.shape[axis], 0) : size,
      ),
    };
  }

  pad(x: Traced, before: readonly number[], after: readonly number[], number: number): Traced {
    const shape = x.shape.map((size, axis) => size + before[axis] + after[axis]);
    const stored = x.value.dtype === "float32" ? Math.fround(number) : number;
    if (uniformOf(x.value) === stored) return { value: x.value, shape };
    const axes = x.shape.flatMap((_, axis) => (before[axis] + after[axis] > 0 ? [axis] : []));
    return { value: operations.pad(this.graph, this.along(x, axes), before, after, stored), shape };
  }

  /** Repeats a tensor along axes; those of size 1 are only said to be longer. */
  tile(x: Traced, times: readonly number[]): Traced {
    const shape = x.shape.map((size, axis) => size * times[axis]);
    if (isUniform(x.value)) return { value: x.value, shape };
    const small = this.aligned(x);
    if (times.every((count, axis) => count === 1 || small.shape[axis] === 1)) return { value: small, shape };
    const apart = this.reshape(
      x,
      x.shape.flatMap((size) => [1, size]),
    );
    return this.reshape(
      { value: apart.value, shape: x.shape.flatMap((size, axis) => [times[axis], size]) },
      shape,
    );
  }

  matmul(a: Traced, b: Traced, transposeA: boolean, transposeB: boolean): Traced {
    const matrix = (x: Traced) => this.along(x, [x.shape.length - 2, x.shape.length - 1]);
    const value = operations.matmul(this.graph, matrix(a), matrix(b), { transposeA, transposeB });
    const leading = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return { value, shape: [...leading!, ...value.shape.slice(-2)] };
  }

  /** Whether two tensors have one shape. */
  sameShape(a: Traced, b: Traced): boolean {
    return sameShape(a.shape, b.shape);
  }
}

/**
 * The shape for the small value where `full` is given the shape `wanted`: runs of axes that stay together are either
 * as they are or still to be repeated as a whole. Undefined where a run is neither.
 */
function smallReshape(small: Shape, full: Shape, wanted: Shape): number[] | undefined {
  if (sameShape(small, full)) return [...wanted];
  if (sizeOf(full) === 0) return undefined;
  const shape: number[] = [];
  let [from, to] = [0, 0];
  while (from < full.length || to < wanted.length) {
    const [firstFrom, firstTo] = [from, to];
    let left = from < full.length ? full[from++] : 1;
    let right = to < wanted.length ? wanted[to++] : 1;
    while (left !== right) {
      if (left < right) left *= full[from++];
      else right *= wanted[to++];
    }
    const run = full.slice(firstFrom, from);
    const kept = small.slice(firstFrom, from);
    if (sameShape(run, kept)) shape.push(...wanted.slice(firstTo, to));
    else if (kept.every((size) => size === 1)) shape.push(...new Array<number>(to - firstTo).fill(1));
    else return undefined;
  }
  return shape;
}
