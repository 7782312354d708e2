import { GraphBuilder } from "./builder.ts";
import { countReaders, finishGraph } from "./finish.ts";
import { wholeGraphRules } from "./rules.ts";
import type { Graph, Value } from "./types.ts";

/** The most rounds: each makes the graph anew from the last one, and most graphs stay the same after three. */
const rounds = 8;

/** Makes a graph anew, with rules that need to know who reads a value, until nothing changes any more. */
export function simplify(graph: Graph): Graph {
  let now = graph;
  for (let round = 0; round < rounds; round++) {
    const next = rebuild(now);
    const same = signature(next) === signature(now);
    now = next;
    if (same) break;
  }
  return now;
}

const signature = ({ nodes }: Graph): string =>
  nodes.map(({ operation, inputs }) => `${JSON.stringify(operation)}${inputs.map(({ id }) => id)}`).join();

function rebuild(graph: Graph): Graph {
  const builder = new GraphBuilder(wholeGraphRules);
  const values = new Map<Value, Value>();
  const readers = new Map<Value, number>();
  const counts = countReaders(
    graph.nodes,
    graph.outputs.map(({ value }) => value),
  );
  builder.readers = readers;
  const keep = (old: Value, value: Value): Value => {
    values.set(old, value);
    readers.set(value, (readers.get(value) ?? 0) + (counts.get(old) ?? 0));
    return value;
  };
  const renewed = (old: Value): Value =>
    values.get(old) ?? keep(old, builder.constant(old.constant!, old.shape, old.dtype));
  const inputs = graph.inputs.map(({ name, value }) => ({ name, value: keep(value, builder.input(value)) }));
  for (const { operation, inputs: read, output, kernel, caller } of graph.nodes) {
    builder.origin = { kernel, caller: () => caller };
    keep(output, builder.node(operation, read.map(renewed), output.shape, output.dtype));
  }
  const outputs = graph.outputs.map(({ name, value }) => ({ name, value: renewed(value) }));
  return finishGraph(graph.name, builder, inputs, outputs);
}
