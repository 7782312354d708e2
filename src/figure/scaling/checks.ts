import { shown } from "../../table/index.ts";

/**
 * Refuses what is no size: an error in percent, a count.
 *
 * @throws {RangeError} if the value is not finite or below zero
 */
export function notNegative(where: string, argument: string, value: number, place: string): number {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new RangeError(
    `${where}: ${argument} must be a finite number of at least 0, got ${shown(value)} at ${place}.`,
  );
}

/**
 * Refuses two entries of one name.
 *
 * @throws {RangeError} if a name stands twice
 */
export function once(where: string, argument: string, names: readonly (string | number)[]): void {
  const seen = new Set<string | number>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new RangeError(`${where}: ${argument} must name each entry once, got ${shown(name)} twice.`);
    }
    seen.add(name);
  }
}
