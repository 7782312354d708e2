import { compose, type FigureWords } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { heatmapParts } from "../heatmap-parts.ts";
import { domainLabel } from "../labels.ts";
import { sequential } from "../style.ts";

export interface ShapSummary {
  /** Training domains, from top to bottom. */
  readonly rows: readonly string[];
  /** Targets, from left to right. */
  readonly columns: readonly string[];
  /** Training domain → target → mean |SHAP value|. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Mixtures that the means are over. */
  readonly mixtures: number;
  /** Where the colours end; the largest value off the own-domain cells unless told. */
  readonly limit?: number;
}

/**
 * How much each training domain moves each predicted loss: mean size of its SHAP values.
 *
 * Shape   values [rows][columns]
 * Units   nats per token
 * Source  own; not in the paper
 *
 * @throws {RangeError} if a cell is missing
 * @example shapSummary({ rows: domains, columns: targets, values, mixtures: 512 })
 */
export function shapSummary(input: ShapSummary, words: FigureWords = {}): Figure {
  const { rows, columns, values, mixtures } = input;
  const others = rows.flatMap((row) =>
    columns.filter((column) => column !== row).map((column) => values[row]?.[column] ?? 0),
  );
  const limit = input.limit ?? roundUp(Math.max(0, ...others));
  const parts = heatmapParts("shapSummary", {
    rows,
    columns,
    values,
    rowLabel: domainLabel,
    columnLabel: domainLabel,
    corner: "training domain",
    decimals: 2,
    range: [0, limit],
    scale: sequential,
    barTitle: "mean |SHAP|",
    plainZero: true,
    rowTitle: "training domain",
    columnTitle: "predicted loss",
  });
  return compose({
    title: words.title ?? "How much each training domain moves each predicted loss",
    caption:
      words.caption ??
      `Computed here: mean size of the SHAP value over ${mixtures} mixtures, in nats per token. Colours end at ${limit}, cells print the full value. Not a figure of the paper.`,
    ...parts,
  });
}

/** Up to one significant digit, so that the colour bar ends on a round number. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const step = 10 ** Math.floor(Math.log10(value));
  return Number((Math.ceil(value / step) * step).toPrecision(3));
}
