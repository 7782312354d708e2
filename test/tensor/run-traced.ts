import type { HostTensor, Step, TensorSpec } from "../../src/tensor/index.ts";
import { traceStep } from "../../src/tensor/trace/trace-step.ts";
import { prefixed } from "./compare.ts";
import { interpret } from "./interpreter.ts";

type HostTensors = Readonly<Record<string, HostTensor>>;

const specsOf = (tensors: HostTensors): Record<string, TensorSpec> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { shape, dtype }]) => [name, { shape, dtype }]));

/** What the graph of a step gives, number by number. */
export async function runTraced(
  step: Step,
  variables: HostTensors,
  inputs: HostTensors,
): Promise<Record<string, HostTensor>> {
  const { graph } = await traceStep(step, {
    variables: specsOf(variables),
    inputs: specsOf(inputs),
    name: "test",
  });
  return interpret(graph, { ...prefixed("variable:", variables), ...prefixed("input:", inputs) });
}
