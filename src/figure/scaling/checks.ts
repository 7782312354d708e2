import { shown } from "../../table/index.ts";

function refuse(where: string, argument: string, rule: string, value: number, place: string): never {
  throw new RangeError(`${where}: ${argument} must be ${rule}, got ${shown(value)} at ${place}.`);
}

/**
 * Refuses what is no number, naming its place.
 *
 * @throws {RangeError} if the value is not finite
 */
export function finiteAt(where: string, argument: string, value: number, place: string): void {
  if (!Number.isFinite(value)) refuse(where, argument, "a finite number", value, place);
}

/**
 * Refuses what is no size, such as an error in percent or a count, naming its place.
 *
 * @throws {RangeError} if the value is not finite or below zero
 */
export function notNegativeAt(where: string, argument: string, value: number, place: string): void {
  if (!(Number.isFinite(value) && value >= 0))
    refuse(where, argument, "a finite number of at least 0", value, place);
}

/**
 * Refuses what a logarithmic axis cannot hold, naming its place.
 *
 * @throws {RangeError} if the value is not finite or not above zero
 */
export function positiveAt(where: string, argument: string, value: number, place: string): void {
  if (!(Number.isFinite(value) && value > 0))
    refuse(where, argument, "a finite number above 0", value, place);
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
