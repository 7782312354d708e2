import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HostTensor } from "../../../src/tensor/index.ts";
import { traceStep } from "../../../src/tensor/trace/trace-step.ts";
import { prefixed, relativeError } from "../compare.ts";
import { interpret } from "../interpreter.ts";
import {
  configM,
  initialVariables,
  llamaGradients,
  llamaStep,
  stepInputs,
  stepSpecs,
  tiny,
} from "../llama-step.ts";
import { runEagerly } from "../run-eagerly.ts";

const run = (graph: Parameters<typeof interpret>[0], variables: Record<string, HostTensor>, step: number) =>
  interpret(graph, { ...prefixed("variable:", variables), ...prefixed("input:", stepInputs(tiny, step)) });

describe("a traced Llama step", () => {
  test("has the loss and the gradients of eager tfjs", async () => {
    const variables = initialVariables(tiny);
    const step = llamaGradients(tiny);
    const { graph } = await traceStep(step, { ...stepSpecs(tiny), name: "gradients" });
    const traced = run(graph, variables, 1);
    const eager = await runEagerly(step, variables, stepInputs(tiny, 1));
    assert.deepEqual(Object.keys(traced), Object.keys(eager));
    assert.ok(relativeError(traced["output:loss"], eager["output:loss"]) < 1e-6);
    for (const name of Object.keys(eager)) {
      const error = relativeError(traced[name], eager[name]);
      assert.ok(error < 5e-6, `${name}: ${error}`);
    }
  });

  test("has the parameters of eager tfjs after three steps of AdamW", async () => {
    const step = llamaStep(tiny);
    const { graph } = await traceStep(step, { ...stepSpecs(tiny), name: "training" });
    let [traced, eager] = [initialVariables(tiny), initialVariables(tiny)];
    for (let at = 1; at <= 3; at++) {
      const results = run(graph, traced, at);
      traced = Object.fromEntries(Object.keys(traced).map((name) => [name, results[`update:${name}`]]));
      const expected = await runEagerly(step, eager, stepInputs(tiny, at));
      eager = Object.fromEntries(Object.keys(eager).map((name) => [name, expected[`update:${name}`]]));
    }
    for (const name of Object.keys(eager).filter((key) => !key.includes("moment."))) {
      const error = relativeError(traced[name], eager[name]);
      assert.ok(error < 2e-5, `${name}: ${error}`);
    }
  });

  test("has fewer than 1000 nodes at shape M", async () => {
    const { graph } = await traceStep(llamaStep(configM), { ...stepSpecs(configM), name: "M" });
    assert.ok(graph.nodes.length < 1000, String(graph.nodes.length));
  });
});
