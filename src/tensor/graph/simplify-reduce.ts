import type { Rule } from "./builder.ts";
import { reshape } from "./operations.ts";

/** Reductions over no axes or over axes of size 1 leave every number as it is. */
export const simplifyReduce: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "reduce") return undefined;
  const [x] = inputs;
  return operation.axes.every((axis) => x.shape[axis] === 1) ? reshape(graph, x, shape) : undefined;
};
