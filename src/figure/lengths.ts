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
