import type { DataType, HostData } from "../types.ts";

/** Elementwise functions of one value. */
export type UnaryKind =
  | "negate"
  | "absolute"
  | "sign"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "sqrt"
  | "rsqrt"
  | "reciprocal"
  | "square"
  | "sin"
  | "cos"
  | "tan"
  | "tanh"
  | "sigmoid"
  | "relu"
  | "softplus"
  | "erf"
  | "floor"
  | "ceil"
  | "round"
  | "isNaN"
  | "isFinite"
  | "isInfinite"
  | "not";

/** Elementwise functions of two values that broadcast as numpy does; `remainder` takes the divisor's sign. */
export type BinaryKind =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "floorDivide"
  | "remainder"
  | "power"
  | "maximum"
  | "minimum"
  | "squaredDifference"
  | "equal"
  | "notEqual"
  | "less"
  | "lessEqual"
  | "greater"
  | "greaterEqual"
  | "and"
  | "or";

/** Functions that take axes away. */
export type ReduceKind = "sum" | "mean" | "max" | "min" | "product" | "any" | "all";

/** What a node does. Each is defined by its inputs in order and by the shape and dtype of its output. */
export type Operation =
  | { readonly op: "unary"; readonly kind: UnaryKind }
  | { readonly op: "binary"; readonly kind: BinaryKind }
  /** condition, value where true, value where false; all broadcast. */
  | { readonly op: "select" }
  /** To the output's dtype; float to int truncates, anything to bool is "not 0". */
  | { readonly op: "convert" }
  /** a, b of rank 2 or more, leading axes broadcast; scale · op(a) · op(b). */
  | {
      readonly op: "matmul";
      readonly transposeA: boolean;
      readonly transposeB: boolean;
      readonly scale: number;
    }
  | { readonly op: "transpose"; readonly permutation: readonly number[] }
  /** To the output's shape. */
  | { readonly op: "reshape" }
  /** To the output's shape, as numpy's broadcast_to. */
  | { readonly op: "broadcast" }
  /** Axes ascending, not negative. */
  | {
      readonly op: "reduce";
      readonly kind: ReduceKind;
      readonly axes: readonly number[];
      readonly keepDims: boolean;
    }
  /** Over the last axis. */
  | { readonly op: "softmax" }
  | { readonly op: "logSoftmax" }
  /** Index of the first largest or smallest along an axis, which falls away; int32. */
  | { readonly op: "argument"; readonly kind: "max" | "min"; readonly axis: number }
  | { readonly op: "concat"; readonly axis: number }
  /** begin inclusive and in bounds, size of the output from its shape; strides not 0. */
  | { readonly op: "slice"; readonly begin: readonly number[]; readonly strides: readonly number[] }
  | {
      readonly op: "pad";
      readonly before: readonly number[];
      readonly after: readonly number[];
      readonly value: number;
    }
  | { readonly op: "reverse"; readonly axes: readonly number[] }
  | {
      readonly op: "cumulativeSum";
      readonly axis: number;
      readonly exclusive: boolean;
      readonly reverse: boolean;
    }
  /** data, indices int32; output = data's shape with `axis` replaced by the indices' shape. */
  | { readonly op: "gather"; readonly axis: number }
  /** data, indices int32 [..., k]. */
  | { readonly op: "gatherNd" }
  /** target, indices int32 [n, k] all distinct, updates [n, ...]: target with those places replaced. */
  | { readonly op: "scatterUpdate" }
  /** rows [n, ...], ids int32 [n]: [segments, ...], rows of one id added; ids may repeat; ids out of range are dropped. */
  | { readonly op: "segmentSum"; readonly segments: number };

/** One value of a graph. Values are compared by identity; `id` orders and names them. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  /** Numbers known while tracing: as many as the shape holds, or exactly one where all are alike. */
  readonly constant?: HostData;
}

/** One operation with its inputs and its single output. */
export interface GraphNode {
  readonly operation: Operation;
  readonly inputs: readonly Value[];
  readonly output: Value;
  /** The tfjs kernel it came from. */
  readonly kernel: string;
  /** File, line and column of the step's own code that asked for it. */
  readonly caller: string;
}

/** A value and the name it has outside the graph. */
export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/**
 * A step as a graph: nodes in an order in which every input is known, each output reached, no node idle.
 * Inputs that nothing reads are left out of `inputs`. An output may be an input or a constant itself.
 */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
  readonly nodes: readonly GraphNode[];
}
