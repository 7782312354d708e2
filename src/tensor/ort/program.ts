import type { InferenceSession, Tensor } from "onnxruntime-node";
import { shown, unknownName } from "../../table/index.ts";
import type { Graph } from "../graph/types.ts";
import { checkedHost } from "../host.ts";
import { lowerToOnnx } from "../onnx/index.ts";
import type { EngineName, HostData, HostTensor, Program, TensorSpec } from "../types.ts";
import { failure } from "./failures.ts";
import { dataOf, emptyData, type Provider, sessionOptions, tensorOf } from "./runtime.ts";
import type { Home, OrtVariables } from "./variables.ts";

type Specs = Readonly<Record<string, TensorSpec>>;

/**
 * A step ready to be lowered: the graph's inputs are named `variable:NAME` and `input:NAME`, its outputs `output:NAME`
 * and `update:NAME`.
 */
export interface PlannedStep {
  readonly graph: Graph;
  /** What `run` takes; the graph may read fewer. */
  readonly inputs: Specs;
  readonly outputs: Specs;
  /** The variables that change. */
  readonly updates: Specs;
  /** The set each variable belongs to. */
  readonly variables: ReadonlyMap<string, OrtVariables>;
}

/** How an engine makes sessions. */
export interface Sessions extends Home {
  readonly name: EngineName;
  readonly provider: Provider;
  readonly threads: number | undefined;
}

/** Lowers a planned step and opens a session for it; `started` is when its compilation began. */
export async function openProgram(
  engine: Sessions,
  step: PlannedStep,
  started: number = performance.now(),
): Promise<Program> {
  const { graph } = step;
  const model = lowerToOnnx(graph, { target: engine.provider });
  const session = await openSession(engine, step, model);
  let released = false;
  return {
    engine: engine.name,
    graph: {
      nodes: graph.nodes.length,
      bytes: model.length,
      seconds: (performance.now() - started) / 1000,
    },
    run: async (inputs) => {
      if (released) throw new Error(`${graph.name}: the program has been released. Compile the step again.`);
      const fed = copyInputs(engine, step, inputs);
      return engine.queue(() => runOnce(engine, step, session, fed));
    },
    release: () =>
      engine.queue(async () => {
        if (released) return;
        released = true;
        await session.release();
      }),
  };
}

async function openSession(
  engine: Sessions,
  step: PlannedStep,
  model: Uint8Array,
): Promise<InferenceSession> {
  const { location } = engine.device;
  const places = step.graph.outputs.map(
    ({ name }) => [name, name.startsWith("update:") ? location : "cpu"] as const,
  );
  const options = sessionOptions(
    engine.provider,
    engine.threads,
    location === "cpu" ? undefined : Object.fromEntries(places),
  );
  try {
    return await engine.runtime.InferenceSession.create(model, options);
  } catch (cause) {
    throw failure("load", step.graph, cause);
  }
}

/** The caller's numbers, checked and copied, so that they may change while the run waits. */
function copyInputs(
  { runtime }: Sessions,
  step: PlannedStep,
  given: Readonly<Record<string, HostTensor | HostData>>,
): ReadonlyMap<string, Tensor> {
  const where = step.graph.name;
  const known = Object.keys(step.inputs);
  const extra = Object.keys(given).find((name) => !Object.hasOwn(step.inputs, name));
  if (extra !== undefined) throw unknownName(where, "inputs", extra, known);
  const tensors = Object.entries(step.inputs).map(([name, spec]) => {
    if (!Object.hasOwn(given, name))
      throw new RangeError(`${where}: inputs must have ${shown(name)}, got ${shown(Object.keys(given))}.`);
    const { data } = checkedHost(`${where}: input ${shown(name)}`, spec, given[name]);
    return [name, tensorOf(runtime, spec, data.slice())] as const;
  });
  return new Map(tensors);
}

async function runOnce(
  engine: Sessions,
  { graph, outputs, updates, variables }: PlannedStep,
  session: InferenceSession,
  inputs: ReadonlyMap<string, Tensor>,
): Promise<Readonly<Record<string, HostTensor>>> {
  const feeds: Record<string, Tensor> = {};
  for (const { name } of graph.inputs) {
    const [kind, own] = split(name);
    feeds[name] = kind === "input" ? inputs.get(own)! : await variables.get(own)!.value(own);
  }
  const fetches: Record<string, Tensor | null> = {};
  for (const [name, spec] of Object.entries(outputs))
    fetches[`output:${name}`] = tensorOf(engine.runtime, spec, emptyData(spec));
  for (const name of Object.keys(updates))
    fetches[`update:${name}`] = engine.device.location === "cpu" ? variables.get(name)!.spare(name) : null;
  let results: InferenceSession.OnnxValueMapType;
  try {
    results = await session.run(feeds, fetches);
  } catch (cause) {
    throw failure("run", graph, cause);
  }
  for (const name of Object.keys(updates))
    variables.get(name)!.advance(name, results[`update:${name}`] as Tensor);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { shape, dtype }]) => {
      const data = dataOf(results[`output:${name}`] as Tensor);
      return [name, { shape: [...shape], dtype, data }] as const;
    }),
  );
}

/** The kind and the name in a name like `variable:model.norm.weight`. */
function split(name: string): readonly [string, string] {
  const colon = name.indexOf(":");
  return [name.slice(0, colon), name.slice(colon + 1)];
}
