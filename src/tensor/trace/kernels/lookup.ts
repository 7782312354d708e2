import { gather } from "../../graph/operations.ts";
import { sizeOf, stridesOf } from "../../graph/shapes.ts";
import type { Recorder, Traced } from "../recorder.ts";
import { dtypeOf, frontAxis, type Kernels } from "./kernel.ts";

const whole = (record: Recorder, x: Traced): Traced => record.convert(x, "int32");

/** Adds rows that carry the same id. */
function segmentSum(record: Recorder, rows: Traced, ids: Traced, segments: number): Traced {
  const shape = [segments, ...rows.shape.slice(1)];
  const value = record.graph.node(
    { op: "segmentSum", segments },
    [record.full(rows), record.full(whole(record, ids))],
    shape,
    dtypeOf(rows),
  );
  return { value, shape };
}

/** The place in row-major order of each index, for indices whose last axis names the leading axes of `shape`. */
function places(record: Recorder, indices: Traced, shape: readonly number[]): Traced {
  const depth = indices.shape.at(-1)!;
  const strides = record.constant(Int32Array.from(stridesOf(shape.slice(0, depth))), [depth], "int32");
  const parts = record.binary("multiply", whole(record, indices), strides);
  return record.reduce("sum", parts, [indices.shape.length - 1], false);
}

/** Kernels that find or put numbers by their places. */
export const lookupKernels: Kernels = {
  GatherNd: ({ record, inputs: { params, indices } }) => {
    const depth = indices.shape.at(-1)!;
    const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
    const value = record.graph.node(
      { op: "gatherNd" },
      [record.full(params), record.full(whole(record, indices))],
      shape,
      dtypeOf(params),
    );
    return { value, shape };
  },
  GatherV2: ({ record, inputs: { x, indices }, attributes }) => {
    const { axis, batchDims } = attributes as { axis: number; batchDims: number };
    const along = frontAxis(axis, x.shape.length);
    const found = (from: Traced, at: Traced, axisOf: number): Traced => {
      const value = gather(record.graph, record.full(from), record.full(whole(record, at)), axisOf);
      return { value, shape: value.shape };
    };
    if (batchDims === 0) return found(x, indices, along);
    if (along !== batchDims)
      throw new RangeError(
        `gather with batchDims ${batchDims} must look along axis ${batchDims}, got ${axis}`,
      );
    const batch = sizeOf(x.shape.slice(0, along));
    const starts = Int32Array.from({ length: batch }, (_, at) => at * x.shape[along]);
    const offset = record.reshape(record.constant(starts, [batch], "int32"), [
      ...x.shape.slice(0, along),
      ...indices.shape.slice(along).map(() => 1),
    ]);
    const rows = record.reshape(x, [batch * x.shape[along], ...x.shape.slice(along + 1)]);
    return found(rows, record.binary("add", whole(record, indices), offset), 0);
  },
  ScatterNd: ({ record, inputs: { indices, updates }, attributes }) => {
    const { shape } = attributes as { shape: number[] };
    const depth = indices.shape.at(-1)!;
    const rest = shape.slice(depth);
    const ids = places(record, indices, shape);
    const count = sizeOf(ids.shape);
    const sums = segmentSum(
      record,
      record.reshape(updates, [count, ...rest]),
      record.reshape(ids, [count]),
      sizeOf(shape.slice(0, depth)),
    );
    return record.reshape(sums, shape);
  },
  TensorScatterUpdate: ({ record, inputs: { tensor, indices, updates } }) => {
    const depth = indices.shape.at(-1)!;
    const count = sizeOf(indices.shape.slice(0, -1));
    const value = record.graph.node(
      { op: "scatterUpdate" },
      [
        record.full(tensor),
        record.full(record.reshape(whole(record, indices), [count, depth])),
        record.full(record.reshape(updates, [count, ...tensor.shape.slice(depth)])),
      ],
      tensor.shape,
      dtypeOf(tensor),
    );
    return { value, shape: tensor.shape };
  },
  UnsortedSegmentSum: ({ record, inputs: { x, segmentIds }, attributes }) => {
    const { numSegments } = attributes as { numSegments: number };
    const count = sizeOf(segmentIds.shape);
    return segmentSum(
      record,
      record.reshape(x, [count, ...x.shape.slice(segmentIds.shape.length)]),
      record.reshape(segmentIds, [count]),
      numSegments,
    );
  },
};
