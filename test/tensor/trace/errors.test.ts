import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import type { Step, TensorSpec } from "../../../src/tensor/index.ts";
import { traceStep } from "../../../src/tensor/trace/trace-step.ts";
import { openCpu } from "../run-eagerly.ts";

const vector: TensorSpec = { shape: [3], dtype: "float32" };
const trace = (step: Step) =>
  traceStep(step, {
    variables: { w: vector },
    inputs: { x: vector, y: { shape: [4, 4], dtype: "float32" } },
    name: "bad",
  });

/** A step of one expression. */
const giving =
  (run: (inputs: Readonly<Record<string, tf.Tensor>>) => tf.Tensor): Step =>
  (variables, inputs) => ({ outputs: { z: run({ ...variables, ...inputs }) } });

const ownLine = /at \S*errors\.test\.js:\d+:\d+/;

const refusals: Readonly<Record<string, readonly [Step, RegExp]>> = {
  "a kernel without a counterpart": [
    giving(({ y }) => tf.topk(y, 2).values),
    /^compile: step "bad" must use kernels that can be compiled, got TopK at /,
  ],
  "a kernel without a counterpart inside a gradient": [
    giving(({ x }) => tf.grad((t) => tf.sum(tf.atan(t)))(x)),
    /got Atan at /,
  ],
  "shapes that tfjs refuses": [
    giving(({ y }) => tf.slice(y, [0, 3], [4, 2])),
    /^compile: step "bad" must be accepted by tfjs, got: .*slice/i,
  ],
  "shapes that do not broadcast": [giving(({ x, y }) => tf.add(x, y)), /3.*4/],
  "shapes that do not multiply": [
    giving(({ x, y }) => tf.matMul(tf.reshape(x, [1, 3]), y)),
    /inner sizes.*3.*4/,
  ],
  "values read with dataSync": [
    giving(({ x }) => tf.mul(x, x.dataSync()[0])),
    /must not read values of tensors, which are not known while it is recorded/,
  ],
  "values read with arraySync": [
    giving(({ x }) => tf.tensor(x.arraySync() as number[])),
    /must not read values/,
  ],
  "values read with data": [
    giving(({ x }) => {
      void x.data();
      return x;
    }),
    /must not read values/,
  ],
  "tf.randomNormal": [
    giving(({ x }) => tf.add(x, tf.randomNormal([3]))),
    /must not draw random numbers, got tf\.randomNormal.*as an input\.$/,
  ],
  "tf.dropout": [giving(({ x }) => tf.dropout(x, 0.5)), /must not draw random numbers/],
  "tf.multinomial": [
    giving(({ y }) => tf.multinomial(y as tf.Tensor2D, 2)),
    /must not draw random numbers, got tf\.multinomial/,
  ],
  "tensors of strings": [
    giving(({ x }) => {
      tf.tensor(["a"]);
      return x;
    }),
    /must use tensors of float32, int32 or bool, got string/,
  ],
  "a tensor that its gradient has freed": [
    giving(({ x }) => {
      const squared = tf.customGrad((t) => {
        const twice = tf.mul(t as tf.Tensor, 2);
        return { value: tf.square(t as tf.Tensor), gradFunc: (dy: tf.Tensor) => tf.mul(dy, twice) };
      });
      return tf.grad((t) => tf.sum(squared(t)))(x);
    }),
    /must not use tensors that are disposed.*save function/,
  ],
};

describe("a step that cannot be compiled is refused with the line of its code", () => {
  for (const [title, [step, message]] of Object.entries(refusals))
    test(title, async () => {
      await assert.rejects(trace(step), (error: Error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, message);
        assert.match(error.message, ownLine);
        return true;
      });
    });

  test("a tf.Variable from outside", async () => {
    await openCpu();
    const outside = tf.variable(tf.ones([3]), true, "outside");
    await assert.rejects(
      trace(giving(({ x }) => tf.add(x, outside))),
      /the tf.Variable "outside" at .*errors\.test\.js/,
    );
    outside.dispose();
  });

  test("the line is that of the innermost function of the step", async () => {
    const inner = (x: tf.Tensor) => tf.atan(x);
    const line = Number(/errors\.test\.js:(\d+)/.exec(new Error().stack!)![1]) - 1;
    await assert.rejects(trace(giving(({ x }) => inner(x))), (error: Error) =>
      error.message.includes(`errors.test.js:${line}:`),
    );
  });

  test("what tfjs said is the cause", async () => {
    await assert.rejects(
      trace(giving(({ y }) => tf.slice(y, [9, 9]))),
      (error: Error) => error.cause instanceof Error,
    );
  });
});

describe("what a step returns is checked", () => {
  const wrong: Readonly<Record<string, readonly [Step, RegExp]>> = {
    "a promise": [(async () => ({ outputs: {} })) as unknown as Step, /at once, got a Promise/],
    "no outputs": [(() => ({})) as unknown as Step, /must return an object with outputs, got \{\}/],
    nothing: [(() => undefined) as unknown as Step, /must return an object with outputs, got undefined/],
    "a number": [
      (() => ({ outputs: { loss: 3 } })) as unknown as Step,
      /must return tensors, got 3 for "loss"/,
    ],
    "a variable with another name": [
      (variables) => ({ outputs: {}, variables: { v: variables.w } }),
      /variables must be one of the 1 known names, got "v"/,
    ],
    "a variable of another shape": [
      (variables) => ({ outputs: {}, variables: { w: tf.sum(variables.w) } }),
      /must return variable "w" as float32 \[3\], got float32 \[\]/,
    ],
    "a variable of another dtype": [
      (variables) => ({ outputs: {}, variables: { w: tf.cast(variables.w, "int32") } }),
      /must return variable "w" as float32 \[3\], got int32 \[3\]/,
    ],
  };
  for (const [title, [step, message]] of Object.entries(wrong))
    test(title, async () => {
      await assert.rejects(trace(step), message);
    });
});

describe("tfjs is left as it was", () => {
  const good = giving(({ x, w }) => tf.grad((t) => tf.sum(tf.mul(t, w)))(x));
  const bad = giving(({ x }) => tf.grad((t) => tf.sum(tf.atan(tf.square(t))))(x));

  test("its backend, its tensors and its stack limit, after success and failure", async () => {
    await openCpu();
    const kept = tf.tensor1d([1, 2, 3]);
    const before = [
      tf.getBackend(),
      tf.memory().numTensors,
      tf.memory().numDataBuffers,
      Error.stackTraceLimit,
    ];
    const after = () => [
      tf.getBackend(),
      tf.memory().numTensors,
      tf.memory().numDataBuffers,
      Error.stackTraceLimit,
    ];
    await trace(good);
    assert.deepEqual(after(), before);
    await assert.rejects(trace(bad));
    assert.deepEqual(after(), before);
    await trace(giving(({ x }) => tf.mul(x, kept)));
    assert.deepEqual(after(), before);
    assert.deepEqual([...kept.dataSync()], [1, 2, 3]);
    assert.equal(tf.findBackend("mixlab-trace"), null);
    kept.dispose();
  });

  test("its debug mode, which would read every result", async () => {
    const flags = tf.env().getFlags();
    flags.DEBUG = true;
    await trace(good);
    assert.equal(flags.DEBUG, true);
    flags.DEBUG = false;
  });

  test("an error of the step's own reaches the caller unchanged", async () => {
    const own = new TypeError("mine");
    await assert.rejects(
      trace(() => {
        throw own;
      }),
      (error) => error === own,
    );
  });

  test("steps traced at once do not meet", async () => {
    const [one, two] = await Promise.all([trace(good), trace(good)]);
    assert.deepEqual(one.graph.nodes.length, two.graph.nodes.length);
  });
});
