import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rounded, roundHalfUp, roundHalfUpShort, signedHalfUp, significant } from "../../src/figure/round.ts";

test("roundHalfUp: halves go up on the decimal string, as the papers print", () => {
  const cases: [number, number, string][] = [
    [59.65, 1, "59.7"],
    [82.85, 1, "82.9"],
    [23.25, 1, "23.3"],
    [14.55, 1, "14.6"],
    [1.005, 2, "1.01"],
    [-59.65, 1, "-59.7"],
    [-0.04, 1, "0.0"],
    [0, 0, "0"],
    [0.5, 0, "1"],
    [9.995, 2, "10.00"],
    [99.999, 2, "100.00"],
    [1e-7, 9, "0.000000100"],
    [1.5e-7, 7, "0.0000002"],
    [1.2e21, 1, "1200000000000000000000.0"],
    [123456, 0, "123456"],
  ];
  for (const [value, decimals, text] of cases) assert.equal(roundHalfUp(value, decimals), text);
});

test("roundHalfUp: is never further than half a unit from the value", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.nat(6), (value, decimals) => {
      const text = roundHalfUp(value, decimals);
      assert.equal(text.split(".")[1]?.length ?? 0, decimals);
      assert.ok(Math.abs(Number(text) - value) <= 0.5 * 10 ** -decimals * (1 + 1e-9) + 1e-9);
    }),
  );
});

test("roundHalfUp: refuses what has no decimals", () => {
  assert.throws(() => roundHalfUp(Number.NaN, 1), /value must be finite, got NaN/);
  assert.throws(() => roundHalfUp(1, 1.5), /decimals must be a whole number/);
});

test("roundHalfUpShort: drops trailing zeros", () => {
  assert.equal(roundHalfUpShort(99.6, 2), "99.6");
  assert.equal(roundHalfUpShort(97.2, 2), "97.2");
  assert.equal(roundHalfUpShort(100, 2), "100");
});

test("rounded: six significant digits everywhere, and no number that is not one", () => {
  assert.equal(significant(5.237312345), 5.23731);
  assert.deepEqual(rounded({ a: [1.23456789, "x"], b: Float64Array.of(2.00000001), c: undefined }), {
    a: [1.23457, "x"],
    b: [2],
  });
  assert.throws(
    () => rounded({ data: [{ y: [1, Number.NaN] }] }),
    /figure\.data\[0\]\.y\[1\]: must be finite, got NaN/,
  );
});

test("signedHalfUp: a difference carries its sign, and a zero none", () => {
  const cases: [number, string][] = [
    [0.129, "+0.13"],
    [-0.346, "−0.35"],
    [0.004, "0.00"],
    [-0.004, "0.00"],
    [0, "0.00"],
  ];
  for (const [value, text] of cases) assert.equal(signedHalfUp(value, 2), text);
});
