import type { ScatterTrace, Symbol2D } from "../spec.ts";
import { mutedInk } from "../style.ts";
import { fitLabel, legendRoom } from "./fit-label.ts";

export interface SizeShape {
  readonly symbol: Symbol2D;
  readonly hollow: Symbol2D;
  /** Makes shapes of one size look equally large. */
  readonly scale: number;
}

/** From the smallest model up. */
const shapes: readonly SizeShape[] = [
  { symbol: "circle", hollow: "circle-open", scale: 1 },
  { symbol: "square", hollow: "square-open", scale: 0.9 },
  { symbol: "diamond", hollow: "diamond-open", scale: 0.9 },
  { symbol: "triangle-up", hollow: "triangle-up-open", scale: 1.1 },
  { symbol: "triangle-down", hollow: "triangle-down-open", scale: 1.1 },
  { symbol: "star", hollow: "star-open", scale: 1.15 },
];

const units: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** Parameters of a size written as "0.011B" or "411M"; not a number otherwise. */
function parametersOf(size: string): number {
  const [, digits, unit] = /^(\d*\.?\d+)\s*([KMBT]?)$/i.exec(size) ?? [];
  return digits === undefined ? Number.NaN : Number(digits) * units[unit.toUpperCase()];
}

/**
 * One shape per model size, from small to large; sizes that are not all numbers keep their order.
 *
 * @throws {RangeError} if there are more sizes than shapes
 */
export function sizeShapes(where: string, sizes: readonly string[]): ReadonlyMap<string, SizeShape> {
  const distinct = [...new Set(sizes)];
  if (distinct.length > shapes.length) {
    throw new RangeError(
      `${where}: sizes must be at most ${shapes.length} different ones, got ${distinct.length}.`,
    );
  }
  if (!distinct.some((size) => Number.isNaN(parametersOf(size)))) {
    distinct.sort((a, b) => parametersOf(a) - parametersOf(b));
  }
  return new Map(distinct.map((size, at) => [size, shapes[at]]));
}

/** An entry of the legend that stands for no trace: a trace without points. */
export const legendKey = (
  name: string,
  style: Pick<ScatterTrace, "mode" | "marker" | "line" | "legendgroup" | "fill" | "fillcolor">,
): ScatterTrace => ({ type: "scatter", x: [null], y: [null], name, hoverinfo: "skip", ...style });

/** What the points of a size answer to when its entry in the legend is clicked. */
export const sizeGroup = (size: string): string => `size ${size}`;

/** The legend's entries for sizes, in grey, since colour says something else. */
export const sizeKeys = (bySize: ReadonlyMap<string, SizeShape>): ScatterTrace[] =>
  [...bySize].map(([size, { symbol, scale }]) =>
    legendKey(fitLabel(size, legendRoom), {
      mode: "markers",
      legendgroup: sizeGroup(size),
      marker: { symbol, size: 8 * scale, color: mutedInk },
    }),
  );
