import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { openEagerEngine } from "../../../src/tensor/eager/index.ts";
import type { Engine, HostTensor, Step } from "../../../src/tensor/index.ts";
import { type OrtEngineOptions, openOrtEngine } from "../../../src/tensor/ort/index.ts";

const floats = (shape: readonly number[], values: readonly number[]): HostTensor => ({
  shape,
  dtype: "float32",
  data: Float32Array.from(values),
});

const [vocabulary, width, rows] = [11, 6, 7];

/** A step with what training has: a table read by id, a product, SiLU, softmax, gradients, a rule with momentum. */
const learn: Step = (variables, { ids, targets, rate }) => {
  const parameters = [variables.table, variables.head];
  const { value, grads } = tf.valueAndGrads((table: tf.Tensor, head: tf.Tensor) => {
    const hidden = tf.gather(table, ids as tf.Tensor1D);
    const logits = tf.matMul(tf.mul(hidden, tf.sigmoid(hidden)), head, false, true);
    const wanted = tf.oneHot(targets as tf.Tensor1D, vocabulary);
    return tf.neg<tf.Scalar>(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), wanted), 1)));
  })(parameters);
  const norm = tf.sqrt(tf.addN(grads.map((gradient) => tf.sum(tf.square(gradient)))));
  const changed = ["table", "head"].flatMap((name, at) => {
    const pace = tf.add(tf.mul(variables[`pace.${name}`], 0.9), grads[at]);
    return [
      [`pace.${name}`, pace],
      [name, tf.sub(variables[name], tf.mul(pace, rate))],
    ];
  });
  return { outputs: { loss: value, norm }, variables: Object.fromEntries(changed) };
};

const shapes = {
  ids: { shape: [rows], dtype: "int32" },
  targets: { shape: [rows], dtype: "int32" },
  rate: { shape: [], dtype: "float32" },
} as const;

const batch = {
  ids: Int32Array.of(1, 4, 4, 0, 10, 1, 4),
  targets: Int32Array.of(4, 4, 0, 10, 1, 4, 2),
  rate: Float32Array.of(0.5),
};

function initial(): Record<string, HostTensor> {
  const size = vocabulary * width;
  const wave = (from: number) => Array.from({ length: size }, (_, i) => Math.sin((i + from) * 12.9898));
  const shape = [vocabulary, width];
  return {
    table: floats(shape, wave(1)),
    head: floats(shape, wave(99)),
    "pace.table": floats(shape, Array(size).fill(0)),
    "pace.head": floats(shape, Array(size).fill(0)),
  };
}

/** Losses and norms of some steps, and what became of the variables. */
async function train(engine: Engine, steps: number) {
  const variables = engine.variables(initial());
  const program = await engine.compile(learn, { variables: [variables], inputs: shapes, name: "learn" });
  const told: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { loss, norm } = await program.run(batch);
    told.push(loss.data[0], norm.data[0]);
  }
  const state = await variables.read();
  await engine.close();
  return { told, state, graph: program.graph };
}

const opened = (options: Partial<OrtEngineOptions> = {}) =>
  openOrtEngine({ provider: "cpu", threads: 2, ...options });

test("openOrtEngine: twelve steps of training are those of the eager engine", async () => {
  const eager = await train(await openEagerEngine("cpu"), 12);
  const compiled = await train(await opened(), 12);
  compiled.told.forEach((number, at) => {
    assert.ok(
      Math.abs(number - eager.told[at]) < 2e-6 * (1 + eager.told[at]),
      `${at}: ${number}, ${eager.told[at]}`,
    );
  });
  assert.ok(compiled.told[22] < compiled.told[0] / 2);
  for (const [name, { data }] of Object.entries(compiled.state))
    data.forEach((number, at) => {
      assert.ok(Math.abs(number - eager.state[name].data[at]) < 2e-5, `${name}[${at}]`);
    });
  assert.ok(compiled.graph !== undefined && compiled.graph.nodes > 20 && compiled.graph.bytes < 20_000);
});

test("openOrtEngine: two trainings give the same bits, on one thread or two", async () => {
  const [first, second, single] = [
    await train(await opened(), 6),
    await train(await opened(), 6),
    await train(await opened({ threads: 1 }), 6),
  ];
  assert.deepEqual(second.told, first.told);
  assert.deepEqual(second.state, first.state);
  assert.deepEqual(single.state, first.state);
});

test("openOrtEngine: says what it runs on", async () => {
  const engine = await opened();
  assert.equal(engine.name, "onnx");
  assert.match(engine.description, /^onnxruntime-node \d+\.\d+\.\d+, provider cpu, 2 threads$/);
  await engine.close();
});

test("openOrtEngine: threads must be a whole number from 1", async () => {
  await assert.rejects(
    opened({ threads: 0 }),
    /RangeError: openOrtEngine: threads must be a whole number from 1, got 0/,
  );
});

test("openOrtEngine: variables of another engine, names that occur twice, and a closed engine are refused", async () => {
  const [one, other] = [await opened(), await opened()];
  const step: Step = ({ a }) => ({ outputs: { a } });
  const a = { a: floats([1], [1]) };
  const [mine, again, theirs] = [one.variables(a), one.variables(a), other.variables(a)];
  await assert.rejects(
    one.compile(step, { variables: [theirs] }),
    /variables must come from this engine \(onnx\)/,
  );
  await assert.rejects(
    one.compile(step, { variables: [mine, again] }),
    /names that occur once, got "a" twice/,
  );
  const program = await one.compile(step, { variables: [mine] });
  await one.close();
  await assert.rejects(one.compile(step), /the engine onnx is closed/);
  await assert.rejects(program.run({}), /the program has been released/);
  await assert.rejects(mine.read(), /they have been released/);
  await other.close();
});

test("openOrtEngine: timers have their turn between runs", async () => {
  const engine = await opened();
  const program = await engine.compile(() => ({ outputs: { one: tf.scalar(1) } }));
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  while (turns < 3) await program.run({});
  clearInterval(timer);
  await engine.close();
});

test("openOrtEngine: where no graphics device is found, webgpu says what it takes", async (t) => {
  const program =
    'import("./dist/src/tensor/ort/index.js").then((ort) => ort.openOrtEngine({ provider: "webgpu" }))';
  const told = `${program}.catch((error) => console.log(error.name, error.message))`;
  const root = fileURLToPath(new URL("../../../..", import.meta.url));
  const env = { ...process.env, VK_ICD_FILENAMES: join(root, "no-such-device.json"), LD_LIBRARY_PATH: "" };
  if (process.platform !== "linux") return t.skip("only Vulkan can be hidden by the environment");
  const { stdout } = spawnSync(process.execPath, ["-e", told], { cwd: root, env, encoding: "utf8" });
  assert.match(
    stdout,
    /^MissingEngine openEngine: engine must be one that runs here, got "webgpu": no graphics device/,
  );
  assert.match(stdout, /Try: a Vulkan driver/);
});
