import { shown } from "./errors.ts";

/** Error for a name that is not among the known ones, with the nearest of them as the remedy. */
export function unknownName(
  where: string,
  argument: string,
  got: string,
  known: readonly string[],
): RangeError {
  const near = typeof got === "string" ? nearestName(got, known) : undefined;
  const remedy = near === undefined ? `Known: ${cut(known)}.` : `Did you mean ${shown(near)}?`;
  return new RangeError(
    `${where}: ${argument} must be one of the ${known.length} known names, got ${shown(got)}. ${remedy}`,
  );
}

const cut = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(", ")}, …` : names.join(", ");

/**
 * The known name that someone may have meant, if one is near.
 *
 * @example nearestName("ouput", ["input", "output"]) // "output"
 */
export function nearestName(got: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(got.length / 3)) + 1;
  for (const name of known) {
    const distance = plain(name) === plain(got) ? 0 : editDistance(got, name);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    for (let j = 1; j <= right.length; j++) {
      const swap = left[i - 1] === right[j - 1] ? 0 : 1;
      current.push(Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + swap));
    }
    previous = current;
  }
  return previous[right.length];
}
