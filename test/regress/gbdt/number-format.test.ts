import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { format6, format17, formatG } from "../../../src/regress/gbdt/number-format.ts";

const six: readonly [number, string][] = [
  [0, "0"],
  [-0, "-0"],
  [1, "1"],
  [123456.5, "123456"],
  [123457.5, "123458"],
  [-123456.5, "-123456"],
  [1000005, "1e+06"],
  [1000015, "1.00002e+06"],
  [999999.5, "1e+06"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [0.000123456789, "0.000123457"],
  [2.26428e-10, "2.26428e-10"],
  [1e100, "1e+100"],
  [0.1, "0.1"],
  [35.01, "35.01"],
  [Infinity, "inf"],
  [-Infinity, "-inf"],
  [Number.NaN, "nan"],
];

test("format6: prints as C's %g", () => {
  for (const [value, text] of six) assert.equal(format6(value), text);
});

const seventeen: readonly [number, string][] = [
  [0, "0"],
  [-0, "-0"],
  [32, "32"],
  [0.4625, "0.46250000000000002"],
  [0.993, "0.99299999999999999"],
  [1e16, "10000000000000000"],
  [1e17, "1e+17"],
  [5e-324, "4.9406564584124654e-324"],
  [1.7976931348623157e308, "1.7976931348623157e+308"],
  [1.0000000180025095e-35, "1.0000000180025095e-35"],
  [1.5 + 3 * 2 ** -17, "1.5000228881835938"],
  [1.5 + 2 ** -17, "1.5000076293945312"],
];

test("format17: prints as C's %.17g, ties to the even digit", () => {
  for (const [value, text] of seventeen) assert.equal(format17(value), text);
});

test("format17: comes back to the same bits", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.ok(Object.is(Number(format17(value)), value));
    }),
  );
});

test("formatG: an exact tie goes to the even digit whatever its size", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100000, max: 999998 }),
      fc.integer({ min: -3, max: 10 }),
      (digits, power) => {
        const tie = power >= 0 ? (digits + 0.5) * 10 ** power : (digits + 0.5) / 2 ** -power;
        fc.pre(power >= 0);
        const even = digits % 2 === 0 ? digits : digits + 1;
        assert.equal(Number(formatG(tie, 6)), Number(`${even}e${power}`));
      },
    ),
  );
});
