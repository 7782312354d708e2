import { type Cell, isRecord, type Notebook } from "./document.ts";
import { type Execution, failureText } from "./execute.ts";
import type { VerdictWord } from "./judge.ts";
import type { Target } from "./targets.ts";
import { verdict as compare, type VerdictRecord, verdictType } from "./verdict.ts";

/** `not run`: the notebook ended before it could give its verdict, so there is nothing to compare. */
export type OutcomeWord = VerdictWord | "not run";

/** One line of a reproduction: a target, what the paper says, what came out. */
export interface Outcome {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  readonly ours: string;
  readonly tolerance: string;
  readonly verdict: OutcomeWord;
  readonly notebook: string;
  /** Seconds that the notebook took. */
  readonly seconds: number;
}

/** The verdicts that lie in a notebook's outputs. */
export function verdictsIn({ cells }: Notebook): readonly VerdictRecord[] {
  return cells
    .flatMap((cell: Cell) => (cell.cell_type === "code" ? cell.outputs : []))
    .flatMap((output) =>
      "data" in output && isVerdict(output.data[verdictType]) ? [output.data[verdictType]] : [],
    );
}

const isVerdict = (value: unknown): value is VerdictRecord =>
  isRecord(value) &&
  ["id", "title", "paper", "ours", "tolerance", "verdict"].every((name) => typeof value[name] === "string");

/**
 * The outcomes of an executed notebook. A target that it promises and does not give is not run where the notebook
 * failed, and differs where it went through.
 */
export function outcomesOf(
  { notebook, failure, seconds }: Execution,
  name: string,
  promised: readonly string[],
  targets: readonly Target[],
): readonly Outcome[] {
  const given = verdictsIn(notebook);
  const reason = failure === undefined ? "no verdict given" : failureText(failure);
  const word = failure === undefined ? "differs" : "not run";
  const missing = promised.filter((id) => !given.some((verdict) => verdict.id === id));
  return [
    ...given.map(({ id, title, paper, ours, tolerance, verdict }) => {
      return { id, title, paper, ours, tolerance, verdict, notebook: name, seconds };
    }),
    ...missing.map((id) => withoutVerdict(id, reason, word, name, seconds, targets)),
  ];
}

/** The outcomes of a notebook that was left out; a target that is only quoted is so with its data or without. */
export function skippedOutcomes(
  name: string,
  promised: readonly string[],
  reason: string,
  targets: readonly Target[],
): readonly Outcome[] {
  const isQuoted = (id: string) =>
    targets.some((target) => target.id === id) && compare(id, undefined, targets).verdict === "quoted";
  return promised.map((id) =>
    withoutVerdict(id, reason, isQuoted(id) ? "quoted" : "skipped", name, 0, targets),
  );
}

function withoutVerdict(
  id: string,
  ours: string,
  verdict: OutcomeWord,
  notebook: string,
  seconds: number,
  targets: readonly Target[],
): Outcome {
  const target = targets.find((each) => each.id === id);
  const title = target?.title ?? "not in data/targets.json";
  const paper = target === undefined ? "" : compare(id, undefined, targets).paper;
  return { id, title, paper, ours, tolerance: target?.tolerance ?? "", verdict, notebook, seconds };
}

/** Outcomes as aligned lines of text. */
export function outcomeLines(outcomes: readonly Outcome[]): readonly string[] {
  if (outcomes.length === 0) return [];
  const rows = [
    ["", "target", "paper", "ours", "verdict"],
    ...outcomes.map(({ id, title, paper, ours, verdict }) => [
      id,
      cut(title),
      cut(paper),
      cut(ours),
      verdict,
    ]),
  ];
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join("  ")
      .trimEnd(),
  );
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
