import { shown } from "../table/index.ts";

/**
 * Refuses a figure of nothing.
 *
 * @throws {RangeError} if there is no name
 */
export function notEmpty(where: string, argument: string, names: readonly string[]): void {
  if (names.length === 0)
    throw new RangeError(`${where}: ${argument} must have at least one entry, got ${shown(names)}.`);
}

/**
 * Refuses lists that do not belong together.
 *
 * @throws {RangeError} if a list is empty or has another length than the first
 */
export function sameLength(where: string, lists: Readonly<Record<string, ArrayLike<unknown>>>): void {
  const [[first, { length }], ...others] = Object.entries(lists);
  if (length === 0) throw new RangeError(`${where}: ${first} must have at least one value, got none.`);
  for (const [name, list] of others) {
    if (list.length !== length) {
      throw new RangeError(
        `${where}: ${name} must have one value for each of ${first} (${length}), got ${list.length}.`,
      );
    }
  }
}
