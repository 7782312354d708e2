import { bigExp, bigLn2, bigLog, fractionBits, nearestDouble, parts } from "./big.ts";
import { powersOfTwo, productError, sumError } from "./double-double.ts";
import { inLogPairRange, logPair, logPairError } from "./log.ts";

/** Nodes between two powers of two; the reduced argument stays below 2^-8.5. */
const grid = 128;
const expPairRelativeError = 2 ** -74;

interface Tables {
  /** 2^(node / 128), as pairs. */
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** ln 2 / 128 in three pieces; the first two have 33 bits, so that multiples of them are exact. */
  readonly step: readonly [number, number, number];
}

let built: Tables | undefined;

function tables(): Tables {
  if (built !== undefined) return built;
  const high = new Float64Array(grid);
  const low = new Float64Array(grid);
  for (let node = 0; node < grid; node++) {
    const { mantissa, exponent } = bigExp((BigInt(node) * bigLn2()) / BigInt(grid));
    high[node] = nearestDouble(mantissa, exponent);
    const { mantissa: head, exponent: shift } = parts(high[node]);
    low[node] = nearestDouble(mantissa - (head << BigInt(shift - exponent)), exponent);
  }
  const stepBits = fractionBits + 7; // ln 2 / 128
  const first = bigLn2() >> BigInt(stepBits - 40);
  const second = bigLn2() >> BigInt(stepBits - 73);
  const behind = bigLn2() - (second << BigInt(stepBits - 73));
  const step = [
    Number(first) / 2 ** 40,
    Number(second - (first << 33n)) / 2 ** 73,
    nearestDouble(behind, -stepBits),
  ] as const;
  built = { high, low, step };
  return built;
}

const log = new Float64Array(2);

/**
 * x to the power y, correctly rounded: the double nearest to the true value, the same on every platform.
 *
 * Arguments that are not positive and finite follow `Math.pow`, whose results there are exact.
 *
 * Source  own derivation: exp(y · ln x) with 70 bits, settled by Ziv's test or by 200 bits of BigInt
 *
 * @example exactPow(0.5, 0.5) // 0.7071067811865476
 */
export function exactPow(x: number, y: number): number {
  if (x === 1 || y === 1) return x;
  if (!inLogPairRange(x) || !(Math.abs(y) < 2 ** 60) || y === 0) return powerAtEdge(x, y);
  const { high, low, step } = built ?? tables();
  logPair(x, log);
  const logHigh = log[0];
  const z = y * logHigh;
  if (!(z > -745.2)) return 0;
  if (z > 709.8) return Number.POSITIVE_INFINITY;
  const zLow = productError(y, logHigh, z) + y * log[1];
  const k = Math.floor(z * 184.6649652337873 + 0.5) | 0; // 128 / ln 2
  const t = z - k * step[0];
  const u = -k * step[1];
  const v = t + u;
  const vLow = sumError(t, u, v) + (zLow - k * step[2]);
  const s = v + vLow;
  const sLow = vLow - (s - v);

  const square = 0.5 * s * s;
  const series = 1 / 6 + s * (1 / 24 + s * (1 / 120 + s * (1 / 720 + s * (1 / 5040 + s * (1 / 40320)))));
  const grown = s + square;
  const grownLow =
    sumError(s, square, grown) + (productError(0.5 * s, s, square) + sLow + s * sLow + s * s * s * series);
  const node = k & (grid - 1);
  const base = high[node];
  const product = base * grown;
  const sum = base + product;
  const sumLow =
    sumError(base, product, sum) +
    (productError(base, grown, product) + base * grownLow + low[node] * (1 + grown));
  const head = sum + sumLow;
  const rest = sumLow - (head - sum);
  const error =
    head * (expPairRelativeError + Math.abs(y) * Math.min(logPairError, Math.abs(logHigh) * 2 ** -70));
  const scale = k >> 7;
  if (scale > -1022 && scale < 1023) {
    return head + (rest - error) === head + (rest + error) ? head * powersOfTwo[scale + 1022] : slowPow(x, y);
  }
  if (scale >= 1023) return slowPow(x, y);
  return subnormal(head, rest, error, scale) ?? slowPow(x, y);
}

function powerAtEdge(x: number, y: number): number {
  const settled = !(x > 0 && x < Number.POSITIVE_INFINITY) || !Number.isFinite(y) || y === 0;
  return settled ? x ** y : slowPow(x, y);
}

/** Rounds (head + rest) · 2^scale to a whole number of 2^-1074; nothing if the error leaves that open. */
function subnormal(head: number, rest: number, error: number, scale: number): number | undefined {
  const unit = 2 ** (scale + 1074);
  const scaledHead = head * unit;
  const whole = Math.floor(scaledHead);
  const part = scaledHead - whole - 0.5 + rest * unit;
  if (Math.abs(part) <= error * unit) return undefined;
  return (part > 0 ? whole + 1 : whole) * Number.MIN_VALUE;
}

/** Bits kept before the last rounding, so that a power that is a double or a tie is met exactly. */
const keptBits = 150;

/** The same from 200 bits at once: what `exactPow` falls back to. */
export function slowPow(x: number, y: number): number {
  const { mantissa, exponent } = parts(y);
  const product = bigLog(x) * mantissa;
  const z = exponent < 0 ? product >> BigInt(-exponent) : product << BigInt(exponent);
  if (z < -746n << BigInt(fractionBits)) return 0;
  if (z > 710n << BigInt(fractionBits)) return Number.POSITIVE_INFINITY;
  const value = bigExp(z);
  const drop = BigInt(fractionBits - keptBits);
  const snapped = (value.mantissa + (1n << (drop - 1n))) >> drop;
  return nearestDouble(snapped, value.exponent + Number(drop));
}
