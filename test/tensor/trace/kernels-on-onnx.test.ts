import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import { openEngine, type Step } from "../../../src/tensor/index.ts";
import { relativeError } from "../compare.ts";
import { openCpu, runEagerly } from "../run-eagerly.ts";
import { gradientOf, inputsOf, type KernelCase } from "./kernel-case.ts";
import { cases } from "./kernel-cases.ts";

describe("a compiled kernel gives what tfjs-backend-cpu gives", async () => {
  await openCpu();
  const engine = await openEngine({ engine: "onnx", threads: 1 });
  after(() => engine.close());

  async function compare(step: Step, { inputs, tolerance = 2e-6 }: KernelCase): Promise<void> {
    const given = inputsOf(inputs);
    const specs = Object.fromEntries(
      Object.entries(given).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
    );
    const program = await engine.compile(step, { inputs: specs, name: "test" });
    const [compiled, eager] = [await program.run(given), await runEagerly(step, {}, given)];
    await program.release();
    for (const [name, result] of Object.entries(compiled)) {
      const reference = eager[`output:${name}`];
      assert.deepEqual([...result.shape], [...reference.shape], name);
      assert.equal(result.dtype, reference.dtype, name);
      const error = relativeError(result, reference);
      assert.ok(error <= tolerance, `${name}: ${error} [${result.data}] [${reference.data}]`);
    }
  }

  for (const one of cases) {
    test(one.title, () =>
      compare((_, inputs) => {
        const results = [one.run(tf, inputs)].flat();
        return { outputs: Object.fromEntries(results.map((tensor, at) => [`y${at}`, tensor])) };
      }, one),
    );
    if (one.gradient !== false) test(`${one.title}: gradient`, () => compare(gradientOf(one), one));
  }
});
