import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import { type EagerName, openEagerEngine } from "../../../src/tensor/eager/index.ts";
import type { Engine, HostTensor } from "../../../src/tensor/index.ts";
import { MissingEngine } from "../../../src/tensor/missing.ts";
import { type Case, cases } from "./steps.ts";

/** All that a case gives on one engine: the outputs of every run, then the variables. */
async function results(
  engine: Engine,
  { step, variables: initial, inputs, runs }: Case,
): Promise<Record<string, HostTensor>> {
  const variables = engine.variables(initial);
  const program = await engine.compile(step, { variables: [variables], inputs });
  const all: Record<string, HostTensor> = {};
  for (let run = 0; run < runs; run += 1)
    for (const [name, value] of Object.entries(await program.run(inputs))) all[`${name}.${run}`] = value;
  return { ...all, ...(await variables.read()) };
}

/** Engines beside cpu: wasm always, TensorFlow's own library where it is installed. */
const others: [EagerName, Engine][] = [["wasm", await openEagerEngine("wasm")]];
for (const name of ["tfjs-node", "tfjs-node-gpu"] as const)
  try {
    others.push([name, await openEagerEngine(name)]);
  } catch (error) {
    if (!(error instanceof MissingEngine)) throw error;
  }
const cpu = await openEagerEngine("cpu");

/** Numbers of one engine against those of cpu; sums of at most 40 float32 products in another order. */
function agree(got: Record<string, HostTensor>, expected: Record<string, HostTensor>): void {
  assert.deepEqual(Object.keys(got), Object.keys(expected));
  for (const [key, { shape, dtype, data }] of Object.entries(expected)) {
    assert.deepEqual([got[key].shape, got[key].dtype], [shape, dtype], key);
    const largest = Math.max(1e-30, ...Array.from(data, Math.abs));
    const worst = Math.max(0, ...Array.from(data, (value, at) => Math.abs(value - got[key].data[at])));
    assert.ok(worst <= 2e-6 * largest, `${key}: off by ${worst / largest}`);
  }
}

for (const [name, engine] of others) {
  test(`${name}: every step gives the numbers of cpu`, async (t) => {
    for (const one of cases)
      await t.test(one.title, async () => agree(await results(engine, one), await results(cpu, one)));
  });
}

test("wasm: tensors stay as many over runs and are gone with the engine, those of borrowed kernels too", async () => {
  const before = tf.memory().numTensors;
  const engine = await openEagerEngine("wasm");
  const data = () => [tf.findBackend("mixlab-wasm").numDataIds(), tf.findBackend("mixlab-cpu").numDataIds()];
  const dataBefore = data();
  for (const one of cases) {
    const variables = engine.variables(one.variables);
    const program = await engine.compile(one.step, { variables: [variables], inputs: one.inputs });
    await program.run(one.inputs);
    const after = [tf.memory().numTensors, ...data()];
    await program.run(one.inputs);
    assert.deepEqual([tf.memory().numTensors, ...data()], after, one.title);
  }
  await engine.close();
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(data(), dataBefore);
});

test("wasm: the caller's own wasm and cpu backends keep their kernels, and work before and after", async () => {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  assert.equal(typeof setWasmPaths, "function");
  assert.equal(tf.getKernel("UnsortedSegmentSum", "wasm"), undefined);
  assert.notEqual(
    tf.getKernel("UnsortedSegmentSum", "cpu").kernelFunc,
    tf.getKernel("UnsortedSegmentSum", "mixlab-cpu").kernelFunc,
  );
  const engine = await openEagerEngine("wasm");
  const program = await engine.compile((_, { a }) => ({ outputs: { b: tf.matMul(a, a, true) } }), {
    inputs: { a: { shape: [2, 2], dtype: "float32" } },
  });
  await tf.setBackend("wasm");
  const mine = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const { b } = await program.run({ a: Float32Array.of(1, 2, 3, 4) });
  assert.equal(tf.getBackend(), "wasm");
  assert.deepEqual([...tf.matMul(mine, mine, true).dataSync()], [...b.data]);
  assert.deepEqual([...b.data], [10, 14, 14, 20]);
  tf.removeBackend("wasm");
  await engine.close();
});
