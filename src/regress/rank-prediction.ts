import type { Swarm } from "../table/index.ts";
import { evaluate } from "./evaluate.ts";
import type { Surrogate } from "./surrogate.ts";

/** How one model ranks the runs of one scale. */
export interface RankPrediction {
  readonly model: string;
  readonly scale: string;
  readonly spearman: number;
  readonly meanAbsoluteError: number;
}

/** Cells of Table 2 by model and scale, `error` being that at the scale the models were fitted on. */
export type RankCells = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** One line of Table 2: published × 100 as printed, recomputed as a correlation from -1 to 1. */
export interface RankPredictionRow {
  readonly model: string;
  readonly scale: string;
  readonly published?: number;
  readonly recomputed: number;
  readonly publishedError?: number;
  readonly recomputedError?: number;
}

/**
 * Rank prediction of several models at several scales.
 *
 * Shape   models × test swarms → one row each
 * Source  Liu et al. 2024, arXiv:2407.01492, Table 2
 */
export function rankPrediction(
  models: Readonly<Record<string, Surrogate>>,
  tests: Readonly<Record<string, Swarm>>,
): readonly RankPrediction[] {
  return Object.entries(models).flatMap(([model, surrogate]) =>
    Object.entries(tests).map(([scale, swarm]) => {
      const { spearman, meanAbsoluteError } = evaluate(surrogate, swarm);
      return { model, scale, spearman, meanAbsoluteError };
    }),
  );
}

/**
 * Correlations × 100 by model and scale, and each model's mean absolute error at the scale it was fitted on: the cells
 * of Table 2. The levels of the scales are not comparable, so errors elsewhere say nothing.
 */
export function rankPredictionCells(rows: readonly RankPrediction[], fittedOn: string): RankCells {
  const cells: Record<string, Record<string, number>> = {};
  for (const { model, scale, spearman, meanAbsoluteError } of rows) {
    cells[model] ??= {};
    cells[model][scale] = spearman * 100;
    if (scale === fittedOn) cells[model].error = meanAbsoluteError;
  }
  return cells;
}

/** Sets published cells beside recomputed ones. */
export function besidePublished(
  rows: readonly RankPrediction[],
  published: RankCells,
  fittedOn: string,
): readonly RankPredictionRow[] {
  return rows.map(({ model, scale, spearman, meanAbsoluteError }) => {
    const { [scale]: paper, error: paperError } = published[model] ?? {};
    return {
      model,
      scale,
      ...(paper === undefined ? {} : { published: paper }),
      recomputed: spearman,
      ...(scale === fittedOn && paperError !== undefined ? { publishedError: paperError } : {}),
      ...(scale === fittedOn ? { recomputedError: meanAbsoluteError } : {}),
    };
  });
}
