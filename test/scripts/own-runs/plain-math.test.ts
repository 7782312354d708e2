import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { plainExp, plainLog, raisedCosine } from "../../../scripts/own-runs/plain-math.ts";

const near = (actual: number, expected: number, within: number): void =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);

test("plainExp and plainLog: agree with the engine's own to 4 units in the last place", () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      near(plainExp(x) / Math.exp(x), 1, 4 * Number.EPSILON);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      near(plainLog(x), Math.log(x), 4 * Number.EPSILON * Math.max(1, Math.abs(Math.log(x))));
    }),
  );
});

test("plainExp and plainLog: exact where the answer is", () => {
  assert.deepEqual([plainExp(0), plainExp(-800), plainLog(1)], [1, 0, 0]);
  assert.equal(plainLog(2), Math.LN2);
  assert.ok(Number.isNaN(plainExp(Number.NaN)));
});

test("raisedCosine: falls from 1 to 0 as (1 + cos πt)/2", () => {
  for (let at = 0; at <= 100; at++)
    near(raisedCosine(at / 100), 0.5 + 0.5 * Math.cos((Math.PI * at) / 100), 4e-16);
});
