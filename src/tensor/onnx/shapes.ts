import type { GraphNode } from "../graph/types.ts";
import {
  broadcastable,
  converted,
  type Emission,
  emit,
  expanded,
  full,
  integers,
  reshaped,
  scalar,
  sizeOf,
} from "./emission.ts";

/** Lowers an exchange of axes. */
export function lowerTranspose(
  emission: Emission,
  { inputs: [input], output }: GraphNode,
  permutation: readonly number[],
): string {
  const name = full(emission, input);
  // Axes of size 1 may move without any number moving.
  const moved = permutation.filter((axis) => input.shape[axis] !== 1);
  if (moved.every((axis, at) => at === 0 || axis > moved[at - 1]))
    return reshaped(emission, name, input.shape, output.shape);
  return emit(emission, "Transpose", [name], { perm: permutation });
}

/** Lowers a change of shape. */
export function lowerReshape(emission: Emission, { inputs: [input], output }: GraphNode): string {
  return reshaped(emission, full(emission, input), input.shape, output.shape);
}

/** Lowers a broadcast to the output's shape. */
export function lowerBroadcast(emission: Emission, { inputs: [input], output }: GraphNode): string {
  return expanded(emission, broadcastable(emission, input), output.shape);
}

/** Lowers a concatenation; empty parts are left out. */
export function lowerConcat(emission: Emission, { inputs, output }: GraphNode, axis: number): string {
  const names = inputs
    .filter((input) => sizeOf(input.shape) > 0)
    .map((input) => converted(emission, full(emission, input), input.dtype, output.dtype));
  return names.length === 1 ? names[0] : emit(emission, "Concat", names, { axis });
}

/** Lowers a slice with strides, which may be negative. */
export function lowerSlice(
  emission: Emission,
  { inputs: [input], output }: GraphNode,
  { begin, strides }: { readonly begin: readonly number[]; readonly strides: readonly number[] },
): string {
  const cut = output.shape
    .map((_, axis) => axis)
    .filter((axis) => begin[axis] !== 0 || strides[axis] !== 1 || output.shape[axis] !== input.shape[axis]);
  if (cut.length === 0) return full(emission, input);
  const ends = cut.map((axis) => {
    const end = begin[axis] + (output.shape[axis] - 1) * strides[axis] + Math.sign(strides[axis]);
    // An end before the first place: ONNX reads -1 as the last place, so it is given from below.
    return end < 0 ? -input.shape[axis] - 1 : end;
  });
  return emit(emission, "Slice", [
    full(emission, input),
    integers(
      emission,
      cut.map((axis) => begin[axis]),
    ),
    integers(emission, ends),
    integers(emission, cut),
    integers(
      emission,
      cut.map((axis) => strides[axis]),
    ),
  ]);
}

/** Lowers padding with one number. */
export function lowerPad(
  emission: Emission,
  { inputs: [input], output }: GraphNode,
  {
    before,
    after,
    value,
  }: { readonly before: readonly number[]; readonly after: readonly number[]; readonly value: number },
): string {
  if (sizeOf(input.shape) === 0) return expanded(emission, number(emission, output, value), output.shape);
  if ([...before, ...after].every((count) => count === 0)) return full(emission, input);
  const pads = integers(emission, [...before, ...after]);
  return emit(emission, "Pad", [full(emission, input), pads, scalar(emission, output.dtype, value)]);
}

const number = (emission: Emission, { dtype }: GraphNode["output"], value: number) => ({
  name: scalar(emission, dtype, value),
  shape: [],
});

/** Lowers the reversal of axes. */
export function lowerReverse(
  emission: Emission,
  { inputs: [input] }: GraphNode,
  axes: readonly number[],
): string {
  if (axes.length === 0) return full(emission, input);
  return emit(emission, "Slice", [
    full(emission, input),
    integers(
      emission,
      axes.map(() => -1),
    ),
    integers(
      emission,
      axes.map((axis) => -input.shape[axis] - 1),
    ),
    integers(emission, axes),
    integers(
      emission,
      axes.map(() => -1),
    ),
  ]);
}
