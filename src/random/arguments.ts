import { shown } from "../table/index.ts";

/** A seed of 32 bits, as given. */
export function seedWord(where: string, seed: number): number {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new RangeError(`${where}: seed must be a whole number from 0 to 4294967295, got ${shown(seed)}.`);
  return seed;
}

/** A number that is not negative, as given. */
export function nonNegative(where: string, argument: string, value: number): number {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${where}: ${argument} must be a number from 0 up, got ${shown(value)}.`);
  return value;
}

/** A count, as given. */
export function wholeNumber(where: string, argument: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${where}: ${argument} must be a whole number from 0 up, got ${shown(value)}.`);
  return value;
}

/** Finds the element a uniform number falls on, by the running sums of probabilities. */
export function cumulated(
  where: string,
  argument: string,
  probabilities: readonly number[],
  count: number,
  { anySum = false }: { readonly anySum?: boolean } = {},
): { at(u: number): number } {
  if (probabilities.length !== count)
    throw new RangeError(`${where}: ${argument} must have ${count} entries, got ${probabilities.length}.`);
  let sum = 0;
  const sums = probabilities.map((value, at) => {
    if (!(value >= 0))
      throw new RangeError(
        `${where}: ${argument} must not be negative, got ${shown(value)} at position ${at}.`,
      );
    sum += value;
    return sum;
  });
  if (!anySum && !(Math.abs(sum - 1) <= 2 ** -26))
    // numpy's tolerance: the square root of the machine epsilon
    throw new RangeError(`${where}: ${argument} must sum to 1, got a sum of ${sum}.`);
  for (let at = 0; at < count; at++) sums[at] /= sum;
  return { at: (u) => firstAbove(sums, u) };
}

/** Position of the first value above `limit` in ascending values; `values.length` if there is none. */
export function firstAbove(values: readonly number[], limit: number, end: number = values.length): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (limit < values[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}
