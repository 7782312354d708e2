import type { Graph } from "./types.ts";

/** How many nodes of each operation a graph has, the most frequent first; functions by their own names. */
export function countOperations(graph: Graph): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { operation } of graph.nodes) {
    const name = "kind" in operation ? `${operation.op}:${operation.kind}` : operation.op;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([, left], [, right]) => right - left));
}
