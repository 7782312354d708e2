import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import { compile, listEngines, MissingEngine, openEngine } from "../../src/tensor/index.ts";

test("openEngine: an unknown name and a wrong number of threads are refused", async () => {
  await assert.rejects(openEngine({ engine: "onx" as "onnx" }), {
    name: "RangeError",
    message: /^openEngine: engine must be one of the 7 known names, got "onx"\. Did you mean "onnx"\?$/,
  });
  await assert.rejects(openEngine({ threads: 0 }), /threads must be a whole number from 1, got 0/);
});

test("openEngine: auto takes onnx", async () => {
  const engine = await openEngine();
  assert.equal(engine.name, "onnx");
  await engine.close();
});

test("compile: opens, places variables, runs and frees all in one", async () => {
  const before = tf.engine().state.numTensors;
  for (const engine of ["cpu", "wasm", "onnx"] as const) {
    const step = await compile(
      ({ count }, { by }) => {
        const next = tf.add(count, by);
        return { outputs: { next }, variables: { count: next } };
      },
      {
        engine,
        variables: { count: { shape: [], dtype: "float32", data: Float32Array.of(1) } },
        inputs: { by: { shape: [], dtype: "float32" } },
        name: "counting",
      },
    );
    assert.equal(step.engine, engine);
    assert.deepEqual((await step.run({ by: Float32Array.of(2) })).next.data, Float32Array.of(3));
    assert.deepEqual((await step.variables.read()).count.data, Float32Array.of(3));
    await step.release();
    await assert.rejects(step.run({ by: Float32Array.of(2) }));
  }
  assert.equal(tf.engine().state.numTensors, before);
});

test("compile: a step that cannot be compiled frees what was opened", async () => {
  const before = tf.engine().state.numTensors;
  const variables = { a: { shape: [2], dtype: "float32", data: Float32Array.of(1, 2) } } as const;
  await assert.rejects(compile("no step" as never, { engine: "cpu", variables }), TypeError);
  assert.equal(tf.engine().state.numTensors, before);
});

test("listEngines: says of each engine whether it runs, on what, or why not and what would help", async () => {
  const tried: string[] = [];
  const reports = await listEngines({
    attempt: async (engine) => {
      tried.push(engine);
      if (engine === "webgpu") throw new MissingEngine(engine, "no adapter", "a driver");
      if (engine === "tfjs-node") throw new Error("broken.\nat some place");
      return `fine on ${engine}`;
    },
  });
  assert.deepEqual(tried, ["onnx", "webgpu", "tfjs-node-gpu", "tfjs-node", "wasm", "cpu"]);
  const of = (name: string) => reports.find(({ engine }) => engine === name)!;
  assert.deepEqual(of("webgpu"), {
    engine: "webgpu",
    available: false,
    version: of("onnx").version,
    reason: "no adapter",
    remedy: "a driver",
  });
  assert.equal(of("tfjs-node").reason, "broken");
  assert.equal(of("cpu").reason, "fine on cpu");
  assert.match(of("cpu").version!, /^4\./);
});

test("listEngines: onnx, wasm and cpu run wherever npm has installed them", async () => {
  const reports = await listEngines({
    attempt: async (engine) => {
      if (!["onnx", "wasm", "cpu"].includes(engine)) throw new MissingEngine(engine, "not tried");
      const { tryEngine } = await import("../../src/tensor/index.ts");
      return tryEngine(engine);
    },
  });
  assert.deepEqual(
    reports.filter(({ available }) => available).map(({ engine }) => engine),
    ["onnx", "wasm", "cpu"],
  );
});
