import type { FigureWords } from "../compose.ts";
import { notEmpty } from "../lengths.ts";
import { roundHalfUp, signedHalfUp } from "../round.ts";
import { type Table, table } from "../table.ts";
import { notNegativeAt, once } from "./checks.ts";
import { trainSetLabel } from "./train-sets.ts";

export interface SingleTaskError {
  /** Name or label of the train set, e.g. "rpj". */
  readonly trainSet: string;
  /** e.g. "ARC-E", or "17 tasks" for their average. */
  readonly task: string;
  /** Relative error of the predicted top-1 error of the 6.9B model, in percent. */
  readonly percent: number;
  /** As the paper prints it. */
  readonly printed?: number;
}

export interface SingleTaskOptions extends FigureWords {
  /** 2: Eq 5 fitted on six models; 7: without the model of 1.4B. */
  readonly paperTable?: 2 | 7;
}

const decimals = 2;
const fits = {
  2: "Eq 5 fitted anew for each task on the six models of Table 1",
  7: "Eq 5 fitted anew for each task on five models, without that of 1.4B",
} as const;

/**
 * Relative error of the predicted error of the 6.9B model on single tasks: computed, printed, and the difference.
 *
 * Units   percent of the true top-1 error, two decimals; the difference is that of the rounded numbers
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Tables 2 and 7
 *
 * @throws {RangeError} if there are no rows, a task of a train set stands twice, or an error is no size
 * @example singleTaskErrors([{ trainSet: "rpj", task: "ARC-E", percent: 5.2131, printed: 5.21 }], { paperTable: 2 })
 */
export function singleTaskErrors(rows: readonly SingleTaskError[], options: SingleTaskOptions = {}): Table {
  const where = "singleTaskErrors";
  const sets = [...new Set(rows.map(({ trainSet }) => trainSet))];
  const tasks = [...new Set(rows.map(({ task }) => task))];
  notEmpty(where, "rows", sets);
  once(
    where,
    "rows",
    rows.map(({ trainSet, task }) => `${task} of ${trainSet}`),
  );
  for (const { trainSet, task, percent, printed = 0 } of rows) {
    notNegativeAt(where, "percent", percent, `${task} of ${trainSet}`);
    notNegativeAt(where, "printed", printed, `${task} of ${trainSet}`);
  }
  const { paperTable } = options;
  const quoted = rows.some(({ printed }) => printed !== undefined);
  return table(
    sets.flatMap((set) =>
      linesOf(
        set,
        rows.filter(({ trainSet }) => trainSet === set),
        quoted,
      ),
    ),
    {
      title:
        options.title ??
        `Relative error of the predicted 6.9B error on single tasks${paperTable === undefined ? "" : ` (Table ${paperTable})`}, %`,
      caption:
        options.caption ??
        [
          `Computed here: relative error, in percent, of the predicted top-1 error of the 6.9B model${paperTable === undefined ? "" : `, ${fits[paperTable]}`}; Eq 4 predicts the loss.`,
          ...(quoted && paperTable !== undefined
            ? [`Quoted: the lines “printed”, from Table ${paperTable}.`]
            : []),
          ...(quoted ? ["The difference is that of the two rounded numbers."] : []),
        ].join(" "),
      columns: [
        { name: "trainSet", label: "train set" },
        ...(quoted ? [{ name: "line", label: "" }] : []),
        ...tasks.map((task) => ({ name: taskKey(task), label: task, align: "right" as const })),
      ],
    },
  );
}

/** Keeps tasks apart from the table's own fields. */
const taskKey = (task: string): string => `task ${task}`;

function linesOf(set: string, rows: readonly SingleTaskError[], quoted: boolean) {
  const fields = (cell: (row: SingleTaskError) => string | undefined): Record<string, string | undefined> =>
    Object.fromEntries(rows.map((row) => [taskKey(row.task), cell(row)]));
  const computed = fields(({ percent }) => roundHalfUp(percent, decimals));
  const first = { trainSet: trainSetLabel(set), line: "computed", ...computed };
  if (!quoted) return [first];
  return [
    first,
    {
      trainSet: "",
      line: "printed",
      ...fields(({ printed }) => (printed === undefined ? undefined : roundHalfUp(printed, decimals))),
    },
    { trainSet: "", line: "difference", ...fields(differenceOf) },
  ];
}

function differenceOf({ percent, printed }: SingleTaskError): string | undefined {
  if (printed === undefined) return undefined;
  const [ours, theirs] = [percent, printed].map((value) => Number(roundHalfUp(value, decimals)));
  return signedHalfUp(ours - theirs, decimals);
}
