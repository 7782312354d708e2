import type { GraphBuilder, Rule } from "./builder.ts";
import { reduce, reshape } from "./operations.ts";
import { sizeOf } from "./shapes.ts";
import type { Value } from "./types.ts";

/** The terms of a sum of parts of one value, or undefined where it adds anything else. */
function partsOf(graph: GraphBuilder, value: Value, parts: Value[] = []): Value[] | undefined {
  if (graph.madeBy(value, "slice") !== undefined) {
    parts.push(value);
    return parts;
  }
  const node = graph.madeBy(value, "binary");
  if (node?.operation.kind !== "add") return undefined;
  for (const input of node.inputs) if (partsOf(graph, input, parts) === undefined) return undefined;
  return parts;
}

/**
 * A sum of all tiles of a value, as the gradient of tf.tile and tf.broadcastTo adds them one by one, becomes one
 * reduction.
 */
export const sumOfTiles: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "binary" || operation.kind !== "add") return undefined;
  const parts: Value[] = [];
  for (const input of inputs) if (partsOf(graph, input, parts) === undefined) return undefined;
  const slices = parts.map((part) => graph.madeBy(part, "slice")!);
  const [source] = slices[0].inputs;
  const counts = source.shape.map((size, axis) => size / shape[axis]);
  if (source.shape.length !== shape.length || !counts.every(Number.isInteger)) return undefined;
  if (slices.length !== sizeOf(counts)) return undefined;
  const seen = new Set<string>();
  for (const { inputs: read, operation: part, output } of slices) {
    const onGrid =
      read[0] === source &&
      output.shape.every((size, axis) => size === shape[axis]) &&
      part.begin.every((at, axis) => at % shape[axis] === 0) &&
      part.strides.every((step) => step === 1);
    if (!onGrid) return undefined;
    seen.add(part.begin.join());
  }
  if (seen.size !== slices.length) return undefined;
  const tiled = counts.flatMap((count, axis) => (count > 1 ? [axis] : []));
  if (tiled.every((axis) => shape[axis] === 1)) return reduce(graph, "sum", source, tiled, true);
  const apart = reshape(
    graph,
    source,
    shape.flatMap((size, axis) => [counts[axis], size]),
  );
  const axes = tiled.map((axis) => 2 * axis);
  return reshape(graph, reduce(graph, "sum", apart, axes, false), shape);
};
