import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { linearTicks, logTicks, padded, tickLabels } from "../../src/figure/ticks.ts";

test("linearTicks: round steps inside the interval, from small to large", () => {
  const cases: [number, number, number[]][] = [
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-1, 1, [-1, -0.5, 0, 0.5, 1]],
    [5.11, 6.38, [5.2, 5.4, 5.6, 5.8, 6, 6.2]],
    [0, 17000, [0, 5000, 10000, 15000]],
    [0, 1e-15, [0, 2e-16, 4e-16, 6e-16, 8e-16, 1e-15]],
  ];
  for (const [low, high, ticks] of cases) assert.deepEqual(linearTicks(low, high), ticks);
});

test("linearTicks: never leaves the interval, never floods it", () => {
  const bound = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(bound, bound, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(high - low > 2e-5 * Math.max(1, Math.abs(low), Math.abs(high)));
      const ticks = linearTicks(low, high);
      const slack = (high - low) * 1e-6;
      assert.ok(ticks.length >= 2 && ticks.length <= 12);
      for (const tick of ticks) assert.ok(tick >= low - slack && tick <= high + slack);
    }),
  );
});

test("linearTicks: one tick where the ends differ by less than a figure can hold", () => {
  assert.deepEqual(linearTicks(999999, 999999 + 2e-10), [999999]);
  assert.deepEqual(linearTicks(3, 3), [3]);
});

test("padded: an interval around values that are nearly equal has room", () => {
  assert.deepEqual(padded([100, 100 + 1e-9], 0.05).map(Math.round), [95, 105]);
  assert.deepEqual(padded([0, 0]), [-0.05, 0.05]);
  assert.deepEqual(padded([0, 4e-323]), [-0.05, 0.05]);
  assert.deepEqual(padded([0, 10]), [-0.5, 10.5]);
});

test("tickLabels: equal decimals and a true minus", () => {
  assert.deepEqual(tickLabels([-0.5, 0, 0.5]), ["−0.5", "0.0", "0.5"]);
  assert.deepEqual(tickLabels([0, 2e-9, 4e-9]), ["0", "2e−9", "4e−9"]);
  assert.deepEqual(tickLabels([-2e7, 0, 2e7]), ["−2e+7", "0", "2e+7"]);
  assert.deepEqual(tickLabels([0, 5e-7]), ["0.0000000", "0.0000005"]);
});

test("logTicks: decades when they are many, halves of them when few", () => {
  assert.deepEqual(logTicks(0.001, 1000, 7), [0.001, 0.01, 0.1, 1, 10, 100, 1000]);
  assert.deepEqual(logTicks(2, 6), [2, 3, 4, 5, 6]);
  assert.deepEqual(logTicks(1, 90), [1, 2, 5, 10, 20, 50]);
});
