import { compose, type FigureWords } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { heatmapParts } from "../heatmap-parts.ts";
import { domainLabel } from "../labels.ts";
import { diverging } from "../style.ts";

export interface CoefficientHeatmap {
  /** Training domains, from top to bottom. */
  readonly rows: readonly string[];
  /** Targets, from left to right. */
  readonly columns: readonly string[];
  /** Training domain → target → minus the coefficient: positive lowers the loss. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How the coefficients were fitted, e.g. "ridge, α = 1". */
  readonly method: string;
  /** Where the colours end on both sides; a value that leaves out the few largest unless told. */
  readonly limit?: number;
}

/**
 * Which training domain lowers which loss, after a linear fit.
 *
 * Shape   values [rows][columns]
 * Units   nats per token for a whole share of 1; positive (blue) lowers the loss
 * Source  Liu et al. 2024, arXiv:2407.01492, v1 Fig 6
 *
 * @throws {RangeError} if a cell is missing
 * @example coefficientHeatmap({ rows: domains, columns: targets, values, method: "ridge, α = 1" })
 */
export function coefficientHeatmap(input: CoefficientHeatmap, words: FigureWords = {}): Figure {
  const { rows, columns, values, method } = input;
  const limit =
    input.limit ?? usualLimit(rows.flatMap((row) => columns.map((column) => values[row]?.[column])));
  const parts = heatmapParts("coefficientHeatmap", {
    rows,
    columns,
    values,
    rowLabel: domainLabel,
    columnLabel: domainLabel,
    corner: "training domain",
    decimals: 2,
    range: [-limit, limit],
    scale: diverging,
    barTitle: "−coef.",
    rowTitle: "training domain",
    columnTitle: "validation loss",
  });
  return compose({
    title: words.title ?? "Linear effect of each training domain on each loss",
    caption:
      words.caption ??
      `Computed here: minus the coefficient of a linear fit (${method}) of each validation loss on the mixtures; positive (blue) lowers the loss. Colours end at ±${limit}, cells print the full value. Corresponds to v1 Fig 6.`,
    ...parts,
  });
}

/** The size that 19 of 20 cells stay below, to the next half. */
function usualLimit(values: readonly number[]): number {
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  const size = sizes[Math.floor(0.95 * (sizes.length - 1))] ?? 1;
  return Math.max(0.5, Math.ceil(size * 2) / 2);
}
