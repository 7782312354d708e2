import type { FigureWords } from "../compose.ts";
import { type Table, table } from "../table.ts";
import { notNegativeAt } from "./checks.ts";

export interface ArchitectureRow {
  /** Width of the residual stream. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly parameters: number;
  /** Models of this architecture in the grid. */
  readonly runs: number;
  /** The lowest loss among them, in nats per token. */
  readonly lowestLoss: number;
}

/**
 * The architectures of the grid search, as many as are handed in and in their order.
 *
 * Units   parameters in millions; loss in nats per token on OpenLM's evaluation set
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Table 4
 * Differs adds how many models each architecture has and their lowest loss
 *
 * @throws {RangeError} if a number is not finite or below zero
 * @example architectureTable([{ width: 96, layers: 8, heads: 4, parameters: 10_569_312, runs: 4, lowestLoss: 5.1 }])
 */
export function architectureTable(rows: readonly ArchitectureRow[], words: FigureWords = {}): Table {
  rows.forEach((row, at) => {
    for (const [name, value] of Object.entries(row))
      notNegativeAt("architectureTable", name, value, `rows[${at}]`);
  });
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  return table(
    rows.map((row) => ({ ...row, millions: row.parameters / 1e6 })),
    {
      title: words.title ?? "Architectures of the grid search (Table 4)",
      caption:
        words.caption ??
        `Computed here: ${rows.length} architectures with ${runs} models, read from the published grid, with the lowest loss on OpenLM's evaluation set over the models of each. Corresponds to Table 4, to which the last two columns are added.`,
      columns: [
        { name: "width" },
        { name: "layers" },
        { name: "heads" },
        { name: "millions", label: "parameters (millions)", format: 2 },
        { name: "runs", label: "models" },
        { name: "lowestLoss", label: "lowest loss", format: 4 },
      ],
    },
  );
}
