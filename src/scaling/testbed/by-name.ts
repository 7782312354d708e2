import { median } from "simple-statistics";
import { type Nested, nested } from "../../table/index.ts";
import { errorHeatmaps } from "./error-heatmaps.ts";
import type { FitWindow } from "./fit-window.ts";
import type { ExponentLine } from "./loss-by-ratio.ts";
import { type ModelTestbed, modelLabel } from "./measured.ts";
import type { PredictedModel } from "./predict-models.ts";

/**
 * How far off the predictions of some models are, by name: loss or error → model → percent.
 *
 * Units   percent of the measured value
 *
 * @example percentByModel(predictions).loss // { "1.4B, M = 640": 0.7103, "6.9B, M = 20": 0.732 }
 */
export function percentByModel(
  models: readonly PredictedModel[],
): Readonly<Record<"loss" | "error", Nested<number>>> {
  const rows = models.map((model) => ({ ...model, model: modelLabel(model) }));
  return { loss: nested(rows, ["model"], "lossPercent"), error: nested(rows, ["model"], "errorPercent") };
}

/**
 * All cells of the paper's five heat maps by name: figure → train set → size → M → percent. In Fig 10, whose models were
 * all trained on C4, the evaluation set stands in the train set's place.
 *
 * Units   percent of the measured value
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 5, 7, 10, 11, 12
 *
 * @throws {RangeError} if the testbed lacks a model of the fits
 * @example heatmapPercents(testbed)["Fig 5"]
 */
export function heatmapPercents(testbed: ModelTestbed): Nested<number> {
  const rows = ([5, 7, 10, 11, 12] as const).flatMap((figure) =>
    errorHeatmaps(testbed, figure).panels.flatMap(({ trainSet, lossName, cells }) =>
      cells.map((cell) => ({ ...cell, figure: `Fig ${figure}`, panel: figure === 10 ? lossName : trainSet })),
    ),
  );
  return nested(rows, ["figure", "panel", "size", "tokensPerParameter"], "percent");
}

/**
 * Exponents by name: train set → M → η.
 *
 * @example exponentsByRatio(exponents(testbed, { random })).rpj
 */
export function exponentsByRatio(lines: readonly ExponentLine[]): Nested<number> {
  const rows = lines.flatMap(({ trainSet, points }) => points.map((point) => ({ ...point, trainSet })));
  return nested(rows, ["trainSet", "tokensPerParameter"], "exponent");
}

/**
 * How far off the default configuration is for the targets of some windows: model → what is predicted → percent.
 *
 * Units   percent of the measured value
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, the stars of Figs 14 to 16
 *
 * @example starPercents([fitWindow(testbed, { random })])["1.4B, M = 640"]
 */
export function starPercents(windows: readonly FitWindow[]): Nested<number> {
  const rows = windows.flatMap(({ target, panels }) =>
    panels.map(({ quantity, star: { percent } }) => ({ target, quantity, percent })),
  );
  return nested(rows, ["target", "quantity"], "percent");
}

/** How many sets of models predict a target better than the default configuration does. */
export interface BetterThanStar {
  readonly target: string;
  readonly quantity: "loss" | "error";
  readonly kind: "window" | "random";
  readonly better: number;
  readonly sets: number;
  /** Of the star, and the middle one of the sets. */
  readonly starPercent: number;
  readonly medianPercent: number;
}

/**
 * Counts the sets of models that predict better than the star.
 *
 * Units   percent of the measured value
 *
 * @example figure.table(betterThanStar([fitWindow(testbed, { random })]))
 */
export function betterThanStar(windows: readonly FitWindow[]): BetterThanStar[] {
  return windows.flatMap(({ target, panels }) =>
    panels.flatMap(({ quantity, points, star }) =>
      (["window", "random"] as const).map((kind) => {
        const percents = points.flatMap((point) => (point.kind === kind ? [point.percent] : []));
        return {
          target,
          quantity,
          kind,
          better: percents.filter((percent) => percent < star.percent).length,
          sets: percents.length,
          starPercent: star.percent,
          medianPercent: percents.length === 0 ? Number.NaN : median(percents),
        };
      }),
    ),
  );
}
