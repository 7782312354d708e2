import assert from "node:assert/strict";
import { test } from "node:test";
import { downstream, extrapolation, overTraining, support } from "../../src/scaling/index.ts";
import { redPajama } from "./points.ts";

test("support: the default points span two ratios and a factor of 39 in size", () => {
  const { points, ranges } = support({ law: overTraining, points: redPajama });
  assert.equal(points, 5);
  assert.deepEqual(ranges.tokensPerParameter, { least: 20, largest: 320, distinct: 2 });
  assert.deepEqual(ranges.parameters, { least: 10569312, largest: 411616256, distinct: 4 });
  assert.equal(ranges.flops.largest, 6 * 411616256 ** 2 * 20);
});

test("extrapolation: names each quantity that lies beyond the points, and by how much", () => {
  const fit = { law: overTraining, points: redPajama };
  assert.deepEqual(extrapolation(fit, { parameters: 1439795200, tokens: 1439795200 * 640 }), [
    "parameters 1.44e9 is 3.5 × the largest fitted (4.12e8)",
    "tokens 9.21e11 is 110 × the largest fitted (8.23e9)",
    "flops 7.96e21 is 390 × the largest fitted (2.03e19)",
    "tokensPerParameter 640 is 2.0 × the largest fitted (320)",
  ]);
  assert.deepEqual(extrapolation(fit, { parameters: 1e8, tokens: 2e9 }), []);
  assert.deepEqual(extrapolation(fit, { parameters: 1e8, tokens: 1e8 * 19.9 }), []);
  assert.deepEqual(extrapolation(fit, { parameters: 1e8, tokens: 5e8 }), [
    "tokensPerParameter 5 is 4.0 × below the least fitted (20)",
  ]);
  const tasks = {
    law: downstream,
    points: [2.7, 3.1, 4].map((loss) => ({ loss, error: 0.6 })),
  };
  for (const loss of [2.69, 2.71, 4.01]) assert.deepEqual(extrapolation(tasks, { loss }), []);
  assert.deepEqual(extrapolation(tasks, { loss: 2.4 }), [
    "loss 2.400 is 0.300 below the least fitted (2.700)",
  ]);
  assert.deepEqual(extrapolation(tasks, { loss: 5 }), [
    "loss 5.000 is 1.000 above the largest fitted (4.000)",
  ]);
});
