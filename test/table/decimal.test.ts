import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { printScientific, roundHalfUp } from "../../src/table/index.ts";

test("decimal: rounding is half up on the decimal string, unlike toFixed", () => {
  const cases: readonly (readonly [number | string, number, string])[] = [
    [59.65, 1, "59.7"],
    [82.85, 1, "82.9"],
    [23.25, 1, "23.3"],
    [0.5, 0, "1"],
    [-1.25, 1, "-1.3"],
    [-0.04, 1, "0.0"],
    ["99.6", 2, "99.60"],
    [9.999, 2, "10.00"],
    [1e-7, 3, "0.000"],
    [1.5e-7, 7, "0.0000002"],
    [1e21, 1, "1000000000000000000000.0"],
    [".955", 2, "0.96"],
  ];
  for (const [value, decimals, expected] of cases) assert.equal(roundHalfUp(value, decimals), expected);
  for (const bad of ["", "x", "1e", Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => roundHalfUp(bad, 1), RangeError);
});

test("decimal: scientific prints as numpy prints", () => {
  const cases: readonly (readonly [number | string, string])[] = [
    [0.004663295435952718, "4.66329544e-03"],
    [4.837248167442593e-7, "4.83724817e-07"],
    [0.8909243437749101, "8.90924344e-01"],
    [123.456, "1.23456000e+02"],
    [0.9999999999, "1.00000000e+00"],
    [-0.05, "-5.00000000e-02"],
    [0, "0.00000000e+00"],
    ["4.66329544e-03", "4.66329544e-03"],
    [1e300, "1.00000000e+300"],
  ];
  for (const [value, expected] of cases) assert.equal(printScientific(value, 9), expected);
});

test("decimal: rounding moves a number by at most half a unit of the last place", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 5 }), (value, decimals) => {
      const rounded = Number(roundHalfUp(value / 1e4, decimals));
      assert.ok(Math.abs(rounded - value / 1e4) <= 0.5 * 10 ** -decimals + 1e-9);
    }),
  );
});
