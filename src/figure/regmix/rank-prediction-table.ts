import type { FigureWords } from "../compose.ts";
import { signedHalfUp } from "../round.ts";
import { type Table, table } from "../table.ts";
import type { Cell } from "../table-cell.ts";

export interface RankPredictionRow {
  /** e.g. "linear", "LightGBM". */
  readonly model: string;
  /** Size of the models whose losses are predicted, e.g. "1M". */
  readonly scale: string;
  /** As the paper prints it: Spearman × 100. */
  readonly published?: number;
  /** From -1 to 1. */
  readonly recomputed: number;
  /** The paper's column headed "MSE". */
  readonly publishedError?: number;
  /** Mean absolute error in nats per token. */
  readonly recomputedError?: number;
}

/**
 * How well ranks are predicted at each scale: published and recomputed side by side.
 *
 * Units   printed Spearman × 100; errors in nats per token
 * Source  Liu et al. 2024, arXiv:2407.01492, Table 2
 * Differs the paper's "MSE" stands beside our mean absolute error, which it matches in size
 *
 * @example rankPredictionTable([{ model: "linear", scale: "1M", published: 90.08, recomputed: 0.9021 }])
 */
export function rankPredictionTable(rows: readonly RankPredictionRow[], words: FigureWords = {}): Table {
  const printed = rows.map((row) => ({
    model: row.model,
    scale: row.scale,
    published: row.published,
    recomputed: row.recomputed * 100,
    difference: row.published === undefined ? undefined : row.recomputed * 100 - row.published,
    publishedError: row.publishedError,
    recomputedError: row.recomputedError,
  }));
  const withErrors = rows.some(
    (row) => row.publishedError !== undefined || row.recomputedError !== undefined,
  );
  return table(printed, {
    title: words.title ?? "Rank prediction across scales (Table 2)",
    caption:
      words.caption ??
      `Quoted: "published" as printed in Table 2. Computed here: "recomputed", from the public proxies.${withErrors ? ' The paper heads its error column "MSE"; its size is that of a mean absolute error, which is what stands beside it.' : ""}`,
    columns: [
      { name: "model" },
      { name: "scale", label: "tested on" },
      { name: "published", label: "ρ × 100 published", format: 2, align: "right" },
      { name: "recomputed", label: "ρ × 100 recomputed", format: 2 },
      { name: "difference", format: signed, align: "right" },
      ...(withErrors
        ? [
            { name: "publishedError", label: "“MSE” published", format: 2, align: "right" as const },
            { name: "recomputedError", label: "MAE recomputed", format: 3, align: "right" as const },
          ]
        : []),
    ],
  });
}

const signed = (value: Cell): string => (typeof value === "number" ? signedHalfUp(value, 2) : "–");
