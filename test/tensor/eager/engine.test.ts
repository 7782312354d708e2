import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import { openEagerEngine } from "../../../src/tensor/eager/index.ts";
import type { HostTensor, Step } from "../../../src/tensor/index.ts";

const floats = (shape: readonly number[], values: readonly number[]): HostTensor => ({
  shape,
  dtype: "float32",
  data: Float32Array.from(values),
});
const ints = (shape: readonly number[], values: readonly number[]): HostTensor => ({
  shape,
  dtype: "int32",
  data: Int32Array.from(values),
});

/** weight ← weight - 0.1 · d(sum(x·weight))/d(weight) */
const descend: Step = ({ weight }, { x }) => {
  const { value, grads } = tf.valueAndGrads((w: tf.Tensor) => tf.sum<tf.Scalar>(tf.matMul(x, w)))([weight]);
  return { outputs: { loss: value }, variables: { weight: tf.sub(weight, tf.mul(grads[0], 0.1)) } };
};
const descentShapes = { x: { shape: [2, 2], dtype: "float32" } } as const;

test("cpu: a step reads variables and inputs, gives outputs, and its variables take their new values", async () => {
  const engine = await openEagerEngine("cpu");
  const variables = engine.variables({ weight: floats([2, 1], [1, 2]) });
  const program = await engine.compile(descend, { variables: [variables], inputs: descentShapes });
  const { loss } = await program.run({ x: Float32Array.of(1, 2, 3, 4) });
  assert.deepEqual(loss, floats([], [16]));
  const { weight } = await variables.read();
  assert.deepEqual(weight, floats([2, 1], [1 - 0.4, 2 - 0.6].map(Math.fround)));
  await engine.close();
});

test("cpu: tensors of tfjs-core stay as many over runs, and none are left once the engine is closed", async () => {
  const before = tf.memory().numTensors;
  const engine = await openEagerEngine("cpu");
  const variables = engine.variables({ weight: floats([2, 1], [1, 2]) });
  const program = await engine.compile(descend, { variables: [variables], inputs: descentShapes });
  await program.run({ x: Float32Array.of(1, 2, 3, 4) });
  const after = tf.memory().numTensors;
  for (let run = 0; run < 5; run += 1) await program.run({ x: Float32Array.of(1, 2, 3, 4) });
  assert.equal(tf.memory().numTensors, after);
  await assert.rejects(program.run({ x: Float32Array.of(1) }), RangeError);
  assert.equal(tf.memory().numTensors, after);
  await engine.close();
  assert.equal(tf.memory().numTensors, before);
});

test("cpu: the gradient of a gather adds up what fell on the same row", async () => {
  const engine = await openEagerEngine("cpu");
  const variables = engine.variables({ table: floats([3, 2], [1, 2, 3, 4, 5, 6]) });
  const program = await engine.compile(
    ({ table }, { ids, weights }) => ({
      outputs: {
        gradient: tf.grad((t) => tf.sum(tf.mul(tf.gather(t, ids as tf.Tensor1D), weights)))(table),
      },
    }),
    {
      variables: [variables],
      inputs: { ids: { shape: [3], dtype: "int32" }, weights: { shape: [3, 2], dtype: "float32" } },
    },
  );
  const { gradient } = await program.run({
    ids: Int32Array.of(2, 0, 2),
    weights: Float32Array.of(1, 2, 3, 4, 5, 6),
  });
  assert.deepEqual(gradient, floats([3, 2], [3, 4, 0, 0, 6, 8]));
  await engine.close();
});

test("cpu: a step may hand through, swap and repeat what it is given", async () => {
  const engine = await openEagerEngine("cpu");
  const variables = engine.variables({ a: floats([1], [1]), b: floats([1], [2]), c: floats([1], [0]) });
  const program = await engine.compile(
    ({ a, b }, { x }) => ({ outputs: { a, x, again: x }, variables: { a: b, b: a, c: x } }),
    { variables: [variables], inputs: { x: { shape: [1], dtype: "float32" } } },
  );
  const given = Float32Array.of(7);
  const before = tf.memory().numTensors;
  const outputs = await program.run({ x: given });
  assert.equal(tf.memory().numTensors, before);
  given[0] = 8;
  assert.deepEqual(outputs, { a: floats([1], [1]), x: floats([1], [7]), again: floats([1], [7]) });
  const read = await variables.read();
  assert.deepEqual(read, { a: floats([1], [2]), b: floats([1], [1]), c: floats([1], [7]) });
  read.c.data[0] = 9;
  assert.deepEqual((await variables.read(["c"])).c, floats([1], [7]));
  await variables.write({ a: floats([1], [5]) });
  assert.deepEqual((await variables.read(["a"])).a, floats([1], [5]));
  await engine.close();
});

test("cpu: runs follow one another in the order they were asked for", async () => {
  const engine = await openEagerEngine("cpu");
  const variables = engine.variables({ log: floats([], [0]) });
  const program = await engine.compile(
    ({ log }, { digit }) => {
      const next = tf.add(tf.mul(log, 10), digit);
      return { outputs: { log: next }, variables: { log: next } };
    },
    { variables: [variables], inputs: { digit: { shape: [], dtype: "float32" } } },
  );
  const runs = await Promise.all([1, 2, 3].map((digit) => program.run({ digit: Float32Array.of(digit) })));
  assert.deepEqual(
    runs.map(({ log }) => log.data[0]),
    [1, 12, 123],
  );
  await engine.close();
});

test("cpu: a step that fails leaves the variables as they were", async () => {
  const engine = await openEagerEngine("cpu");
  const variables = engine.variables({ a: floats([2], [1, 2]) });
  const program = await engine.compile(({ a }) => ({ outputs: {}, variables: { a: tf.concat([a, a]) } }), {
    variables: [variables],
    name: "doubling",
  });
  await assert.rejects(program.run({}), {
    name: "RangeError",
    message: 'doubling: the new value of variable "a" must be float32[2], got float32[4].',
  });
  assert.deepEqual((await variables.read()).a, floats([2], [1, 2]));
  await engine.close();
});

const wrong: readonly [string, Record<string, HostTensor | Int32Array | Float32Array>, RegExp][] = [
  ["a missing input", {}, /^step: inputs must have "tokens", got \[\]\.$/],
  [
    "an unknown input",
    { token: Int32Array.of(1, 2) },
    /^step: inputs must be one of .*Did you mean "tokens"\?$/,
  ],
  [
    "another dtype",
    { tokens: Float32Array.of(1, 2) },
    /input "tokens" must be a Int32Array, got Float32Array/,
  ],
  [
    "too few numbers",
    { tokens: Int32Array.of(1) },
    /input "tokens" must hold 2 numbers for int32\[2\], got 1/,
  ],
  ["another shape", { tokens: ints([1, 2], [1, 2]) }, /input "tokens" must be int32\[2\], got int32\[1,2\]/],
];
for (const [what, inputs, message] of wrong) {
  test(`cpu: ${what} is refused by name`, async () => {
    const engine = await openEagerEngine("cpu");
    const program = await engine.compile((_, { tokens }) => ({ outputs: { tokens } }), {
      inputs: { tokens: { shape: [2], dtype: "int32" } },
    });
    await assert.rejects(program.run(inputs), { message });
    await engine.close();
  });
}

test("cpu: names that occur in two sets, sets of another engine, and what is closed are refused", async () => {
  const engine = await openEagerEngine("cpu");
  const other = await openEagerEngine("cpu");
  const set = () => engine.variables({ a: floats([], [1]) });
  const step: Step = () => ({ outputs: {} });
  await assert.rejects(engine.compile(step, { variables: [set(), set()] }), /got "a" twice/);
  await assert.rejects(other.compile(step, { variables: [set()] }), /must come from this engine \(cpu\)/);
  assert.throws(
    () => engine.variables({ a: { ...floats([2], [1]) } }),
    /must hold 2 numbers for float32\[2\], got 1/,
  );
  const program = await engine.compile(step, { name: "idle" });
  await program.release();
  await assert.rejects(program.run({}), /^Error: idle: the program has been released/);
  await engine.close();
  assert.throws(() => engine.variables({}), /the engine cpu is closed/);
  assert.deepEqual(await (await other.compile(step)).run({}), {});
  await other.close();
});
