/**
 * Exponentials and logarithms from +, −, × and ÷ alone, which IEEE 754 fixes to the last bit. `Math.exp`, `Math.log` and
 * `Math.cos` differ between engines and between their versions, and a run of many steps would carry that into its loss.
 */

const ln2High = 0.6931471803691238; // 33 bits, so that its product with a small whole number is exact
const ln2Low = 1.9082149292705877e-10;
const perLn2 = Math.LOG2E;
const smallest = -745;

/** Powers of two from 2^-1074 to 2^1023, each exact. */
const powersOfTwo = Float64Array.from({ length: 2098 }, () => 1);
for (let at = 1075; at < 2098; at++) powersOfTwo[at] = powersOfTwo[at - 1] * 2;
for (let at = 1073; at >= 0; at--) powersOfTwo[at] = powersOfTwo[at + 1] / 2;

/** e^x for x from −700 to 700, to about 1 in 2^52; 0 far below. */
export function plainExp(x: number): number {
  if (x < smallest) return 0;
  const k = Math.floor(x * perLn2 + 0.5);
  const r = x - k * ln2High - k * ln2Low;
  let sum = 1;
  for (let n = 13; n >= 1; n--) sum = 1 + (sum * r) / n;
  return sum * powersOfTwo[k + 1074];
}

/** ln x for a normal number above 0, to about 1 in 2^51. */
export function plainLog(x: number): number {
  let [mantissa, exponent] = [x, 0];
  for (; mantissa >= Math.SQRT2; mantissa /= 2) exponent += 1;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) exponent -= 1;
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let odd = 25; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return exponent * ln2High + (2 * s * sum + exponent * ln2Low);
}

/** (1 + cos πt)/2 for t from 0 to 1: the cosine schedule, from 1 to 0. */
export function raisedCosine(t: number): number {
  const square = Math.PI * Math.PI * (t - 0.5) * (t - 0.5);
  let sum = 1;
  // sin of π(t − ½), by its power series.
  for (let n = 24; n >= 2; n -= 2) sum = 1 - (sum * square) / (n * (n + 1));
  return 0.5 - 0.5 * sum * Math.PI * (t - 0.5);
}
