import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import type { Step } from "../../../src/tensor/index.ts";
import { kernels } from "../../../src/tensor/trace/kernels/all.ts";
import { registerKernels } from "../../../src/tensor/trace/register.ts";
import { relativeError } from "../compare.ts";
import { openCpu, runEagerly } from "../run-eagerly.ts";
import { runTraced } from "../run-traced.ts";
import { gradientOf, inputsOf, type KernelCase } from "./kernel-case.ts";
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

/** Kernels that no op of tfjs calls where its own kernels could be called instead. */
const unreached = ["BroadcastTo", "Einsum", "LogSoftmax", "LogicalXor"];

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

  test("every kernel has a case, and there are more than 100", () => {
    const missing = Object.keys(kernels).filter((name) => !called.has(name));
    assert.deepEqual(missing.sort(), unreached.filter((name) => kernels[name] !== undefined).sort());
    assert.ok(Object.keys(kernels).length > 100, String(Object.keys(kernels).length));
  });
});
