import { roundHalfUp as roundDecimal, shown } from "../table/index.ts";

/**
 * Prints a number with the given decimals, halves away from zero, read from the shortest decimal string:
 * the rounding of the papers' tables, where 59.65 prints as 59.7 although the double lies below it.
 *
 * @throws {RangeError} if the value is not finite or decimals is not a whole number from 0 to 20
 * @example roundHalfUp(59.65, 1) // "59.7", while (59.65).toFixed(1) is "59.6"
 */
export function roundHalfUp(value: number, decimals: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(`roundHalfUp: value must be finite, got ${shown(value)}.`);
  }
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 20) {
    throw new RangeError(
      `roundHalfUp: decimals must be a whole number from 0 to 20, got ${shown(decimals)}.`,
    );
  }
  return roundDecimal(value, decimals);
}

/** As roundHalfUp, without trailing zeros: how Python prints a rounded number (99.6, 97.2). */
export function roundHalfUpShort(value: number, decimals: number): string {
  const text = roundHalfUp(value, decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A difference with its sign, as roundHalfUp; nothing stands before a zero. */
export function signedHalfUp(value: number, decimals: number): string {
  const text = roundHalfUp(value, decimals);
  if (Number(text) === 0) return roundHalfUp(0, decimals);
  return text.startsWith("-") ? text.replace("-", "−") : `+${text}`;
}

const significantDigits = 6;

/** The nearest number of six significant digits: what goes into a committed output. */
export function significant(value: number): number {
  return Number(value.toPrecision(significantDigits));
}

/**
 * A copy in which every number has six significant digits and typed arrays are plain.
 *
 * @throws {RangeError} if a number is not finite; the message names its place
 */
export function rounded<T>(value: T, place = "figure"): T {
  return round(value, place) as T;
}

function round(value: unknown, place: string): unknown {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      throw new RangeError(`${place}: must be finite, got ${shown(value)}. Drop or mark such rows first.`);
    }
    return significant(value);
  }
  if (ArrayBuffer.isView(value)) return round(Array.from(value as Float64Array), place);
  if (Array.isArray(value)) return value.map((item, at) => round(item, `${place}[${at}]`));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, round(item, `${place}.${key}`)]));
}
