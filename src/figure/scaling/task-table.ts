import type { FigureWords } from "../compose.ts";
import { roundHalfUpShort } from "../round.ts";
import { type Table, table } from "../table.ts";
import { finiteAt, notNegativeAt, once } from "./checks.ts";

export interface TaskRow {
  readonly task: string;
  readonly category: string;
  readonly type: string;
  readonly shots: number;
  readonly samples: number;
  /** Accuracy of guessing, in percent. */
  readonly baseline: number;
  /** Whether the task is among those whose errors are averaged. */
  readonly selected: boolean;
  /** Best accuracy of the 0.154B models less that of guessing, in percentage points. */
  readonly gain?: number;
}

/**
 * The downstream tasks, those kept for the average printed bold.
 *
 * Units   baseline in percent; gain in percentage points
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Table 5
 * Differs says which tasks are kept, and by how much the best 0.154B model exceeds guessing where that is handed in
 *
 * @throws {RangeError} if a task stands twice or a number is not finite
 * @example taskTable([{ task: "copa", category: "commonsense reasoning", type: "multiple choice", shots: 0, samples: 100, baseline: 50, selected: true }])
 */
export function taskTable(rows: readonly TaskRow[], words: FigureWords = {}): Table {
  const where = "taskTable";
  once(
    where,
    "rows",
    rows.map(({ task }) => task),
  );
  for (const { task, shots, samples, baseline, gain = 0 } of rows) {
    for (const [name, value] of Object.entries({ shots, samples, baseline }))
      notNegativeAt(where, name, value, task);
    finiteAt(where, "gain", gain, task);
  }
  const kept = rows.flatMap(({ selected }, at) => (selected ? [at] : []));
  const gains = rows.some(({ gain }) => gain !== undefined);
  return table(
    rows.map((row) => ({ ...row, kept: row.selected ? "yes" : "" })),
    {
      title: words.title ?? "Downstream tasks (Table 5)",
      caption:
        words.caption ??
        `Quoted: category, type, shots, samples and the accuracy of guessing, from the testbed. Computed here: the ${kept.length} of ${rows.length} tasks kept for the average, in bold${gains ? ", and the best accuracy of a 0.154B model less that of guessing, in percentage points" : ""}. Corresponds to Table 5.`,
      columns: [
        { name: "task" },
        { name: "category" },
        { name: "type" },
        { name: "shots" },
        { name: "samples" },
        {
          name: "baseline",
          label: "guessing, %",
          format: (value) => roundHalfUpShort(Number(value), 2),
          align: "right",
        },
        ...(gains ? [{ name: "gain", label: "gain, points", format: 2 }] : []),
        { name: "kept" },
      ],
      strong: kept,
    },
  );
}
