import type { FigureWords } from "../compose.ts";
import { roundHalfUp } from "../round.ts";
import { type Table, table } from "../table.ts";

export interface ScoreSpreadRow {
  readonly task: string;
  readonly worst: number;
  readonly worstModel: string | number;
  readonly best: number;
  readonly bestModel: string | number;
  readonly difference: number;
}

export interface ScoreSpreadOptions extends FigureWords {
  /** The paper prints one. */
  readonly decimals?: number;
}

/**
 * How far the scores of the big models lie apart on each task.
 *
 * Units   per cent, mean over 0 to 5 shots
 * Source  Liu et al. 2024, arXiv:2407.01492, Table 3 (v2; 2 or 3 in v1)
 *
 * @example scoreSpread([{ task: "QQP", worst: 48.04, worstModel: 38, best: 59.65, bestModel: 61, difference: 11.61 }])
 */
export function scoreSpread(rows: readonly ScoreSpreadRow[], options: ScoreSpreadOptions = {}): Table {
  const { decimals = 1 } = options;
  const average = rows.findIndex(({ task }) => task === "Average");
  return table(
    rows.map((row) => ({ ...row, worstModel: String(row.worstModel), bestModel: String(row.bestModel) })),
    {
      title: options.title ?? "Spread of scores over the models (Table 3)",
      caption:
        options.caption ??
        "Computed here from the published scores of the models' card, halves rounded up as in print. Table 3 in v2, 2 or 3 in v1. The average row holds the lowest and highest average, not the mean of the rows above.",
      columns: [
        "task",
        { name: "worst", format: decimals },
        { name: "worstModel", label: "model", align: "right" },
        { name: "best", format: decimals },
        { name: "bestModel", label: "model", align: "right" },
        {
          name: "difference",
          label: "Δ",
          format: (value) => exactDifference(Number(value), decimals),
          align: "right",
        },
      ],
      strong: average < 0 ? [] : [average],
    },
  );
}

/** 33.47 - 18.92 is 14.549999999999997 in doubles but 14.55 in print, which rounds to 14.6. */
const exactDifference = (value: number, decimals: number): string =>
  roundHalfUp(Number(value.toPrecision(12)), decimals);
