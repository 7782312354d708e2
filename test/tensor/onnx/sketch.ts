import type { Graph, GraphNode, NamedValue, Operation, Value } from "../../../src/tensor/graph/types.ts";
import { openSessions } from "../../../src/tensor/ort/engine.ts";
import { openProgram, type Sessions } from "../../../src/tensor/ort/program.ts";
import type { OrtVariables } from "../../../src/tensor/ort/variables.ts";
import type { DataType, HostData, HostTensor, Program, TensorSpec } from "../../../src/tensor/types.ts";

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Numbers as an engine takes them. */
export function host(shape: readonly number[], dtype: DataType, numbers: Iterable<number>): HostTensor {
  return { shape, dtype, data: arrays[dtype].from(numbers) };
}

/** A graph put together by hand, node by node. */
export class Sketch {
  readonly #nodes: GraphNode[] = [];
  readonly #inputs: NamedValue[] = [];
  readonly #outputs: NamedValue[] = [];
  #ids = 0;

  input(name: string, shape: readonly number[], dtype: DataType = "float32"): Value {
    const value: Value = { id: this.#ids++, shape, dtype };
    this.#inputs.push({ name: `input:${name}`, value });
    return value;
  }

  variable(name: string, shape: readonly number[], dtype: DataType = "float32"): Value {
    const value: Value = { id: this.#ids++, shape, dtype };
    this.#inputs.push({ name: `variable:${name}`, value });
    return value;
  }

  constant({ shape, dtype, data }: HostTensor): Value {
    return { id: this.#ids++, shape, dtype, constant: data };
  }

  node(
    operation: Operation,
    inputs: readonly Value[],
    shape: readonly number[],
    dtype: DataType = "float32",
  ): Value {
    const output: Value = { id: this.#ids++, shape, dtype };
    const caller = `sketch.ts:${this.#nodes.length + 1}:1`;
    this.#nodes.push({ operation, inputs, output, kernel: operation.op, caller });
    return output;
  }

  output(name: string, value: Value): void {
    this.#outputs.push({ name: `output:${name}`, value });
  }

  update(name: string, value: Value): void {
    this.#outputs.push({ name: `update:${name}`, value });
  }

  graph(name = "sketch"): Graph {
    return { name, inputs: this.#inputs, outputs: this.#outputs, nodes: this.#nodes };
  }
}

/** The specs of the values whose names start with a kind, by the rest of the name. */
const specsOf = (values: readonly NamedValue[], kind: string): Record<string, TensorSpec> =>
  Object.fromEntries(
    values
      .filter(({ name }) => name.startsWith(`${kind}:`))
      .map(({ name, value: { shape, dtype } }) => [name.slice(kind.length + 1), { shape, dtype }]),
  );

/** A graph made ready to run. */
export function programOf(sessions: Sessions, graph: Graph, variables?: OrtVariables): Promise<Program> {
  return openProgram(sessions, {
    graph,
    inputs: specsOf(graph.inputs, "input"),
    outputs: specsOf(graph.outputs, "output"),
    updates: specsOf(graph.outputs, "update"),
    variables: new Map(Object.keys(variables?.specs ?? {}).map((name) => [name, variables!])),
  });
}

/** Runs a graph once, by itself. */
export async function runGraph(
  graph: Graph,
  inputs: Readonly<Record<string, HostTensor | HostData>>,
  threads = 2,
): Promise<Readonly<Record<string, HostTensor>>> {
  const sessions = await openSessions({ provider: "cpu", threads });
  const program = await programOf(sessions, graph);
  try {
    return await program.run(inputs);
  } finally {
    await program.release();
  }
}
