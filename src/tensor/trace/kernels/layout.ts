import { type StridedSliceAttrs, slice_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { gather } from "../../graph/operations.ts";
import { sizeOf } from "../../graph/shapes.ts";
import type { Recorder, Traced } from "../recorder.ts";
import { frontAxes, frontAxis, type Kernels } from "./kernel.ts";

/** Consecutive parts of given lengths along an axis. */
function split(record: Recorder, x: Traced, lengths: readonly number[], axis: number): Traced[] {
  let start = 0;
  return lengths.map((length) => {
    const begin = x.shape.map((_, at) => (at === axis ? start : 0));
    start += length;
    return record.slice(
      x,
      begin,
      x.shape.map((size, at) => (at === axis ? length : size)),
      begin.map(() => 1),
    );
  });
}

function splitLengths(total: number, given: number | readonly number[]): number[] {
  if (typeof given === "number") return new Array<number>(given).fill(total / given);
  const known = given.reduce((sum, length) => sum + Math.max(0, length), 0);
  return given.map((length) => (length < 0 ? total - known : length));
}

const withAxis = (shape: readonly number[], axis: number, size: number): number[] => [
  ...shape.slice(0, axis),
  size,
  ...shape.slice(axis),
];

/** Where mirrored numbers come from; reflect leaves out the edge itself. */
function mirrored(length: number, [before, after]: readonly number[], mode: string): Int32Array {
  const edge = mode === "reflect" ? 0 : 1;
  return Int32Array.from({ length: length + before + after }, (_, place) => {
    const at = place - before;
    if (at < 0) return -at - edge;
    return at < length ? at : 2 * (length - 1) - at + edge;
  });
}

/** Kernels that move numbers without changing them. */
export const layoutKernels: Kernels = {
  BroadcastTo: ({ record, list: [x], attributes }) => {
    const { shape } = attributes as { shape: number[] };
    return { value: record.aligned({ value: x.value, shape }), shape };
  },
  Concat: ({ record, list, attributes }) => {
    const axis = frontAxis((attributes as { axis: number }).axis, list[0].shape.length);
    return record.concat(list, axis);
  },
  ExpandDims: ({ record, list: [x], attributes }) => {
    const axis = frontAxis((attributes as { dim: number }).dim, x.shape.length + 1);
    return record.reshape(x, withAxis(x.shape, axis, 1));
  },
  MirrorPad: ({ record, list: [x], attributes }) => {
    const { paddings, mode } = attributes as { paddings: [number, number][]; mode: string };
    return paddings.reduce((padded, sides, axis) => {
      if (sides[0] + sides[1] === 0) return padded;
      const places = mirrored(x.shape[axis], sides, mode);
      const indices = record.constant(places, [places.length], "int32");
      const value = gather(record.graph, record.full(padded), record.full(indices), axis);
      return { value, shape: value.shape };
    }, x);
  },
  Pack: ({ record, list, attributes }) => {
    const axis = frontAxis((attributes as { axis: number }).axis, list[0].shape.length + 1);
    return record.concat(
      list.map((part) => record.reshape(part, withAxis(part.shape, axis, 1))),
      axis,
    );
  },
  PadV2: ({ record, list: [x], attributes }) => {
    const { paddings, constantValue } = attributes as { paddings: [number, number][]; constantValue: number };
    return record.pad(
      x,
      paddings.map(([before]) => before),
      paddings.map(([, after]) => after),
      constantValue,
    );
  },
  Reshape: ({ record, list: [x], attributes }) =>
    record.reshape(
      x,
      util.inferFromImplicitShape((attributes as { shape: number[] }).shape, sizeOf(x.shape)),
    ),
  Reverse: ({ record, list: [x], attributes }) => {
    const axes = frontAxes((attributes as { dims: number | number[] }).dims, x.shape.length);
    const small = record.aligned(x);
    const turned = axes.filter((axis) => small.shape[axis] > 1);
    if (turned.length === 0) return x;
    return {
      value: record.graph.node({ op: "reverse", axes: turned }, [small], small.shape, small.dtype),
      shape: x.shape,
    };
  },
  Slice: ({ record, list: [x], attributes }) => {
    const { begin, size } = attributes as { begin: number | number[]; size: number | number[] };
    const info: TensorInfo = { shape: [...x.shape], dtype: "float32", dataId: {} };
    const [first, lengths] = slice_util.parseSliceParams(info, begin, size);
    slice_util.assertParamsValid(info, first, lengths);
    if (first.some((at, axis) => at < 0 || lengths[axis] < 0))
      throw new RangeError(`slice: begin must lie inside [${x.shape}], got [${first}]`);
    return record.slice(
      x,
      first,
      lengths,
      first.map(() => 1),
    );
  },
  SplitV: ({ record, list: [x], attributes }) => {
    const { numOrSizeSplits, axis } = attributes as { numOrSizeSplits: number | number[]; axis: number };
    const along = frontAxis(axis, x.shape.length);
    return split(record, x, splitLengths(x.shape[along], numOrSizeSplits), along);
  },
  StridedSlice: ({ record, list: [x], attributes }) => {
    const given = attributes as unknown as StridedSliceAttrs;
    const { begin, end, strides, finalShapeSparse, finalShape } = slice_util.sliceInfo(
      [...x.shape],
      given.begin,
      given.end,
      given.strides,
      given.beginMask,
      given.endMask,
      given.ellipsisMask,
      given.newAxisMask,
      given.shrinkAxisMask,
    );
    const size = slice_util.computeOutShape(begin, end, strides);
    const empty = size.some((length) => length === 0);
    const part = record.slice(x, empty ? begin.map(() => 0) : begin, size, strides);
    return record.reshape(part, finalShape ?? finalShapeSparse);
  },
  Tile: ({ record, list: [x], attributes }) => record.tile(x, (attributes as { reps: number[] }).reps),
  Transpose: ({ record, list: [x], attributes }) =>
    record.transpose(x, (attributes as { perm: number[] }).perm),
  Unpack: ({ record, list: [x], attributes }) => {
    const axis = frontAxis((attributes as { axis: number }).axis, x.shape.length);
    const shape = x.shape.filter((_, at) => at !== axis);
    return split(record, x, splitLengths(x.shape[axis], x.shape[axis]), axis).map((part) =>
      record.reshape(part, shape),
    );
  },
};
