import type { GraphBuilder, Rule } from "./builder.ts";
import { matmul } from "./operations.ts";
import type { Value } from "./types.ts";

/** The matrices under a transpose that swaps only the last two axes. */
function untransposed(graph: GraphBuilder, value: Value): Value | undefined {
  const node = graph.madeBy(value, "transpose");
  if (node === undefined) return undefined;
  const { permutation } = node.operation;
  const rank = permutation.length;
  const swaps = permutation.every((axis, at) =>
    at === rank - 1 ? axis === rank - 2 : at === rank - 2 ? axis === rank - 1 : axis === at,
  );
  return swaps ? node.inputs[0] : undefined;
}

/** Transposes of the last two axes become flags of the product. */
export const foldTransposes: Rule = ({ operation, inputs }, graph) => {
  if (operation.op !== "matmul") return undefined;
  const [a, b] = inputs;
  const [plainA, plainB] = [untransposed(graph, a), untransposed(graph, b)];
  if (plainA === undefined && plainB === undefined) return undefined;
  return matmul(graph, plainA ?? a, plainB ?? b, {
    transposeA: operation.transposeA !== (plainA !== undefined),
    transposeB: operation.transposeB !== (plainB !== undefined),
    scale: operation.scale,
  });
};
