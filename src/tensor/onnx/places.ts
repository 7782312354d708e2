import type { GraphNode } from "../graph/types.ts";
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

/** Lowers replacing slices at places all distinct. */
export function lowerScatterUpdate(emission: Emission, { inputs, output }: GraphNode): string {
  const [target, indices, updates] = inputs;
  if (sizeOf(updates.shape) === 0) return full(emission, target);
  return emit(emission, "ScatterND", [
    full(emission, target),
    converted(emission, full(emission, indices), indices.dtype, "int64"),
    converted(emission, full(emission, updates), updates.dtype, output.dtype),
  ]);
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
  const given2 = converted(emission, full(emission, rows), rows.dtype, output.dtype);
  const values = emit(emission, "Where", [inside, given2, scalar(emission, output.dtype, 0)]);
  const index = emit(emission, "Expand", [kept, integers(emission, rows.shape)]);
  const start = filled(emission, output.dtype, 0, output.shape);
  return emit(emission, "ScatterElements", [start, index, values], { axis: 0, reduction: { text: "add" } });
}
