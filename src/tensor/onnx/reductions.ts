import type { GraphNode, ReduceKind } from "../graph/types.ts";
import { converted, type Emission, emit, filled, full, integers, reshaped, sizeOf } from "./emission.ts";

const reductions: Readonly<Record<ReduceKind, { readonly type: string; readonly ofNothing: number }>> = {
  sum: { type: "ReduceSum", ofNothing: 0 },
  mean: { type: "ReduceMean", ofNothing: Number.NaN },
  max: { type: "ReduceMax", ofNothing: Number.NEGATIVE_INFINITY },
  min: { type: "ReduceMin", ofNothing: Number.POSITIVE_INFINITY },
  product: { type: "ReduceProd", ofNothing: 1 },
  any: { type: "ReduceMax", ofNothing: 0 },
  all: { type: "ReduceMin", ofNothing: 1 },
};

/** Lowers a reduction over axes. */
export function lowerReduce(
  emission: Emission,
  { inputs: [input], output }: GraphNode,
  {
    kind,
    axes,
    keepDims,
  }: { readonly kind: ReduceKind; readonly axes: readonly number[]; readonly keepDims: boolean },
): string {
  const { type, ofNothing } = reductions[kind];
  if (sizeOf(input.shape) === 0) return filled(emission, output.dtype, ofNothing, output.shape);
  const logical = kind === "any" || kind === "all";
  const truths = logical
    ? converted(emission, full(emission, input), input.dtype, "bool")
    : full(emission, input);
  const given = logical ? "bool" : input.dtype;
  const worked = input.dtype === "float32" && !logical ? "float32" : kind === "mean" ? "float32" : "int32";
  const x = converted(emission, truths, given, worked);
  // Over axes of one number each there is nothing to do.
  const reduced = axes.every((axis) => input.shape[axis] === 1)
    ? reshaped(emission, x, input.shape, output.shape)
    : emit(emission, type, [x, integers(emission, axes)], { keepdims: Number(keepDims) });
  return converted(emission, reduced, worked, output.dtype);
}

/** Lowers softmax over the last axis. */
export function lowerSoftmax(emission: Emission, { inputs: [input] }: GraphNode): string {
  return emit(emission, "Softmax", [full(emission, input)], { axis: -1 });
}

/** Lowers log-softmax over the last axis; the WebGPU provider lacks the operator, so there it is put together. */
export function lowerLogSoftmax(emission: Emission, { inputs: [input] }: GraphNode): string {
  const x = full(emission, input);
  if (emission.target === "cpu") return emit(emission, "LogSoftmax", [x], { axis: -1 });
  const last = integers(emission, [input.shape.length - 1]);
  const shifted = emit(emission, "Sub", [x, emit(emission, "ReduceMax", [x, last], { keepdims: 1 })]);
  const sum = emit(emission, "ReduceSum", [emit(emission, "Exp", [shifted]), last], { keepdims: 1 });
  return emit(emission, "Sub", [shifted, emit(emission, "Log", [sum])]);
}

/** Lowers the place of the first largest or smallest number. */
export function lowerArgument(
  emission: Emission,
  { inputs: [input], output }: GraphNode,
  { kind, axis }: { readonly kind: "max" | "min"; readonly axis: number },
): string {
  const x = converted(
    emission,
    full(emission, input),
    input.dtype,
    input.dtype === "bool" ? "int32" : input.dtype,
  );
  const place = emit(emission, kind === "max" ? "ArgMax" : "ArgMin", [x], { axis, keepdims: 0 });
  return converted(emission, place, "int64", output.dtype);
}

/** Lowers a running sum. */
export function lowerCumulativeSum(
  emission: Emission,
  { inputs: [input], output }: GraphNode,
  {
    axis,
    exclusive,
    reverse,
  }: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean },
): string {
  const x = converted(emission, full(emission, input), input.dtype, output.dtype);
  const attributes = { exclusive: Number(exclusive), reverse: Number(reverse) };
  return emit(emission, "CumSum", [x, integers(emission, [axis], [])], attributes);
}
