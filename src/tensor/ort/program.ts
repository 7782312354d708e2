import type { InferenceSession, Tensor } from "onnxruntime-node";
import { shown, unknownName } from "../../table/index.ts";
import type { Graph } from "../graph/types.ts";
import { checkedHost } from "../host.ts";
import { inputName, lowerToOnnx, outputName } from "../onnx/index.ts";
import type { EngineName, HostData, HostTensor, Program, TensorSpec } from "../types.ts";
import { failure } from "./failures.ts";
import { dataOf, emptyData, type Provider, sessionOptions, tensorOf } from "./runtime.ts";
import type { Home, OrtVariables } from "./variables.ts";

/** A step as a graph, and what its inputs and outputs are to the caller. */
export interface PlannedStep {
  readonly graph: Graph;
  /** What `run` takes; the graph may read fewer. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  /** What `run` gives: the caller's name → the name among the graph's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The variables that change: their name → the name among the graph's outputs. */
  readonly updates: Readonly<Record<string, string>>;
  /** The set each variable belongs to. */
  readonly variables: ReadonlyMap<string, OrtVariables>;
}

/** How an engine makes sessions. */
export interface Sessions extends Home {
  readonly name: EngineName;
  readonly provider: Provider;
  readonly threads: number | undefined;
  /** Sessions to release when the engine closes. */
  readonly open: Set<InferenceSession>;
}

/** Lowers a planned step and opens a session for it. */
export async function openProgram(engine: Sessions, step: PlannedStep): Promise<Program> {
  const started = performance.now();
  const { graph, outputs, updates } = step;
  const model = lowerToOnnx(graph, { target: engine.provider });
  const session = await openSession(engine, step, model);
  engine.open.add(session);
  const specs = new Map(graph.outputs.map(({ name, value }) => [name, value]));
  const plan: Plan = {
    fed: graph.inputs.map(({ name }) => name),
    given: Object.entries(outputs).map(([name, output]) => ({ name, output, spec: specOf(specs, output) })),
    changed: Object.entries(updates).map(([name, output]) => ({ name, output, spec: specOf(specs, output) })),
  };
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
      return engine.queue(() => runOnce(engine, step, session, plan, fed));
    },
    release: () =>
      engine.queue(async () => {
        if (released) return;
        released = true;
        engine.open.delete(session);
        await session.release();
      }),
  };
}

interface Result {
  readonly name: string;
  readonly output: string;
  readonly spec: TensorSpec;
}

interface Plan {
  readonly fed: readonly string[];
  readonly given: readonly Result[];
  readonly changed: readonly Result[];
}

const specOf = (specs: ReadonlyMap<string, TensorSpec>, output: string): TensorSpec => {
  const { shape, dtype } = specs.get(output)!;
  return { shape, dtype };
};

async function openSession(
  engine: Sessions,
  step: PlannedStep,
  model: Uint8Array,
): Promise<InferenceSession> {
  const { location } = engine.device;
  const kept = Object.values(step.updates).map((output) => [outputName(output), location] as const);
  const read = Object.values(step.outputs).map((output) => [outputName(output), "cpu"] as const);
  const places = location === "cpu" ? undefined : Object.fromEntries([...kept, ...read]);
  const options = sessionOptions(engine.provider, engine.threads, places);
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
  step: PlannedStep,
  session: InferenceSession,
  { fed, given, changed }: Plan,
  inputs: ReadonlyMap<string, Tensor>,
): Promise<Readonly<Record<string, HostTensor>>> {
  const feeds: Record<string, Tensor> = {};
  for (const name of fed)
    feeds[inputName(name)] = inputs.get(name) ?? (await step.variables.get(name)!.value(name));
  const fetches: Record<string, Tensor | null> = {};
  for (const { output, spec } of given)
    fetches[outputName(output)] = tensorOf(engine.runtime, spec, emptyData(spec));
  for (const { name, output } of changed)
    fetches[outputName(output)] =
      engine.device.location === "cpu" ? step.variables.get(name)!.spare(name) : null;
  let results: InferenceSession.OnnxValueMapType;
  try {
    results = await session.run(feeds, fetches);
  } catch (cause) {
    throw failure("run", step.graph, cause);
  }
  for (const { name, output } of changed)
    step.variables.get(name)!.advance(name, results[outputName(output)] as Tensor);
  const outputs: Record<string, HostTensor> = {};
  for (const { name, output, spec } of given)
    outputs[name] = { ...spec, data: dataOf(results[outputName(output)] as Tensor) };
  return outputs;
}
