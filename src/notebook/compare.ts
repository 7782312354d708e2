import { type Cell, isRecord, type JsonRecord, type Notebook, type Output } from "./document.ts";
import { stripColours } from "./escape.ts";
import { withoutLibrary } from "./library.ts";
import { printJson } from "./print.ts";

/** The first place where a cell's outputs differ. */
export interface Difference {
  /** From 1, text cells counted too. */
  readonly cell: number;
  /** From 1; 0 when the cell itself differs. */
  readonly output: number;
  /** What differs: `source`, `number of outputs`, a MIME type, a stream's name, `error`. */
  readonly what: string;
  /** From 1. */
  readonly line: number;
  readonly committed: string;
  readonly fresh: string;
}

/**
 * Compares committed with fresh outputs, cell by cell; at most one difference a cell. Execution counts, terminal
 * colours, the text of the plotly library, and how stdout and stderr interleave may differ, and so may outputs of
 * cells tagged `volatile` and outputs whose metadata say `mixlab: { volatile: true }`.
 */
export function compareNotebooks(committed: Notebook, fresh: Notebook): readonly Difference[] {
  const count = Math.max(committed.cells.length, fresh.cells.length);
  return Array.from({ length: count }, (_, at) => at).flatMap((at) => {
    const found = compareCells(committed.cells[at], fresh.cells[at]);
    return found === undefined ? [] : [{ cell: at + 1, ...found }];
  });
}

type Found = Omit<Difference, "cell">;
type Piece = readonly [what: string, text: string];

function compareCells(committed: Cell | undefined, fresh: Cell | undefined): Found | undefined {
  const [before, after] = [committed, fresh].map((cell) => (cell ? `${cell.cell_type}\n${cell.source}` : ""));
  const source = firstDifference("source", 0, before!, after!);
  if (source !== undefined || committed?.cell_type !== "code" || fresh?.cell_type !== "code") return source;
  const { tags } = fresh.metadata;
  if (Array.isArray(tags) && tags.includes("volatile")) return undefined;
  const [old, young] = [pieces(committed.outputs), pieces(fresh.outputs)];
  for (let at = 0; at < Math.max(old.length, young.length); at++) {
    const left = old[at] ?? new Map();
    const right = young[at] ?? new Map();
    for (const what of new Set([...left.keys(), ...right.keys()])) {
      const found = firstDifference(what, at + 1, left.get(what) ?? "(none)", right.get(what) ?? "(none)");
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function pieces(outputs: readonly Output[]): readonly ReadonlyMap<string, string>[] {
  const made: Map<string, string>[] = [];
  let streams: Map<string, string> | undefined;
  for (const output of outputs) {
    if (output.output_type !== "stream") {
      streams = undefined;
      made.push(new Map(contentOf(output)));
      continue;
    }
    if (streams === undefined) {
      streams = new Map();
      made.push(streams);
    }
    streams.set(output.name, (streams.get(output.name) ?? "") + stripColours(output.text));
  }
  return made;
}

function contentOf(output: Exclude<Output, { output_type: "stream" }>): readonly Piece[] {
  if (output.output_type === "error") {
    const { ename, evalue, traceback } = output;
    return [["error", stripColours([`${ename}: ${evalue}`, ...traceback].join("\n"))]];
  }
  if (isVolatile(output.metadata)) return [["volatile", Object.keys(output.data).sort().join("\n")]];
  return Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === "string" ? withoutLibrary(stripColours(value)) : printJson(value),
  ]);
}

const isVolatile = ({ mixlab }: JsonRecord): boolean => isRecord(mixlab) && mixlab.volatile === true;

function firstDifference(what: string, output: number, committed: string, fresh: string): Found | undefined {
  if (committed === fresh) return undefined;
  const [before, after] = [committed.split("\n"), fresh.split("\n")];
  const at = before.findIndex((line, index) => line !== after[index]);
  const line = at < 0 ? before.length : at;
  return { output, what, line: line + 1, committed: shownLine(before, line), fresh: shownLine(after, line) };
}

const shownLine = (lines: readonly string[], at: number): string => {
  const line = lines[at]?.trim() ?? "(nothing)";
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
};
