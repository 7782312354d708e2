import type { ErrorCell, Figure, GridSearch } from "../../../src/figure/index.ts";
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

const compute = [1e16, 3e16, 1e17, 3e17, 1e18, 1e19];
const lossAt = (flops: number): number => 1.5 + 4 * (flops / 1e16) ** -0.17;

const grid: GridSearch = {
  runs: compute.flatMap((flops, at) =>
    [0, 0.2, 0.4].map((more) => ({
      flops,
      loss: lossAt(flops) + more * share(at + 1),
      steps: 10_000 * (1 + at + 5 * more),
      onFront: more === 0,
      excluded: flops > 5.2e16 && flops < 5.2e17,
    })),
  ),
  curve: {
    flops: Float64Array.of(1e16, 1e18, 1e20, 1e22),
    loss: [1e16, 1e18, 1e20, 1e22].map(lossAt),
    lower: [1e16, 1e18, 1e20, 1e22].map((flops) => lossAt(flops) - 0.1),
    upper: [1e16, 1e18, 1e20, 1e22].map((flops) => lossAt(flops) + 0.1),
  },
  selected: [{ label: "0.011B", flops: 1.3e16, loss: 5.5 }],
  targets: [{ label: "own <&> model", flops: 5.7e21, loss: 1.9 }],
};

const windows = (title: string) => ({
  title,
  points: [5, 6, 7, 8].flatMap((count, at) => [
    { kind: "window" as const, flops: 10 ** (17 + at), points: count, percent: 9 * share(at + 1) },
    { kind: "random" as const, flops: 10 ** (17.5 + at), points: count, percent: 20 * share(at + 5) },
  ]),
  star: { flops: 2.4e19, points: 5, percent: 0.7103 },
});

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
  gridSearch: () => figure.gridSearch(grid),
  gridSearchBySteps: () => figure.gridSearch(grid, { color: "steps" }),
  fitWindow: () =>
    figure.fitWindow(
      { target: "1.4B, M = 640", panels: [windows("C4 loss"), windows("own <&> error")] },
      { paperFigure: 14 },
    ),
  fitWindowByCount: () =>
    figure.fitWindow({ target: "6.9B", panels: [windows("C4 loss")] }, { against: "points" }),
};
