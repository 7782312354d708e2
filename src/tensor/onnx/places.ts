import type { GraphNode, Value } from "../graph/types.ts";
import {
  converted,
  type Emission,
  emit,
  filled,
  full,
  integers,
  reshaped,
  scalar,
  sizeOf,
} from "./emission.ts";

/** Lowers taking whole slices along an axis. */
export function lowerGather(
  emission: Emission,
  { inputs: [data, indices] }: GraphNode,
  axis: number,
): string {
  const places = converted(emission, full(emission, indices), indices.dtype, "int32");
  return emit(emission, "Gather", [full(emission, data), places], { axis });
}

/** Lowers taking slices at places given by several indices each. */
export function lowerGatherNd(emission: Emission, { inputs: [data, indices] }: GraphNode): string {
  const places = converted(emission, full(emission, indices), indices.dtype, "int64");
  return emit(emission, "GatherND", [full(emission, data), places]);
}

/**
 * Lowers replacing slices at places all distinct. Where they are one place in each row of a matrix, as in a
 * cross-entropy's gradient, it is a ScatterElements, which onnxruntime does where the target lies if nothing else reads
 * it any more; ScatterND always copies. Updates that were taken from the target stay as they are: made a sum instead,
 * they would no longer have to wait for the taking, and the target would be copied.
 */
export function lowerScatterUpdate(emission: Emission, { inputs, output }: GraphNode): string {
  const [target, indices, updates] = inputs;
  if (sizeOf(updates.shape) === 0) return full(emission, target);
  const columns = columnsOf(emission, target, indices);
  if (columns === undefined)
    return emit(emission, "ScatterND", [
      full(emission, target),
      converted(emission, full(emission, indices), indices.dtype, "int64"),
      converted(emission, full(emission, updates), updates.dtype, output.dtype),
    ]);
  const given = converted(emission, full(emission, updates), updates.dtype, output.dtype);
  return emit(
    emission,
    "ScatterElements",
    [
      full(emission, target),
      converted(emission, full(emission, columns), columns.dtype, "int32"),
      reshaped(emission, given, updates.shape, columns.shape),
    ],
    { axis: 1 },
  );
}

/** The second halves of indices [n, 2] of a matrix of n rows whose first halves are 0, 1, …, n - 1: [n, 1]. */
function columnsOf(emission: Emission, target: Value, indices: Value): Value | undefined {
  const joined = emission.producers.get(indices);
  if (joined?.operation.op !== "concat" || joined.operation.axis !== 1) return undefined;
  const [rows, columns, ...others] = joined.inputs;
  const count = target.shape[0];
  const fits = target.shape.length === 2 && others.length === 0;
  const inOrder = rows.constant?.length === count && rows.constant.every((row, at) => row === at);
  const single = columns?.shape.length === 2 && columns.shape[0] === count && columns.shape[1] === 1;
  return fits && inOrder && single ? columns : undefined;
}

/**
 * Lowers adding up rows by id, on an index as large as the rows. ScatterND(add) would lose updates: its threads race
 * for rows of one id (microsoft/onnxruntime #18048).
 */
export function lowerSegmentSum(
  emission: Emission,
  { inputs: [rows, ids], output }: GraphNode,
  segments: number,
): string {
  if (sizeOf(rows.shape) === 0) return filled(emission, output.dtype, 0, output.shape);
  const column = [ids.shape[0], ...rows.shape.slice(1).map(() => 1)];
  const given = converted(emission, full(emission, ids), ids.dtype, "int32");
  const id = reshaped(emission, given, ids.shape, column);
  // Rows of ids out of range go as zeros to the first segment.
  const zero = scalar(emission, "int32", 0);
  const inside = emit(emission, "And", [
    emit(emission, "GreaterOrEqual", [id, zero]),
    emit(emission, "Less", [id, scalar(emission, "int32", segments)]),
  ]);
  const kept = emit(emission, "Where", [inside, id, zero]);
  const summands = converted(emission, full(emission, rows), rows.dtype, output.dtype);
  const values = emit(emission, "Where", [inside, summands, scalar(emission, output.dtype, 0)]);
  const index = emit(emission, "Expand", [kept, integers(emission, rows.shape)]);
  const start = filled(emission, output.dtype, 0, output.shape);
  return emit(emission, "ScatterElements", [start, index, values], { axis: 0, reduction: { text: "add" } });
}
