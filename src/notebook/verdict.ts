import { escapeHtml } from "./escape.ts";
import { judge, type Ours, type Part, type VerdictWord, worst } from "./judge.ts";
import { readTargets, type Target, targetOf } from "./targets.ts";

/** The MIME type under which a verdict lies in a notebook's outputs. */
export const verdictType = "application/vnd.mixlab.verdict+json";

/** A published value, ours, and what the comparison says. */
export interface VerdictRecord {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly paper: string;
  readonly ours: string;
  readonly tolerance: string;
  readonly verdict: VerdictWord;
  readonly parts: readonly Part[];
}

/** The key that notebook kernels share: a value that has it shows itself. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

/** Node's key for how a value prints: kernels that know no display, and `console.log`, show the text form. */
const inspectSymbol: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** A verdict that shows itself as the last expression of a cell. */
export interface Verdict extends VerdictRecord {
  [displaySymbol](): Readonly<Record<string, unknown>>;
  [inspectSymbol](): string;
}

/**
 * Compares ours with a published value of `data/targets.json`; as the last expression of a cell it is shown, and the
 * runner collects it. A target with parts is as bad as its worst part.
 *
 * @throws {RangeError} if there is no such target, or ours has a part that the target has not
 * @example notebook.verdict("R5", { predicted: 34, actual: 34 })
 */
export function verdict(id: string, ours?: Ours, targets: readonly Target[] = readTargets()): Verdict {
  const target = targetOf(id, targets);
  const parts = judge(target, ours);
  const headline = target.headline ?? parts.map((part) => part.name);
  const chosen = parts.filter((part) => headline.includes(part.name));
  const rest = parts.length - chosen.length;
  const line = (side: "paper" | "ours") => {
    const own = (part: Part) => (side === "paper" && part.own ? " (our reference)" : "");
    if (chosen.length === 1 && parts.length === 1) return `${chosen[0]![side]}${own(chosen[0]!)}`;
    const shown = chosen.map((part) => `${part.name} ${part[side]}${own(part)}`).join(", ");
    return rest === 0 ? shown : `${shown} and ${rest} more`;
  };
  const record: VerdictRecord = {
    id,
    title: target.title,
    source: target.source,
    paper: line("paper"),
    ours: line("ours"),
    tolerance: target.tolerance,
    verdict: worst(parts.map((part) => part.verdict)),
    parts,
  };
  const isOpen = opener(record, headline);
  const text = () => verdictText(record, isOpen);
  const bundle = () => ({
    [verdictType]: { ...record },
    "text/html": verdictHtml(record, isOpen),
    "text/plain": text(),
  });
  return { ...record, [displaySymbol]: bundle, [inspectSymbol]: text };
}

/** More parts than this are not shown at once. */
const mostOpenParts = 20;

/** Says which parts stand in the open: all of a few; of many the headline and whatever does not match. */
function opener({ parts }: VerdictRecord, headline: readonly string[]): (part: Part) => boolean {
  if (parts.length <= mostOpenParts) return () => true;
  return ({ name, verdict }) => verdict !== "match" || headline.includes(name);
}

const heads = ({ parts }: VerdictRecord): readonly string[] => {
  const own = parts.every((part) => part.own);
  const some = parts.some((part) => part.recomputed !== undefined);
  return ["", own ? "our reference" : "published", "ours", ...(some ? ["recomputed"] : []), "verdict"];
};

function rows({ parts }: VerdictRecord, shown: readonly Part[]): readonly (readonly string[])[] {
  const mixed = parts.some((part) => part.own) && !parts.every((part) => part.own);
  const some = parts.some((part) => part.recomputed !== undefined);
  return shown.map((part) => [
    part.name,
    part.paper + (mixed && part.own ? " (our reference)" : ""),
    part.ours,
    ...(some ? [part.recomputed ?? ""] : []),
    part.verdict,
  ]);
}

const more = (count: number): string => `and ${count} more, which match`;

function verdictText(record: VerdictRecord, isOpen: (part: Part) => boolean): string {
  const open = record.parts.filter(isOpen);
  const folded = record.parts.length - open.length;
  const table = [heads(record), ...rows(record, open), ...(folded === 0 ? [] : [[more(folded)]])];
  const widths = heads(record).map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join("  ")
      .trimEnd(),
  );
  const title = `${record.id} ${record.title}: ${record.verdict}`;
  return [title, ...lines.map((line) => `  ${line}`), `  ${record.tolerance} (${record.source})`].join("\n");
}

const colours: Readonly<Record<VerdictWord, string>> = {
  match: "#1a7f37",
  close: "#9a6700",
  quoted: "#57606a",
  skipped: "#57606a",
  differs: "#cf222e",
};

/** A verdict word as a coloured label. */
export function verdictLabel(word: VerdictWord): string {
  const style = `color:#fff;background:${colours[word]};border-radius:3px;padding:1px 6px;font-weight:600`;
  return `<span style="${style}">${escapeHtml(word)}</span>`;
}

/** A verdict as a table that needs no style sheet. */
function verdictHtml(record: VerdictRecord, isOpen: (part: Part) => boolean): string {
  const folded = record.parts.filter((part) => !isOpen(part));
  const rest =
    folded.length === 0
      ? ""
      : `<details><summary>${more(folded.length)}</summary>${partsHtml(record, folded)}</details>`;
  const title = `<b>${escapeHtml(record.id)}</b> ${escapeHtml(record.title)} ${verdictLabel(record.verdict)}`;
  const note = `<small>${escapeHtml(`${record.tolerance} (${record.source})`)}</small>`;
  return `<div><div>${title}</div>${partsHtml(record, record.parts.filter(isOpen))}${rest}${note}</div>`;
}

function partsHtml(record: VerdictRecord, parts: readonly Part[]): string {
  const row = (cells: readonly string[]) =>
    `<tr>${cells.map((cell, at) => `<td style="text-align:${at === 0 ? "left" : "right"}">${cell}</td>`).join("")}</tr>`;
  const head = heads(record)
    .map((cell, at) => `<th style="text-align:${at === 0 ? "left" : "right"}">${escapeHtml(cell)}</th>`)
    .join("");
  const body = rows(record, parts).map((cells) => {
    const last = cells.length - 1;
    return row(cells.map((cell, at) => (at === last ? verdictLabel(cell as VerdictWord) : escapeHtml(cell))));
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}
