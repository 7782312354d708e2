import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import type { Step } from "../../../src/tensor/index.ts";
import { kernels } from "../../../src/tensor/trace/kernels/all.ts";
import { registerKernels } from "../../../src/tensor/trace/register.ts";
import { relativeError } from "../compare.ts";
import { openCpu, runEagerly } from "../run-eagerly.ts";
import { runTraced } from "../run-traced.ts";
import { gradientOf, type InputCase, inputsOf, type KernelCase } from "./kernel-case.ts";
import { cases } from "./kernel-cases.ts";

async function compare(step: Step, { inputs, tolerance = 2e-6 }: KernelCase): Promise<void> {
  const given = inputsOf(inputs);
  const traced = await runTraced(step, {}, given);
  const eager = await runEagerly(step, {}, given);
  assert.deepEqual(Object.keys(traced), Object.keys(eager));
  for (const [name, reference] of Object.entries(eager)) {
    assert.deepEqual(traced[name].shape, reference.shape, name);
    assert.equal(traced[name].dtype, reference.dtype, name);
    const error = relativeError(traced[name], reference);
    assert.ok(error <= tolerance, `${name}: ${error} [${traced[name].data}] [${reference.data}]`);
  }
}

/** Notes which kernels are called while cases are traced. */
function watchKernels(): Set<string> {
  registerKernels();
  const called = new Set<string>();
  for (const config of tf.getKernelsForBackend("mixlab-trace")) {
    const { kernelName, kernelFunc } = config;
    config.kernelFunc = (call) => {
      called.add(kernelName);
      return kernelFunc(call);
    };
  }
  return called;
}

const direct = (name: string, inputs: Readonly<Record<string, tf.Tensor>>, attributes = {}) =>
  tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;

const given: Readonly<Record<string, InputCase>> = {
  x: { shape: [3, 1, 4] },
  p: { shape: [3, 4], dtype: "bool" },
  q: { shape: [4], dtype: "bool" },
};

type Run = (inputs: Readonly<Record<string, tf.Tensor>>) => tf.Tensor;

/** Kernels that no op of tfjs calls, and the ops that mean the same. */
const uncalled: Readonly<Record<string, readonly [Run, Run]>> = {
  BroadcastTo: [
    ({ x }) => direct("BroadcastTo", { x }, { shape: [2, 3, 5, 4], inputShape: [1, 3, 1, 4] }),
    ({ x }) => tf.broadcastTo(x, [2, 3, 5, 4]),
  ],
  LogSoftmax: [
    ({ x }) => direct("LogSoftmax", { logits: x }, { axis: 0 }),
    ({ x }) => tf.transpose(tf.logSoftmax(tf.transpose(x)), [2, 1, 0]),
  ],
  LogicalXor: [({ p, q }) => direct("LogicalXor", { a: p, b: q }), ({ p, q }) => tf.logicalXor(p, q)],
};

describe("a traced kernel gives what tfjs-backend-cpu gives", () => {
  const called = watchKernels();
  for (const one of cases) {
    test(one.title, async () => {
      await openCpu();
      await compare((_, inputs) => {
        const results = [one.run(tf, inputs)].flat();
        return { outputs: Object.fromEntries(results.map((tensor, at) => [`y${at}`, tensor])) };
      }, one);
    });
    if (one.gradient !== false)
      test(`${one.title}: gradient`, async () => {
        await openCpu();
        await compare(gradientOf(one), one);
      });
  }

  for (const [name, [kernel, op]] of Object.entries(uncalled))
    test(`${name} called by itself`, async () => {
      const inputs = inputsOf(given);
      const traced = await runTraced((_, x) => ({ outputs: { y: kernel(x) } }), {}, inputs);
      const eager = await runEagerly((_, x) => ({ outputs: { y: op(x) } }), {}, inputs);
      assert.deepEqual(traced["output:y"].shape, eager["output:y"].shape);
      assert.ok(relativeError(traced["output:y"], eager["output:y"]) < 1e-6);
    });

  test("every kernel has a case, and there are more than 100", () => {
    assert.deepEqual(
      Object.keys(kernels).filter((name) => !called.has(name)),
      [],
    );
    assert.ok(Object.keys(kernels).length > 100, String(Object.keys(kernels).length));
  });
});
