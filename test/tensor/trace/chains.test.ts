import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import type { HostTensor, Step } from "../../../src/tensor/index.ts";
import { relativeError } from "../compare.ts";
import { openCpu, runEagerly } from "../run-eagerly.ts";
import { runTraced } from "../run-traced.ts";

type Link = (x: tf.Tensor, other: tf.Tensor, pick: number) => tf.Tensor;

const axisOf = (x: tf.Tensor, pick: number): number => (x.rank === 0 ? 0 : pick % x.rank);
const along = (x: tf.Tensor, axis: number, number: number, rest: number): number[] =>
  x.shape.map((_, at) => (at === axis ? number : rest));

/** Ways to go on from a tensor that keep its numbers within reach of float32, whatever its shape. */
const links: Readonly<Record<string, Link>> = {
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  negate: (x) => tf.neg(x),
  square: (x) => tf.square(tf.tanh(x)),
  scale: (x, _, pick) => tf.mul(x, [0.5, -2, 3, 0.125][pick % 4]),
  divide: (x) => tf.div(x, 3),
  addOne: (x) => tf.add(x, 1),
  subtractFrom: (x) => tf.sub(1, x),
  withOther: (x, other) => tf.mul(tf.sum(tf.mul(other, 0.1)), x),
  addItself: (x) => tf.add(x, tf.mul(x, x.rank === 0 ? 1 : tf.sigmoid(x))),
  sum: (x, _, pick) => (x.rank === 0 ? x : tf.mul(tf.sum(x, axisOf(x, pick), pick % 2 === 0), 0.3)),
  mean: (x, _, pick) => (x.rank === 0 ? x : tf.mean(x, axisOf(x, pick), pick % 2 === 1)),
  centre: (x, _, pick) => (x.rank === 0 ? x : tf.sub(x, tf.mean(x, axisOf(x, pick), true))),
  normalise: (x) => (x.rank === 0 ? x : tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 0.5)))),
  softmax: (x) => (x.rank === 0 ? x : tf.softmax(x)),
  logSoftmax: (x) => (x.rank === 0 ? x : tf.mul(tf.logSoftmax(x), 0.2)),
  expand: (x, _, pick) => (x.rank > 3 ? x : tf.expandDims(x, pick % (x.rank + 1))),
  flatten: (x) => tf.reshape(x, [-1]),
  transpose: (x) => tf.transpose(x),
  halves: (x, _, pick) => {
    const axis = axisOf(x, pick);
    if (x.rank === 0 || x.shape[axis] % 2 !== 0) return x;
    const [first, second] = tf.split(x, 2, axis);
    return tf.concat([tf.mul(second, 2), tf.neg(first)], axis);
  },
  slice: (x, _, pick) => {
    const axis = axisOf(x, pick);
    if (x.rank === 0 || x.shape[axis] < 2) return x;
    return tf.slice(x, along(x, axis, 1, 0), along(x, axis, x.shape[axis] - 1, -1));
  },
  overlap: (x, _, pick) => {
    const axis = axisOf(x, pick);
    if (x.rank === 0 || x.shape[axis] < 3) return x;
    const size = x.shape[axis] - 2;
    const part = (at: number) => tf.slice(x, along(x, axis, at, 0), along(x, axis, size, -1));
    return tf.add(tf.mul(part(0), part(1)), part(2));
  },
  pad: (x, _, pick) =>
    x.rank === 0 || x.rank > 4 || x.size > 200
      ? x
      : tf.pad(
          x,
          x.shape.map((_, at): [number, number] => (at === axisOf(x, pick) ? [1, pick % 2] : [0, 0])),
        ),
  repeat: (x, _, pick) =>
    x.rank === 0 || x.rank > 4 || x.size > 200 ? x : tf.tile(x, along(x, axisOf(x, pick), 2, 1)),
  widen: (x) => (x.rank > 2 || x.size > 200 ? x : tf.broadcastTo(tf.expandDims(x, 0), [3, ...x.shape])),
  reverse: (x, _, pick) => (x.rank === 0 ? x : tf.reverse(x, axisOf(x, pick))),
  product: (x) => (x.rank < 2 || x.rank > 3 ? x : tf.mul(tf.matMul(x, x, false, true), 0.25)),
  crossProduct: (x) => (x.rank !== 2 ? x : tf.tanh(tf.matMul(tf.mul(x, 0.5), x, true, false))),
  choose: (x) => tf.where(tf.greaterEqual(x, 0), x, tf.mul(x, 0.1)),
};

const names = Object.keys(links);
const chain = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
  steps: fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(11)), { minLength: 1, maxLength: 9 }),
  seed: fc.nat(1000),
});

const drawn = (shape: readonly number[], seed: number): HostTensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: size }, (_, at) => Math.sin(seed + 1.7 * at) * 1.5);
  return { shape, dtype: "float32", data };
};

describe("chains of ops", () => {
  test("give the numbers and the gradients of eager tfjs, whatever their order", async () => {
    await openCpu();
    await fc.assert(
      fc.asyncProperty(chain, async ({ shape, steps, seed }) => {
        const walk = (x: tf.Tensor, other: tf.Tensor) =>
          steps.reduce((value, [name, pick]) => links[name](value, other, pick), x);
        const step: Step = (_, { x, other }) => {
          const { value, grads } = tf.valueAndGrads((a: tf.Tensor, b: tf.Tensor) => {
            const end = walk(a, b);
            return tf.sum(tf.mul(tf.add(end, tf.mul(tf.sum(b), 0.01)), tf.cos(end))) as tf.Scalar;
          })([x, other]);
          return { outputs: { end: walk(x, other), value, ofX: grads[0], ofOther: grads[1] } };
        };
        const inputs = { x: drawn(shape, seed), other: drawn([2, 2], seed + 3) };
        const [traced, eager] = [await runTraced(step, {}, inputs), await runEagerly(step, {}, inputs)];
        for (const [name, reference] of Object.entries(eager)) {
          assert.deepEqual(traced[name].shape, reference.shape, name);
          // Gradients that cancel keep no digits but those of what cancelled, which is of the size of 1.
          const largest = Math.max(...reference.data.map(Math.abs), 0);
          const difference = relativeError(traced[name], reference) * largest;
          assert.ok(
            difference <= 1e-4 * largest + 5e-6,
            `${name}: [${traced[name].data}] for [${reference.data}]`,
          );
        }
      }),
      { numRuns: 80, seed: 20 },
    );
  });
});
