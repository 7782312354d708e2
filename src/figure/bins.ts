import type { NumberList } from "./spec.ts";

/**
 * A histogram's bars: their middles, heights and widths.
 *
 * @throws {RangeError} if there is not one edge more than counts
 */
export function binBars(
  where: string,
  edges: NumberList,
  counts: NumberList,
): { x: number[]; y: number[]; width: number[] } {
  if (counts.length === 0 || edges.length !== counts.length + 1) {
    throw new RangeError(
      `${where}: edges must be one more than counts (${counts.length}), got ${edges.length}.`,
    );
  }
  const y = Array.from(counts);
  return {
    x: y.map((_, bin) => (edges[bin] + edges[bin + 1]) / 2),
    y,
    width: y.map((_, bin) => edges[bin + 1] - edges[bin]),
  };
}
