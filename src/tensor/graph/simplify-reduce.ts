import type { Rule } from "./builder.ts";
import { reduce, reshape } from "./operations.ts";
import { reducedShape, sameShape } from "./shapes.ts";

/** Reductions over no axes or over axes of size 1 leave every number as it is. */
export const simplifyReduce: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "reduce") return undefined;
  const [x] = inputs;
  return operation.axes.every((axis) => x.shape[axis] === 1) ? reshape(graph, x, shape) : undefined;
};

/** A reshape that only puts back the axes a reduction took, or takes those it kept, becomes part of it. */
export const reshapeInReduce: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "reshape" || !graph.readOnce(inputs[0])) return undefined;
  const node = graph.madeBy(inputs[0], "reduce");
  if (node === undefined) return undefined;
  const { kind, axes, keepDims } = node.operation;
  return sameShape(reducedShape(node.inputs[0].shape, axes, !keepDims), shape)
    ? reduce(graph, kind, node.inputs[0], axes, !keepDims)
    : undefined;
};
