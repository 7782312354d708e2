import type { StoredFloat } from "./types.ts";

/**
 * Widens bfloat16 to float32; exact.
 *
 * Shape   source [n] → target [n]
 */
export function widenBfloat16(source: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let at = 0; at < source.length; at++) bits[at] = source[at] << 16;
}

let halves: Uint32Array | undefined;

/**
 * Widens float16 to float32; exact, through a table of all 65 536 values.
 *
 * Shape   source [n] → target [n]
 */
export function widenFloat16(source: Uint16Array, target: Float32Array): void {
  halves ??= Uint32Array.from({ length: 65_536 }, (_, half) => bitsOfHalf(half));
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let at = 0; at < source.length; at++) bits[at] = halves[source[at]];
}

function bitsOfHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return (sign | 0x7f80_0000 | (fraction << 13)) >>> 0;
  if (exponent > 0) return (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0;
  const [small] = new Uint32Array(Float32Array.of(fraction * 2 ** -24).buffer);
  return (sign | small) >>> 0;
}

/**
 * Rounds float32 to 16 bits, to the nearest and in ties to the even; NaN stays NaN.
 *
 * Shape   source [n] → [n] bit patterns
 * @throws {RangeError} if a finite number is too large for float16
 */
export function narrow(source: Float32Array, type: Exclude<StoredFloat, "F32">): Uint16Array {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  const result = new Uint16Array(source.length);
  for (let at = 0; at < bits.length; at++) {
    result[at] = type === "BF16" ? bfloat16Of(bits[at]) : float16Of(bits[at]);
    if (type === "F16" && (result[at] & 0x7fff) === 0x7c00 && Number.isFinite(source[at])) {
      throw new RangeError(
        `writeSafetensors: numbers stored as F16 must be below 65520, got ${source[at]}. Store them as BF16 or F32.`,
      );
    }
  }
  return result;
}

function bfloat16Of(bits: number): number {
  if ((bits & 0x7fff_ffff) > 0x7f80_0000) return (bits >>> 16) | 0x40;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function float16Of(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const fraction = bits & 0x7f_ffff;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  if (exponent === 143) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200 | (fraction >>> 13));
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent > 0) return sign | roundedShift((exponent << 23) | fraction, 13);
  return exponent < -10 ? sign : sign | roundedShift(0x80_0000 | fraction, 14 - exponent);
}

/** Drops the lowest bits, rounding to the nearest even; a carry into the exponent is the right next number. */
function roundedShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}
