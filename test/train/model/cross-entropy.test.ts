import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import { type HostTensor, openEngine, type Step } from "../../../src/tensor/index.ts";
import { chunkedCrossEntropy, tokenNats } from "../../../src/train/model/cross-entropy.ts";
import { hashed, relativeError } from "../golden-decoder.ts";

const [n, width, vocabulary] = [13, 6, 11];
const floats = (salt: number, ...shape: number[]): HostTensor => {
  const count = shape.reduce((product, size) => product * size, 1);
  const data = Float32Array.from(hashed(count, salt), (word) => (word / 2 ** 32 - 0.5) * 4);
  return { shape, dtype: "float32", data };
};
const inputs = {
  hidden: floats(1, n, width),
  head: floats(2, vocabulary, width),
  weights: { ...floats(3, n), data: Float32Array.from({ length: n }, (_, at) => at % 3) },
  targets: { shape: [n], dtype: "int32", data: Int32Array.from(hashed(n, 4), (word) => word % vocabulary) },
} as const;

async function run(step: Step, given: Readonly<Record<string, HostTensor>> = inputs) {
  const engine = await openEngine({ engine: "cpu" });
  const program = await engine.compile(step, { inputs: given });
  const outputs = await program.run(given);
  await engine.close();
  return outputs;
}

/** Three times a loss, so that a gradient from above counts, and its gradients by both arguments. */
const withGradients =
  (
    loss: (hidden: tf.Tensor2D, head: tf.Tensor2D, given: Readonly<Record<string, tf.Tensor>>) => tf.Scalar,
  ): Step =>
  (_, given) => {
    const scaled = (hidden: tf.Tensor, head: tf.Tensor): tf.Scalar =>
      tf.mul(3, loss(hidden as tf.Tensor2D, head as tf.Tensor2D, given));
    const { value, grads } = tf.valueAndGrads(scaled as (...all: tf.Tensor[]) => tf.Scalar)([
      given.hidden,
      given.head,
    ]);
    return { outputs: { value, ofHidden: grads[0], ofHead: grads[1] } };
  };

test("chunkedCrossEntropy: value and both gradients are those of the plain formula, whatever the chunk", async () => {
  const plain = await run(
    withGradients((hidden, head, { targets, weights }) => {
      const logits = tf.matMul(hidden, head, false, true);
      const log = tf.logSumExp(logits, 1);
      const picked = tf.sum(tf.mul(tf.oneHot(targets as tf.Tensor1D, vocabulary), logits), 1);
      const each = tf.add(tf.sub(log, picked), tf.mul(0.03, tf.square(log)));
      return tf.div(tf.sum(tf.mul(weights, each)), tf.sum(weights));
    }),
  );
  for (const chunk of [1, 5, 13, 100]) {
    const chunked = await run(
      withGradients((hidden, head, { targets, weights }) =>
        chunkedCrossEntropy(hidden, head, targets, { chunk, zLoss: 0.03, weights }),
      ),
    );
    for (const name of ["value", "ofHidden", "ofHead"])
      assert.ok(relativeError(chunked[name].data, plain[name].data) < 2e-6, `${name} in chunks of ${chunk}`);
  }
});

test("tokenNats: a target of vanishing probability has the finite loss of its logits", async () => {
  const far = {
    hidden: { shape: [1, 1], dtype: "float32", data: Float32Array.of(1) },
    head: { shape: [3, 1], dtype: "float32", data: Float32Array.of(0, 500, 500) },
    targets: { shape: [1], dtype: "int32", data: Int32Array.of(0) },
  } as const;
  const { nats } = await run(
    (_, { hidden, head, targets }) => ({
      outputs: { nats: tokenNats(hidden as tf.Tensor2D, head as tf.Tensor2D, targets) },
    }),
    far,
  );
  assert.ok(Math.abs(nats.data[0] - (500 + Math.LN2)) < 1e-3);
});
