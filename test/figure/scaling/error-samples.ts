import type { ErrorCell, Figure } from "../../../src/figure/index.ts";
import * as figure from "../../../src/figure/index.ts";

/** A number between 0 and 1 that depends on its place only. */
const share = (at: number): number => ((at * 0.7548776662) % 1) * 0.98 + 0.01;

const sizes = ["0.011B", "0.079B", "1.4B"];
const ratios = [10, 20, 640];

const cells = (panel: number): ErrorCell[] =>
  sizes.flatMap((size, row) =>
    ratios.slice(0, 3 - row).map((tokensPerParameter, column) => ({
      size,
      tokensPerParameter,
      percent: 14 * share(9 * panel + 3 * row + column + 1) ** 2,
      fitted: tokensPerParameter === 20,
    })),
  );

/** The figures of errors, windows, exponents and the grid, on small data of our own. */
export const errorFigures: Readonly<Record<string, () => Figure>> = {
  relativeErrorHeatmaps: () =>
    figure.relativeErrorHeatmaps({
      sizes,
      tokensPerParameter: ratios,
      panels: ["C4", "RedPajama", "own <&> text"].map((title, at) => ({ title, cells: cells(at) })),
      paperFigure: 5,
    }),
  inclusionThreshold: () =>
    figure.inclusionThreshold(
      [-5, 0, 10, 20].map((threshold, at) => ({
        threshold,
        tasksKept: 46 - 12 * at,
        percent: { c4_original: 20 * share(at + 1), rpj: 20 * share(at + 9), "own <&> text": 0 },
      })),
    ),
  exponents: () =>
    figure.exponents(
      ["c4_original", "rpj", "own <&> text"].map((trainSet, set) => ({
        trainSet,
        shared: 0.125,
        points: [10, 20, 40, 80, 160, 320, 640].map((tokensPerParameter, at) => ({
          tokensPerParameter,
          exponent: 0.12 + 0.01 * share(at + 7 * set + 1),
          ...(set < 2 ? { low: 0.118, high: 0.132 + 0.001 * at } : {}),
        })),
      })),
    ),
};
