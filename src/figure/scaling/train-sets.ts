import type { Symbol2D } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { once } from "./checks.ts";

const labels: Readonly<Record<string, string>> = {
  c4_original: "C4",
  rpj: "RedPajama",
  rw_original: "RefinedWeb",
};

/** A train set as the paper prints it (`rpj` → `RedPajama`); a name not known here is printed as it is. */
export function trainSetLabel(name: string): string {
  return Object.hasOwn(labels, name) ? labels[name] : name;
}

interface SeriesStyle {
  readonly color: string;
  /** For bands: a pale shade of the colour. */
  readonly tint: string;
  readonly symbol: Symbol2D;
  readonly dash: "solid" | "dash" | "dot" | "dashdot";
}

/** One line each: told apart by colour, symbol and dash. */
export const seriesStyles: readonly SeriesStyle[] = [
  { color: okabeIto.blue, tint: "#CFE4F1", symbol: "circle", dash: "solid" },
  { color: okabeIto.vermillion, tint: "#F7DFCC", symbol: "square", dash: "dash" },
  { color: okabeIto.green, tint: "#CCECE3", symbol: "diamond", dash: "dot" },
  { color: okabeIto.black, tint: "#DDDDDD", symbol: "triangle-up", dash: "dashdot" },
];

/**
 * Refuses a figure without train sets, or with more than can be told apart.
 *
 * @throws {RangeError} if there is no train set, there are more than four, or one stands twice
 */
export function checkTrainSets(where: string, sets: readonly string[]): void {
  if (sets.length === 0 || sets.length > seriesStyles.length) {
    throw new RangeError(`${where}: train sets must be 1 to ${seriesStyles.length}, got ${sets.length}.`);
  }
  once(where, "train sets", sets);
}
