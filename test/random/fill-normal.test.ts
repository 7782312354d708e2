import assert from "node:assert/strict";
import { test } from "node:test";
import { fillNormalInPlace } from "../../src/random/index.ts";

const drawn = (count: number, stream: string, seed = 1): Float32Array => {
  const values = new Float32Array(count);
  fillNormalInPlace(values, { seed, stream });
  return values;
};

/** Normal distribution function, by Simpson's rule over the density. */
function below(x: number): number {
  const steps = 2000;
  const width = x / steps;
  const density = (at: number) => Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let step = 1; step < steps; step++) sum += density(step * width) * (step % 2 === 1 ? 4 : 2);
  return 0.5 + (sum * width) / 3;
}

test("fillNormalInPlace: a million numbers follow the normal distribution, strip edges and tail too", () => {
  const values = drawn(1_000_000, "weights").sort();
  let largest = 0;
  for (const x of [
    -4.5, -3.7, -3.6541, -3, -2, -1.5, -1, -0.5, -0.2, 0.2, 0.215, 0.5, 1, 1.7, 2.5, 3.5, 3.7, 4.2,
  ]) {
    const count = values.findIndex((value) => value > x);
    largest = Math.max(largest, Math.abs((count < 0 ? values.length : count) / values.length - below(x)));
  }
  // Kolmogorov's bound at one in ten thousand: 2.23 / √n.
  assert.ok(largest < 2.23e-3, `distance ${largest}`);
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  assert.ok(Math.abs(moment(1)) < 4e-3);
  assert.ok(Math.abs(moment(2) - 1) < 6e-3);
  assert.ok(Math.abs(moment(3)) < 1.6e-2);
  assert.ok(Math.abs(moment(4) - 3) < 4e-2);
  const far = values.filter((value) => Math.abs(value) > 3.6541528853610088).length;
  assert.ok(Math.abs(far - 258) < 5 * Math.sqrt(258), `${far} in the tail`);
});

test("fillNormalInPlace: a stream depends on its seed and name alone, and its numbers on any platform are these", () => {
  const first = drawn(5, "a");
  assert.deepEqual([...drawn(9, "a").subarray(0, 5)], [...first]);
  assert.notDeepEqual([...drawn(5, "b")], [...first]);
  assert.notDeepEqual([...drawn(5, "a", 2)], [...first]);
  assert.deepEqual(
    [...first],
    [
      -0.0031473501585423946, 0.13764755427837372, 0.2567165791988373, -0.34036970138549805,
      -0.7923834919929504,
    ],
  );
});

test("fillNormalInPlace: names that differ in their order only have streams that do not go together", () => {
  const left = drawn(10_000, "layer.12");
  const right = drawn(10_000, "layer.21");
  const product = left.reduce((sum, value, at) => sum + value * right[at], 0);
  assert.ok(Math.abs(product) < 4 * Math.sqrt(10_000));
});

test("fillNormalInPlace: scales by the deviation, and refuses seeds and deviations that are none", () => {
  const values = new Float32Array(3);
  fillNormalInPlace(values, { seed: 1, stream: "a", deviation: 2 });
  assert.deepEqual(
    [...values],
    [...drawn(3, "a")].map((value) => 2 * value),
  );
  assert.throws(() => fillNormalInPlace(values, { seed: -1, stream: "a" }), /seed must be a whole number/);
  assert.throws(
    () => fillNormalInPlace(values, { seed: 1, stream: "a", deviation: -1 }),
    /deviation must be/,
  );
  assert.throws(() => fillNormalInPlace(values, { seed: 1, stream: 1 as unknown as string }), TypeError);
});
