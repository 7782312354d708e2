/** A double taken apart: x = mantissa · 2^exponent, the mantissa a whole number. */
export function parts(x: number): { mantissa: bigint; exponent: number } {
  const bits = BigInt.asUintN(64, new BigInt64Array(Float64Array.of(x).buffer)[0]);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: x < 0 ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 };
}

/** Fraction bits of the fixed-point numbers below; their errors stay under 2^-180. */
export const fractionBits = 200;
const one = 1n << BigInt(fractionBits);
let ln2Cache: bigint | undefined;

/** ln 2 as fixed point. */
export function bigLn2(): bigint {
  ln2Cache ??= 2n * atanh(one / 3n);
  return ln2Cache;
}

/** atanh of a small fixed-point number by its odd power series. */
function atanh(z: bigint): bigint {
  const square = (z * z) / one;
  let power = z;
  let sum = 0n;
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += power / odd;
    power = (power * square) / one;
  }
  return sum;
}

/** Natural logarithm of a positive finite double, as fixed point. */
export function bigLog(x: number): bigint {
  const { mantissa, exponent } = parts(x);
  const length = mantissa.toString(2).length;
  let scale = exponent + length;
  let m = mantissa << BigInt(fractionBits - length);
  if (10n * m < 7n * one) {
    m <<= 1n;
    scale -= 1;
  }
  return 2n * atanh(((m - one) * one) / (m + one)) + BigInt(scale) * bigLn2();
}

/** e^z for a fixed-point z, as mantissa · 2^exponent; the mantissa has `fractionBits` + 1 bits. */
export function bigExp(z: bigint): { mantissa: bigint; exponent: number } {
  const ln2 = bigLn2();
  const halvings = 8n;
  const k = z / ln2 - (z < 0n ? 1n : 0n);
  const s = (z - k * ln2) >> halvings;
  let sum = one;
  let term = one;
  for (let n = 1n; term !== 0n; n++) {
    term = (term * s) / one / n;
    sum += term;
  }
  for (let n = 0n; n < halvings; n++) sum = (sum * sum) / one;
  return { mantissa: sum, exponent: Number(k) - fractionBits };
}

/** The double nearest to mantissa · 2^exponent, ties to even, gradual underflow to subnormals and zero. */
export function nearestDouble(mantissa: bigint, exponent: number): number {
  if (mantissa < 0n) return -nearestDouble(-mantissa, exponent);
  const length = mantissa.toString(2).length;
  const drop = Math.max(length - 53, -1074 - exponent);
  if (drop <= 0) return timesPowerOfTwo(Number(mantissa), exponent);
  const shift = BigInt(drop);
  const rest = BigInt.asUintN(drop, mantissa);
  const half = 1n << (shift - 1n);
  let kept = mantissa >> shift;
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
  return timesPowerOfTwo(Number(kept), exponent + drop);
}

/** x · 2^exponent where the result is exact; the power itself may lie outside the doubles. */
function timesPowerOfTwo(x: number, exponent: number): number {
  const first = Math.max(-1000, Math.min(1000, exponent));
  return x * 2 ** first * 2 ** (exponent - first);
}
