import type { FigureWords } from "../compose.ts";
import { domainLabel } from "../labels.ts";
import { roundHalfUpShort } from "../round.ts";
import { type Table, table } from "../table.ts";

export interface CorrelationRow {
  readonly target: string;
  /** As the notebook prints it: Spearman × 100. */
  readonly paper?: number;
  /** From -1 to 1. */
  readonly spearman: number;
  readonly trees: number;
  /** The metric whose stand-still ended the training. */
  readonly stoppedBy: string;
}

/**
 * Spearman correlation of predicted and true loss for every target, as the authors' notebook prints it.
 *
 * Units   printed: Spearman × 100, two decimals, trailing zeros dropped; `paper` is already × 100
 * Source  Liu et al. 2024, regression_fitting/regression.ipynb
 *
 * @example correlationTable([{ target: "pile_cc", paper: 98.92, spearman: 0.98915, trees: 613, stoppedBy: "l1" }])
 */
export function correlationTable(rows: readonly CorrelationRow[], words: FigureWords = {}): Table {
  const printed = rows.map((row) => {
    const ours = roundHalfUpShort(row.spearman * 100, 2);
    const theirs = row.paper === undefined ? null : roundHalfUpShort(row.paper, 2);
    return {
      target: domainLabel(row.target),
      theirs,
      ours,
      same: theirs === null ? null : theirs === ours ? "yes" : "no",
      trees: row.trees,
      stoppedBy: row.stoppedBy,
    };
  });
  const quoted = rows.some(({ paper }) => paper !== undefined);
  return table(printed, {
    title: words.title ?? "Rank correlation of predicted and true loss",
    caption:
      words.caption ??
      `Computed here: Spearman × 100 on the unseen mixtures, printed as the authors' notebook does. ${quoted ? "Quoted: the notebook's own prints. " : ""}The number of trees was chosen on the same unseen mixtures, as in the notebook.`,
    columns: [
      { name: "target", label: "target" },
      ...(quoted ? [{ name: "theirs", label: "notebook (quoted)", align: "right" as const }] : []),
      { name: "ours", label: "recomputed", align: "right" },
      ...(quoted ? [{ name: "same", label: "equal" }] : []),
      { name: "trees", label: "trees" },
      { name: "stoppedBy", label: "stopped by" },
    ],
  });
}
