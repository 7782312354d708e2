import * as tf from "@tensorflow/tfjs-core";
import { shown, unknownName } from "../../table/index.ts";
import { registerGradients } from "../gradients.ts";
import { GraphBuilder } from "../graph/builder.ts";
import { finishGraph } from "../graph/finish.ts";
import { recordingRules } from "../graph/rules.ts";
import { sameShape, shapeText } from "../graph/shapes.ts";
import { simplify } from "../graph/simplify.ts";
import type { Graph, NamedValue, Value } from "../graph/types.ts";
import type { Step, StepResult, TensorSpec } from "../types.ts";
import { TraceBackend } from "./backend.ts";
import { callerOf } from "./caller.ts";
import { refused, StepError } from "./messages.ts";
import { withBackend } from "./register.ts";

type Specs = Readonly<Record<string, TensorSpec>>;

/** What a step is recorded with. */
export interface TraceOptions {
  readonly variables: Specs;
  readonly inputs: Specs;
  /** Name of the step in messages. */
  readonly name: string;
}

/** A step as a graph: inputs `variable:NAME` and `input:NAME`, outputs `output:NAME` and `update:NAME`. */
export interface TracedStep {
  readonly graph: Graph;
  readonly outputs: Specs;
  /** The variables the step changes. */
  readonly updates: Specs;
}

/**
 * Calls a step once on symbols and writes down what it would compute, its gradients included.
 *
 * @throws {RangeError} if the step asks for what cannot be compiled, or tfjs refuses it; the message has the step's line
 */
export async function traceStep(step: Step, { variables, inputs, name }: TraceOptions): Promise<TracedStep> {
  await registerGradients();
  const graph = new GraphBuilder(recordingRules);
  const backend = new TraceBackend(name, graph);
  const given: NamedValue[] = [];
  const found = await withBackend(backend, () => {
    const symbols = (specs: Specs, kind: string) =>
      Object.fromEntries(
        Object.entries(specs).map(([key, spec]) => {
          const value = graph.input(spec);
          given.push({ name: `${kind}:${key}`, value });
          const tensor = tf.engine().makeTensorFromTensorInfo(backend.hold({ value, shape: spec.shape }));
          return [key, tensor];
        }),
      );
    const result = callRecordedStep(step, symbols(variables, "variable"), symbols(inputs, "input"), name);
    if (backend.failure !== undefined) throw backend.failure;
    const read = (tensors: StepResult["outputs"]) =>
      Object.fromEntries(
        Object.entries(tensors).map(([key, tensor]) => [key, backend.record.full(backend.find(tensor))]),
      );
    const checked = checkResult(result, variables, name);
    return { outputs: read(checked.outputs), updates: read(checked.variables ?? {}) };
  });
  const named = (values: Readonly<Record<string, Value>>, kind: string) =>
    Object.entries(values).map(([key, value]) => ({ name: `${kind}:${key}`, value }));
  const results = [...named(found.outputs, "output"), ...named(found.updates, "update")];
  return {
    graph: simplify(finishGraph(name, graph, given, results)),
    outputs: specsOf(found.outputs),
    updates: specsOf(found.updates),
  };
}

const specsOf = (values: Readonly<Record<string, Value>>): Specs =>
  Object.fromEntries(Object.entries(values).map(([key, { shape, dtype }]) => [key, { shape, dtype }]));

/** The only place that calls the step; stacks are searched for this function's name. */
function callRecordedStep(
  step: Step,
  variables: StepResult["outputs"],
  inputs: StepResult["outputs"],
  name: string,
): StepResult {
  try {
    return step(variables, inputs);
  } catch (error) {
    if (error instanceof StepError || !(error instanceof Error)) throw error;
    const caller = callerOf(error.stack);
    throw caller === undefined ? error : refused(name, error.message, caller, error);
  }
}

function checkResult(result: unknown, variables: Specs, name: string): StepResult {
  const step = `compile: step ${shown(name)}`;
  if (result instanceof Promise)
    throw new TypeError(`${step} must return its result at once, got a Promise. Make it a plain function.`);
  const { outputs, variables: updates = {} } = (result ?? {}) as Partial<StepResult>;
  if (typeof outputs !== "object" || outputs === null)
    throw new TypeError(`${step} must return an object with outputs, got ${shown(result)}.`);
  for (const [key, tensor] of Object.entries({ ...outputs, ...updates }))
    if (!(tensor instanceof tf.Tensor))
      throw new TypeError(`${step} must return tensors, got ${shown(tensor)} for ${shown(key)}.`);
  for (const [key, tensor] of Object.entries(updates)) {
    const spec = variables[key];
    if (spec === undefined) throw unknownName(step, "variables", key, Object.keys(variables));
    if (!sameShape(spec.shape, tensor.shape) || spec.dtype !== tensor.dtype)
      throw new RangeError(
        `${step} must return variable ${shown(key)} as ${spec.dtype} ${shapeText(spec.shape)}, ` +
          `got ${tensor.dtype} ${shapeText(tensor.shape)}.`,
      );
  }
  return { outputs, variables: updates };
}
