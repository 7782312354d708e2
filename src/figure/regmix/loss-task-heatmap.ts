import { compose, type FigureWords } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { heatmapParts } from "../heatmap-parts.ts";
import { domainLabel } from "../labels.ts";
import { diverging } from "../style.ts";

export interface LossTaskHeatmap {
  /** Domains of the validation losses, from top to bottom. */
  readonly rows: readonly string[];
  /** Tasks, from left to right. */
  readonly columns: readonly string[];
  /** Loss → task → correlation of minus the loss with the score, from -1 to 1. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Which coefficient, e.g. "Pearson". */
  readonly coefficient: string;
  /** How many models stand behind each cell. */
  readonly models: number;
}

/**
 * Correlation of each validation loss with each task's score over the big models.
 *
 * Shape   values [rows][columns]
 * Units   correlation of -loss with score, -1 to 1: blue means that a lower loss goes with a better score
 * Source  Liu et al. 2024, v1 Fig 4a (coefficient not named there, cells unpublished)
 *
 * @throws {RangeError} if a cell is missing
 * @example lossTaskHeatmap({ rows, columns, values, coefficient: "Pearson", models: 64 })
 */
export function lossTaskHeatmap(input: LossTaskHeatmap, words: FigureWords = {}): Figure {
  const { rows, columns, values, coefficient, models } = input;
  const parts = heatmapParts("lossTaskHeatmap", {
    rows,
    columns,
    values,
    rowLabel: domainLabel,
    columnLabel: (task) => task,
    corner: "loss",
    decimals: 2,
    range: [-1, 1],
    scale: diverging,
    barTitle: coefficient,
    plainZero: true,
  });
  return compose({
    title: words.title ?? `Which validation loss goes with which task (${coefficient})`,
    caption:
      words.caption ??
      `Computed here: ${coefficient} correlation of minus the validation loss with the task's score over ${models} models of 1B parameters; positive (blue) means that a lower loss goes with a better score. Corresponds to v1 Fig 4a, whose cell values are not published.`,
    ...parts,
  });
}
