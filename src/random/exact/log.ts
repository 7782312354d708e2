import { bigLn2, bigLog, fractionBits, nearestDouble } from "./big.ts";
import { powersOfTwo, productError, sumError } from "./double-double.ts";

/** Intervals per unit of the mantissa; |r| of the reduced argument stays below 2^-9.4. */
const grid = 512;
const firstNode = 362; // 512 / √2

/** Largest absolute error of `logPair`, and largest relative one; the test of this file measures both. */
export const logPairError: number = 2 ** -79;
const logPairRelativeError = 2 ** -70;

interface Tables {
  /** Reciprocals of the nodes, cut to 21 bits. */
  readonly reciprocal: Float64Array;
  /** -ln(reciprocal), as pairs. */
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly ln2High: number;
  readonly ln2Low: number;
}

let built: Tables | undefined;

function tables(): Tables {
  if (built !== undefined) return built;
  const size = 2 * firstNode + 2;
  const reciprocal = new Float64Array(size);
  const high = new Float64Array(size);
  const low = new Float64Array(size);
  for (let node = firstNode; node < size; node++) {
    reciprocal[node] = Math.round((grid / node) * 2 ** 20) / 2 ** 20;
    const value = -bigLog(reciprocal[node]);
    high[node] = nearestDouble(value, -fractionBits);
    low[node] = nearestDouble(value - scaled(high[node]), -fractionBits);
  }
  // 42 bits, so that its product with an exponent is exact.
  const ln2High = Math.floor(Math.LN2 * 2 ** 42) / 2 ** 42;
  const ln2Low = nearestDouble(bigLn2() - scaled(ln2High), -fractionBits);
  built = { reciprocal, high, low, ln2High, ln2Low };
  return built;
}

/** A double of moderate size as fixed point, exactly. */
const scaled = (x: number): bigint => BigInt(x * 2 ** 120) << BigInt(fractionBits - 120);

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const highWord = new Uint8Array(Float64Array.of(1).buffer)[7] === 0x3f ? 1 : 0;

/** Arguments that `logPair` takes: those whose exponent can be taken off by one exact product. */
export const inLogPairRange = (x: number): boolean => x >= 2.2250738585072014e-308 && x < 2 ** 1000;

/**
 * ln x as the sum of two doubles, about 79 bits behind the point.
 *
 * Shape   out [2]: high, low
 *
 * The mantissa m is brought to 1 + r by a short reciprocal c of a nearby node, and ln x = k·ln 2 - ln c + ln(1 + r).
 */
export function logPair(x: number, out: Float64Array): void {
  const { reciprocal, high, low, ln2High, ln2Low } = built ?? tables();
  double[0] = x;
  let k = (words[highWord] >>> 20) - 1023;
  let m = x * powersOfTwo[1022 - k];
  if (m > Math.SQRT2) {
    m *= 0.5;
    k += 1;
  }
  const node = Math.floor(m * grid + 0.5);
  const c = reciprocal[node];
  const head = Math.fround(m);
  const a = head * c - 1;
  const b = (m - head) * c;
  const r = a + b;
  const rLow = sumError(a, b, r);
  const square = r * r;
  const squareLow = productError(r, r, square) + 2 * r * rLow;
  const series = 1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7 - r * (1 / 8 - r * (1 / 9))))));
  const tail = r * square * series;

  const whole = k * ln2High;
  const s1 = whole + high[node];
  const s2 = s1 + r;
  const half = -0.5 * square;
  const s3 = s2 + half;
  const errors = sumError(whole, high[node], s1) + sumError(s1, r, s2) + sumError(s2, half, s3);
  const rest = errors + (k * ln2Low + low[node] + (rLow - 0.5 * squareLow) + tail);
  const sum = s3 + rest;
  out[0] = sum;
  out[1] = rest - (sum - s3);
}

const pair = new Float64Array(2);

/**
 * Natural logarithm, correctly rounded: the double nearest to the true value, the same on every platform.
 *
 * `Math.log` differs between engines and between their versions; C libraries differ with the processor.
 * Reads 70 bits; where these do not settle the rounding (once in about 2^15 calls), 200 bits of BigInt do.
 *
 * Source  own derivation; Muller et al., Handbook of Floating-Point Arithmetic, ch. 10 (table, then Ziv's test)
 *
 * @example exactLog(0.5) // -0.6931471805599453
 */
export function exactLog(x: number): number {
  if (!inLogPairRange(x)) return x > 0 && x < Number.POSITIVE_INFINITY ? slowLog(x) : Math.log(x);
  logPair(x, pair);
  const high = pair[0];
  const low = pair[1];
  const error = Math.abs(high) * logPairRelativeError;
  return high + (low - error) === high + (low + error) ? high : slowLog(x);
}

/** The same from 200 bits at once: what `exactLog` falls back to. */
export function slowLog(x: number): number {
  return x === 1 ? 0 : nearestDouble(bigLog(x), -fractionBits);
}

/**
 * Logarithm to base 10 of a positive finite number, correctly rounded. Slow: for the few numbers of a
 * configuration.
 *
 * Source  own derivation: a quotient of 200-bit logarithms
 *
 * @example exactLog10(0.1) // -1
 */
export function exactLog10(x: number): number {
  return nearestDouble((bigLog(x) << BigInt(fractionBits)) / bigLog(10), -fractionBits);
}
