import type { Line, Symbol2D } from "../spec.ts";
import { okabeIto } from "../style.ts";

export interface SeriesStyle {
  readonly color: string;
  readonly symbol: Symbol2D;
}

const styles: readonly SeriesStyle[] = [
  { color: okabeIto.blue, symbol: "circle" },
  { color: okabeIto.vermillion, symbol: "square" },
  { color: okabeIto.green, symbol: "diamond" },
  { color: okabeIto.black, symbol: "triangle-up" },
  { color: okabeIto.purple, symbol: "triangle-down" },
  { color: okabeIto.orange, symbol: "star" },
];
const dashes: readonly NonNullable<Line["dash"]>[] = ["solid", "dash", "dot", "dashdot"];

/**
 * A colour and a shape for each of a figure's series, by name, in the order of their first appearance.
 *
 * @throws {RangeError} if there is no series, or there are more than can be told apart
 */
export function stylesByName(where: string, names: readonly string[]): ReadonlyMap<string, SeriesStyle> {
  const distinct = [...new Set(names)];
  if (distinct.length === 0 || distinct.length > styles.length) {
    throw new RangeError(
      `${where}: series must be 1 to ${styles.length} different ones, got ${distinct.length}.`,
    );
  }
  return new Map(distinct.map((name, at) => [name, styles[at]]));
}

/** How many lines without marks can be told apart. */
export const mostLines: number = styles.length * dashes.length;

/** A colour and a dash for the line at a position: colours first, then dashes. */
export const lineStyle = (at: number): { color: string; dash: NonNullable<Line["dash"]> } => ({
  color: styles[at % styles.length].color,
  dash: dashes[Math.floor(at / styles.length)],
});
