import type { GraphBuilder, Rule } from "./builder.ts";
import { binary, concat, pad } from "./operations.ts";
import type { Value } from "./types.ts";

/** A block of numbers that lies in a larger field of zeros. */
interface Placed {
  readonly block: Value;
  readonly begin: readonly number[];
  readonly end: readonly number[];
}

function placed(graph: GraphBuilder, value: Value): Placed | undefined {
  const node = graph.madeBy(value, "pad");
  if (node === undefined || node.operation.value !== 0) return undefined;
  const [block] = node.inputs;
  const { before } = node.operation;
  return { block, begin: before, end: before.map((at, axis) => at + block.shape[axis]) };
}

/** Puts a block into the field between `begin` and `end`. */
const within = (graph: GraphBuilder, part: Placed, begin: readonly number[], end: readonly number[]): Value =>
  pad(
    graph,
    part.block,
    part.begin.map((at, axis) => at - begin[axis]),
    part.end.map((at, axis) => end[axis] - at),
    0,
  );

/** The one axis along which two blocks lie apart while they agree along all others. */
function axisBetween(a: Placed, b: Placed): number | undefined {
  const differs = a.begin.flatMap((at, axis) =>
    at === b.begin[axis] && a.end[axis] === b.end[axis] ? [] : [axis],
  );
  const [axis] = differs;
  if (differs.length !== 1) return undefined;
  return a.end[axis] <= b.begin[axis] || b.end[axis] <= a.begin[axis] ? axis : undefined;
}

/** The sum of two blocks, in the smallest field that holds both; undefined where that says nothing new. */
function sumOfBlocks(
  graph: GraphBuilder,
  a: Placed,
  b: Placed,
  shape: readonly number[],
): Placed | undefined {
  const begin = a.begin.map((at, axis) => Math.min(at, b.begin[axis]));
  const end = a.end.map((at, axis) => Math.max(at, b.end[axis]));
  const axis = axisBetween(a, b);
  if (axis === undefined) {
    const isWhole = begin.every((at, along) => at === 0 && end[along] === shape[along]);
    if (isWhole && !sameField(a, b)) return undefined;
    const sum = binary(graph, "add", within(graph, a, begin, end), within(graph, b, begin, end));
    return { block: sum, begin, end };
  }
  const [first, second] = a.begin[axis] < b.begin[axis] ? [a, b] : [b, a];
  const upTo = end.map((at, along) => (along === axis ? second.begin[axis] : at));
  return { block: concat(graph, [within(graph, first, begin, upTo), second.block], axis), begin, end };
}

/**
 * Adds blocks that lie in fields of zeros, as gradients of slices do, without the zeros: blocks at one place are added,
 * blocks side by side are joined.
 */
export const addPads: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "binary" || operation.kind !== "add") return undefined;
  const parts = inputs.map((input) => placed(graph, input));
  if (parts[0] !== undefined && parts[1] !== undefined) {
    const sum = sumOfBlocks(graph, parts[0], parts[1], shape);
    const origin = shape.map(() => 0);
    return sum === undefined ? undefined : within(graph, sum, origin, shape);
  }
  for (const [at, part] of parts.entries()) {
    const inner = graph.madeBy(inputs[1 - at], "binary");
    if (part === undefined || inner?.operation.kind !== "add" || !graph.readOnce(inputs[1 - at])) continue;
    for (const [place, term] of inner.inputs.entries())
      if (placed(graph, term) !== undefined)
        return binary(graph, "add", inner.inputs[1 - place], binary(graph, "add", term, inputs[at]));
  }
  return undefined;
};

/** Whether two blocks take the same places. */
const sameField = (a: Placed, b: Placed): boolean =>
  a.begin.every((at, axis) => at === b.begin[axis] && a.end[axis] === b.end[axis]);
