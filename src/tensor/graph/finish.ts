import type { Built, GraphBuilder } from "./builder.ts";
import type { Graph, NamedValue, Value } from "./types.ts";

/** The nodes the outputs need, in the order they were made, which is one in which every input is known. */
export function neededNodes(graph: GraphBuilder, outputs: readonly Value[]): Built[] {
  const needed = new Set(outputs);
  const nodes: Built[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!needed.has(node.output)) continue;
    for (const input of node.inputs) needed.add(input);
    nodes.push(node);
  }
  return nodes.reverse();
}

/** How many nodes and outputs read each value. */
export function countReaders(
  nodes: readonly { readonly inputs: readonly Value[] }[],
  outputs: readonly Value[],
): Map<Value, number> {
  const readers = new Map<Value, number>();
  const count = (value: Value) => readers.set(value, (readers.get(value) ?? 0) + 1);
  for (const value of outputs) count(value);
  for (const { inputs } of nodes) for (const value of inputs) count(value);
  return readers;
}

/** A graph without idle nodes and unread inputs. */
export function finishGraph(
  name: string,
  graph: GraphBuilder,
  inputs: readonly NamedValue[],
  outputs: readonly NamedValue[],
): Graph {
  const results = outputs.map(({ value }) => value);
  const nodes = neededNodes(graph, results);
  const readers = countReaders(nodes, results);
  const places = new Map<object, string>();
  return {
    name,
    inputs: inputs.filter(({ value }) => readers.has(value)),
    outputs,
    nodes: nodes.map(({ operation, inputs: read, output, origin }) => {
      const caller = places.get(origin) ?? origin.caller();
      places.set(origin, caller);
      return { operation, inputs: read, output, kernel: origin.kernel, caller };
    }),
  };
}
