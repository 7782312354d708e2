import assert from "node:assert/strict";
import { test } from "node:test";
import { NumpyRandomState } from "../../../src/random/index.ts";
import { chooseToken } from "../../../src/train/inference/sample.ts";

const logits = Float32Array.of(1, 3, 2, 3);

test("chooseToken: temperature 0 and topK 1 take the first of the likeliest", () => {
  assert.equal(chooseToken(logits, {}, 0.99), 1);
  assert.equal(chooseToken(logits, { temperature: 5, topK: 1 }, 0.99), 1);
});

test("chooseToken: tokens come as often as the softmax at the temperature says", () => {
  const random = new NumpyRandomState(7);
  const counts = [0, 0, 0, 0];
  const draws = 20_000;
  for (let draw = 0; draw < draws; draw++)
    counts[chooseToken(logits, { temperature: 2 }, random.randomSample())]++;
  const weights = [...logits].map((logit) => Math.exp(logit / 2));
  const total = weights.reduce((sum, weight) => sum + weight);
  for (const [id, count] of counts.entries())
    assert.ok(Math.abs(count / draws - weights[id] / total) < 0.015, `token ${id}: ${count}`);
});

test("chooseToken: topK and topP leave out the unlikely ones", () => {
  const chosen = (options: object) =>
    new Set(
      Array.from({ length: 100 }, (_, at) => chooseToken(logits, { temperature: 1, ...options }, at / 100)),
    );
  assert.deepEqual(chosen({ topK: 3 }), new Set([1, 3, 2]));
  // The two of logit 3 hold .40 each of the probability, the next .15.
  assert.deepEqual(chosen({ topP: 0.3 }), new Set([1]));
  assert.deepEqual(chosen({ topP: 0.6 }), new Set([1, 3]));
  assert.deepEqual(chosen({ topP: 0.9 }), new Set([1, 3, 2]));
  assert.deepEqual(chosen({ topP: 1 }), new Set([1, 3, 2, 0]));
});
