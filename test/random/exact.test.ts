import assert from "node:assert/strict";
import { test } from "node:test";
import { bigExp, bigLog, fractionBits, nearestDouble } from "../../src/random/exact/big.ts";
import { exactLog, exactLog10, logPair, logPairError, slowLog } from "../../src/random/exact/log.ts";
import { exactPow, slowPow } from "../../src/random/exact/pow.ts";
import { NumpyRandomState } from "../../src/random/index.ts";
import { doubleOf, hexOf } from "./streams.ts";

const one = 1n << 320n;

/** An independent reference: ln by Newton on an exponential of 320 bits that sums its Taylor series plainly. */
function referenceExp(z: bigint): bigint {
  let sum = one;
  let term = one;
  const small = z >> 40n;
  for (let n = 1n; term !== 0n; n++) {
    term = ((term * small) >> 320n) / n;
    sum += term;
  }
  for (let n = 0; n < 40; n++) sum = (sum * sum) >> 320n;
  return sum;
}

test("bigLog: its 200-bit logarithm, put through an independent exponential, gives the argument back", () => {
  for (const x of [0.5, 1e-16, 0.999999999999, 1.0000000001, 0.1, 3, Math.SQRT1_2, 7.25]) {
    const back = referenceExp(bigLog(x) << BigInt(320 - fractionBits));
    const wanted = BigInt(x * 2 ** 120) << 200n;
    const error = back > wanted ? back - wanted : wanted - back;
    assert.ok(error < BigInt(Math.ceil(x)) << 136n, `ln ${x}`);
  }
});

test("bigExp: agrees with an independent exponential to 180 bits", () => {
  for (const x of [0.5, -0.001, -37.25, 12.125, -Math.LN2]) {
    const z = BigInt(x * 2 ** 100) << BigInt(fractionBits - 100);
    const { mantissa, exponent } = bigExp(z);
    const wanted = referenceExp(z << BigInt(320 - fractionBits));
    const got = mantissa << BigInt(320 + exponent);
    const error = got > wanted ? got - wanted : wanted - got;
    assert.ok(error < wanted >> 178n, `e^${x}`);
  }
});

test("nearestDouble: rounds to even, into subnormals and to zero as the hardware does", () => {
  const cases: [bigint, number, number][] = [
    [1n, 0, 1],
    [(1n << 53n) + 1n, 0, 2 ** 53],
    [(1n << 53n) + 3n, 0, 2 ** 53 + 4],
    [(1n << 54n) + 3n, -1, 2 ** 53 + 2],
    [3n, -1075, 2 * Number.MIN_VALUE],
    [1n, -1075, 0],
    [5n, -1076, Number.MIN_VALUE],
    [-3n, -2, -0.75],
    [(1n << 54n) - 1n, -1076, 2 ** -1022],
  ];
  for (const [mantissa, exponent, wanted] of cases) assert.equal(nearestDouble(mantissa, exponent), wanted);
});

test("logPair: stays within the error that the rounding test assumes", () => {
  const random = new NumpyRandomState(1);
  const out = new Float64Array(2);
  const fixed = (x: number) => BigInt(Math.round(x * 2 ** 190)) << 10n;
  for (let count = 0; count < 20000; count++) {
    const u = random.randomSample();
    const x = count % 2 === 0 ? u : 1 + (u - 0.5) * 2 ** -(count % 40);
    logPair(x, out);
    const error = Math.abs(Number(bigLog(x) - fixed(out[0]) - fixed(out[1]))) / 2 ** fractionBits;
    assert.ok(error <= logPairError / 2, `absolute error at ${x}`);
    assert.ok(error <= Math.abs(out[0]) * 2 ** -71, `relative error at ${x}`);
  }
});

test("exactLog: is the nearest double on 30 000 arguments of the draws", () => {
  const random = new NumpyRandomState(2);
  for (let count = 0; count < 30000; count++) {
    const x = count % 3 === 0 ? 1 + random.standardNormal() * 1e-3 : 1 - random.randomSample();
    assert.equal(exactLog(x), slowLog(x), `ln ${x}`);
  }
});

test("exactPow: is the nearest double for every kind of exponent, subnormal results included", () => {
  const random = new NumpyRandomState(3);
  for (const alpha of [0.9, 0.5, 0.1, 0.0118, 0.00175077]) {
    for (let count = 0; count < 6000; count++) {
      const x = random.randomSample();
      assert.equal(exactPow(x, 1 / alpha), slowPow(x, 1 / alpha), `${x} ^ (1 / ${alpha})`);
    }
  }
  for (let count = 0; count < 6000; count++) {
    const y = -(708 + 38 * random.randomSample()) / Math.log(0.25 + 0.5 * random.randomSample());
    const x = 0.25 + 0.5 * random.randomSample();
    assert.equal(exactPow(x, y), slowPow(x, y), `${x} ^ ${y}`);
  }
});

test("exactLog10: powers of ten are met exactly, other numbers to the last bit", () => {
  for (let power = -20; power <= 22; power++) {
    const x = Number(`1e${power}`);
    assert.ok(Math.abs(exactLog10(x) - power) <= Math.abs(power) * 2 ** -53, `log10 of 1e${power}`);
    if (power >= 0) assert.equal(exactLog10(x), power);
  }
  assert.equal(exactLog10(5), 0.6989700043360189);
  assert.equal(exactLog10(0.1), -1);
});

test("exactPow, exactLog: ends and exact cases", () => {
  const half53 = 2 ** 27 + 1;
  const cases: [number, number, number][] = [
    [0, 2, 0],
    [1, 571, 1],
    [0.25, 0.5, 0.5],
    [0.3, 1, 0.3],
    [0.3, 0, 1],
    [half53, 2, 2 ** 54 + 2 ** 28],
    [3, 34, Number(3n ** 34n)],
    [2, -1074, Number.MIN_VALUE],
    [2, 1023.5, Math.SQRT2 * 2 ** 1023],
    [2, 1024, Number.POSITIVE_INFINITY],
    [0.5, 1e9, 0],
    [0, 0.5, 0],
    [2 ** 1000, 0.5, 2 ** 500],
    [1.5, 1e18, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, -1, 0],
    [5e-324, 0.5, doubleOf("1e60000000000000")],
  ];
  for (const [x, y, wanted] of cases) assert.equal(hexOf(exactPow(x, y)), hexOf(wanted), `${x} ^ ${y}`);
  assert.equal(exactLog(1), 0);
  assert.equal(exactLog(0), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(exactLog(-1)));
  assert.equal(exactLog(5e-324), -744.4400719213812);
});
