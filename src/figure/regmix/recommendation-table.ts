import type { FigureWords } from "../compose.ts";
import { type Table, table } from "../table.ts";

export interface RecommendationRow {
  /** e.g. "recommended", "best observed proxy", "uniform", "proportional", "human". */
  readonly mixture: string;
  /** Surrogate → predicted loss. */
  readonly predicted: Readonly<Record<string, number>>;
  /** Measured loss, where a model was trained on the mixture. */
  readonly observed?: number;
  /** Printed bold. */
  readonly recommended?: boolean;
}

/**
 * Predicted loss of the recommended mixture beside what else one might have chosen.
 *
 * Units   nats per token at the proxies' scale
 * Source  Liu et al. 2024, arXiv:2407.01492, §3 (the comparison is ours; the paper compares trained models)
 *
 * @example recommendationTable([{ mixture: "uniform", predicted: { boosting: 5.6 } }])
 */
export function recommendationTable(rows: readonly RecommendationRow[], words: FigureWords = {}): Table {
  const surrogates = [...new Set(rows.flatMap(({ predicted }) => Object.keys(predicted)))];
  const withObserved = rows.some(({ observed }) => observed !== undefined);
  return table(
    rows.map(({ mixture, predicted, observed }) => ({ ...predicted, mixture, observed })),
    {
      title: words.title ?? "The recommended mixture beside known ones",
      caption:
        words.caption ??
        "Computed here: loss in nats per token that each surrogate predicts at the proxies' scale. A prediction, not a trained model.",
      columns: [
        "mixture",
        ...surrogates.map((name) => ({
          name,
          label: `predicted, ${name}`,
          format: 4,
          align: "right" as const,
        })),
        ...(withObserved
          ? [{ name: "observed", label: "measured", format: 4, align: "right" as const }]
          : []),
      ],
      strong: rows.flatMap(({ recommended }, at) => (recommended === true ? [at] : [])),
    },
  );
}
