import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import { countOperations } from "../../../src/tensor/graph/statistics.ts";
import type { Graph } from "../../../src/tensor/graph/types.ts";
import type { TensorSpec } from "../../../src/tensor/index.ts";
import { traceStep } from "../../../src/tensor/trace/trace-step.ts";

type Given = Readonly<Record<string, tf.Tensor>>;

const inputs: Readonly<Record<string, TensorSpec>> = {
  x: { shape: [4, 6], dtype: "float32" },
  y: { shape: [4, 6], dtype: "float32" },
  w: { shape: [6, 5], dtype: "float32" },
  row: { shape: [6], dtype: "float32" },
  column: { shape: [4, 1], dtype: "float32" },
  scalar: { shape: [], dtype: "float32" },
  table: { shape: [7, 6], dtype: "float32" },
  ids: { shape: [9], dtype: "int32" },
};

async function graphOf(run: (given: Given) => tf.Tensor | tf.Tensor[]): Promise<Graph> {
  const { graph } = await traceStep(
    (_, given) => ({ outputs: Object.fromEntries([run(given)].flat().map((y, at) => [`y${at}`, y])) }),
    { variables: {}, inputs, name: "simplify" },
  );
  return graph;
}

const grad = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor => tf.grad((t) => tf.sum(f(t)))(x);

/** Steps and the nodes that are left of them. */
const table: Readonly<
  Record<string, readonly [(given: Given) => tf.Tensor | tf.Tensor[], Record<string, number>]>
> = {
  "x + 0, x · 1, x / 1, x - 0, x ^ 1 are x": [
    ({ x }) => tf.pow(tf.sub(tf.div(tf.mul(tf.add(x, 0), 1), tf.ones([4, 6])), tf.zerosLike(x)), 1),
    {},
  ],
  "x · 0 stays, since x may not be finite": [({ x }) => tf.mul(x, 0), { "binary:multiply": 1 }],
  "0 - x is -x": [({ x }) => tf.sub(0, x), { "unary:negate": 1 }],
  "x · x is a square": [({ x }) => tf.mul(x, x), { "unary:square": 1 }],
  "-(-x) is x": [({ x }) => tf.neg(tf.neg(x)), {}],
  "x - (-y) is x + y": [({ x, y }) => tf.sub(x, tf.neg(y)), { "binary:add": 1 }],
  "x + y and y + x are one": [({ x, y }) => [tf.add(x, y), tf.add(y, x)], { "binary:add": 1 }],
  "equal expressions are one": [
    ({ x, y }) => tf.add(tf.exp(tf.mul(x, y)), tf.sqrt(tf.exp(tf.mul(x, y)))),
    { "binary:multiply": 1, "unary:exp": 1, "unary:sqrt": 1, "binary:add": 1 },
  ],
  "what nobody reads is dropped": [
    ({ x, y }) => {
      tf.exp(y);
      return tf.neg(x);
    },
    { "unary:negate": 1 },
  ],
  "constants are computed while tracing": [
    ({ x }) => tf.mul(x, tf.cos(tf.mul(tf.range(0, 6), tf.pow(2, 0.5)))),
    { "binary:multiply": 1 },
  ],
  "constant factors meet": [({ x }) => tf.div(tf.neg(tf.mul(tf.mul(x, 3), 5)), 2), { "binary:multiply": 1 }],
  "small factors meet before they meet large ones": [
    ({ x, scalar, column }) => tf.mul(tf.mul(tf.mul(x, scalar), 0.5), column),
    { "binary:multiply": 3 },
  ],
  "transposes cancel": [({ x }) => tf.transpose(tf.transpose(x)), {}],
  "transposes of axes of size 1 are reshapes": [({ column }) => tf.transpose(column), { reshape: 1 }],
  "reshapes of reshapes are one": [({ x }) => tf.reshape(tf.reshape(x, [2, 12]), [3, 8]), { reshape: 1 }],
  "reshapes back are none": [({ x }) => tf.reshape(tf.reshape(x, [24]), [4, 6]), {}],
  "transposed matrices are flags of the product": [
    ({ x, w }) => tf.matMul(tf.transpose(w), tf.transpose(x)),
    { matmul: 1 },
  ],
  "constant factors around a product are its scale": [
    ({ x, w }) => tf.neg(tf.div(tf.matMul(tf.mul(x, 3), tf.neg(w)), 7)),
    { matmul: 1 },
  ],
  "a constant factor under a reshape is the product's scale": [
    ({ x, w }) => tf.mul(tf.reshape(tf.matMul(x, w), [2, 2, 5]), 0.25),
    { matmul: 1, reshape: 1 },
  ],
  "a product that others read keeps its scale": [
    ({ x, w }) => {
      const product = tf.matMul(x, w);
      return [product, tf.mul(product, 2)];
    },
    { matmul: 1, "binary:multiply": 1 },
  ],
  "the gradient of a sum is not spread": [
    ({ x, column }) => grad((t) => tf.mul(tf.sum(t, 1, true), column), x),
    { broadcast: 1 },
  ],
  "the sum of what is broadcast is a factor": [
    ({ column }) => tf.sum(tf.broadcastTo(column, [4, 6]), 1),
    { reshape: 1, "binary:multiply": 1 },
  ],
  "the gradient of a square has no extra pass": [
    ({ x, y }) => tf.grad((t) => tf.sum(tf.mul(tf.square(t), y)))(x),
    { "binary:multiply": 2 },
  ],
  "the gradient of slices that cover is a concat": [
    ({ x, y }) =>
      tf.grad((t) =>
        tf.sum(
          tf.mul(tf.concat([tf.neg(tf.slice(t, [0, 3], [4, 3])), tf.exp(tf.slice(t, [0, 0], [4, 3]))], 1), y),
        ),
      )(x),
    { slice: 3, "binary:multiply": 1, "unary:negate": 1, "unary:exp": 1, concat: 1 },
  ],
  "the gradient of tf.broadcastTo is one sum": [
    ({ x, row }) => tf.grad((t) => tf.sum(tf.mul(tf.broadcastTo(t, [4, 6]), tf.exp(x))))(row),
    { "unary:exp": 1, "reduce:sum": 1 },
  ],
  "the gradient of a gather is one sum of segments": [
    ({ table: rows, ids }) => tf.grad((t) => tf.sum(tf.square(tf.gather(t, ids as tf.Tensor1D))))(rows),
    { gather: 1, "binary:multiply": 1, segmentSum: 1 },
  ],
  "concat of slices side by side is a slice": [
    ({ x }) => tf.concat(tf.split(x, 3, 1).slice(1), 1),
    { slice: 1 },
  ],
  "a split of a concat is its parts": [
    ({ x, y }) => tf.add(...(tf.split(tf.concat([x, y], 1), 2, 1) as [tf.Tensor, tf.Tensor])),
    { "binary:add": 1 },
  ],
  "tfjs's log-softmax is one node": [({ x }) => tf.logSoftmax(x), { logSoftmax: 1 }],
  "x - logSumExp(x) is a log-softmax": [({ x }) => tf.sub(x, tf.logSumExp(x, 1, true)), { logSoftmax: 1 }],
  "a softmax written out is one node": [
    ({ x }) => {
      const powers = tf.exp(tf.sub(x, tf.max(x, -1, true)));
      return tf.div(powers, tf.sum(powers, -1, true));
    },
    { softmax: 1 },
  ],
  "powers with cheap names take them": [
    ({ x }) => [tf.pow(x, 2), tf.pow(x, 0.5), tf.pow(x, -1), tf.pow(x, -0.5)],
    { "unary:square": 1, "unary:sqrt": 1, "unary:reciprocal": 1, "unary:rsqrt": 1 },
  ],
};

describe("simplify", () => {
  for (const [title, [run, expected]] of Object.entries(table))
    test(title, async () => {
      const sorted = (counts: object) => Object.fromEntries(Object.entries(counts).sort());
      assert.deepEqual(sorted(countOperations(await graphOf(run))), sorted(expected));
    });

  test("inputs that nothing reads are left out; an input may be an output", async () => {
    const graph = await graphOf(({ x }) => x);
    assert.deepEqual(
      graph.inputs.map(({ name }) => name),
      ["input:x"],
    );
    assert.equal(graph.outputs[0].value, graph.inputs[0].value);
  });

  test("a causal mask of 2048 positions is computed from its edges, not stored", async () => {
    const graph = await graphOf(({ scalar }) => {
      const at = tf.range(0, 2048);
      const mask = tf.where(
        tf.greater(tf.expandDims(at, 0), tf.expandDims(at, 1)),
        tf.scalar(-1e9),
        tf.scalar(0),
      );
      return tf.sum(tf.mul(mask, scalar));
    });
    const held = graph.nodes.flatMap(({ inputs: read }) => read.map(({ constant }) => constant?.length ?? 0));
    assert.ok(Math.max(...held) <= 2048);
  });

  test("every node knows the line that asked for it", async () => {
    const graph = await graphOf(({ x, y }) => grad((t) => tf.mul(tf.tanh(t), y), x));
    for (const { caller } of graph.nodes) assert.match(caller, /simplify\.test\.js:\d+:\d+$/);
  });
});
