import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import { openEagerEngine } from "../../../src/tensor/eager/index.ts";

class Own extends tf.KernelBackend {
  override dispose(): void {}
}

test("cpu: where no backend was current none is after every call; where one was, it is", async () => {
  const engine = await openEagerEngine("cpu");
  const variables = engine.variables({ a: { shape: [], dtype: "float32", data: Float32Array.of(1) } });
  const program = await engine.compile(({ a }) => ({ outputs: { a: tf.add(a, a) } }), {
    variables: [variables],
  });
  const failing = await engine.compile(() => {
    throw new Error("no");
  });
  const exercise = async () => {
    assert.deepEqual((await program.run({})).a.data, Float32Array.of(2));
    await assert.rejects(failing.run({}), /no/);
    await variables.read();
  };
  assert.equal(tf.getBackend() ?? undefined, undefined);
  await exercise();
  assert.equal(tf.getBackend() ?? undefined, undefined);
  tf.registerBackend("own", () => new Own());
  await tf.setBackend("own");
  await exercise();
  assert.equal(tf.getBackend(), "own");
  tf.removeBackend("own");
  await engine.close();
});

test("cpu: a backend that the caller is setting meanwhile is waited for and stays current", async () => {
  const engine = await openEagerEngine("cpu");
  const program = await engine.compile(() => ({ outputs: { a: tf.scalar(3) } }));
  tf.registerBackend("slow", async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return new Own();
  });
  const setting = tf.setBackend("slow");
  assert.deepEqual((await program.run({})).a.data, Float32Array.of(3));
  assert.ok(await setting);
  assert.equal(tf.getBackend(), "slow");
  tf.removeBackend("slow");
  await engine.close();
});
