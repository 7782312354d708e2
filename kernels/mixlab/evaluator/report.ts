import { inspect, stripVTControlCharacters, types } from "node:util";
import type { ErrorReport } from "../bridge.ts";
import { CellSyntaxError, type Place } from "../compiler/index.ts";
import type { Cells } from "./cells.ts";
import { messageWithRemedy } from "./missing-package.ts";
import { isInnerFrame } from "./stack.ts";

const contextLines = 2;
const maximumCauses = 8;

/** What an error is shown with: the cells, and the one that was running. */
export interface ReportContext {
  readonly cells: Cells;
  readonly label: string;
  /** Where in it, if the stack cannot tell. */
  readonly place?: Place | undefined;
}

/** Describes anything thrown, with the line of the cell it came from. */
export function reportError(thrown: unknown, context: ReportContext): ErrorReport {
  try {
    return report(thrown, context);
  } catch {
    const evalue = "an error that cannot be shown, because reading it throws";
    return { ename: "Error", evalue, traceback: [`Error: ${evalue}`] };
  }
}

function report(thrown: unknown, context: ReportContext): ErrorReport {
  if (!isError(thrown)) {
    const evalue = textOf(thrown);
    return {
      ename: "Thrown",
      evalue,
      traceback: [`Thrown: ${evalue}`, "    (a value that is no Error has no stack trace)"],
    };
  }
  const ename = String(thrown.name || "Error");
  const evalue = messageWithRemedy(thrown);
  const traceback = errorLines(thrown, context);
  let cause = thrown.cause;
  for (let depth = 0; cause !== undefined && cause !== null && depth < maximumCauses; depth += 1) {
    traceback.push("", "Caused by:", ...(isError(cause) ? errorLines(cause, context) : [textOf(cause)]));
    cause = isError(cause) ? cause.cause : undefined;
  }
  return { ename, evalue, traceback };
}

/** The report of a cell that was interrupted. */
export const interruptedReport: ErrorReport = {
  ename: "Interrupted",
  evalue: "the cell was interrupted; variables are kept",
  traceback: ["Interrupted: the cell was interrupted; variables are kept"],
};

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function textOf(value: unknown): string {
  try {
    return stripVTControlCharacters(inspect(value));
  } catch {
    return typeof value;
  }
}

function errorLines(error: Error, context: ReportContext): string[] {
  const head = `${error.name}: ${messageWithRemedy(error)}`;
  if (error instanceof CellSyntaxError)
    return [head, "", ...excerpt(context.label, error.place, context.cells)];
  const stack = typeof error.stack === "string" ? error.stack : head;
  const engine = /^(mixlab-cell-\d+):(\d+)\n.*\n( *)\^/.exec(stack);
  if (engine) {
    const place = context.cells.place(engine[1]!, { line: Number(engine[2]), column: engine[3]!.length + 1 });
    return [head, "", ...(place ? excerpt(context.cells.get(engine[1]!)!.label, place, context.cells) : [])];
  }
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const found = /(Cell \[[^\]]*\]):(\d+):(\d+)/.exec(frames.join("\n"));
  const place = found ? { line: Number(found[2]), column: Number(found[3]) } : context.place;
  const shown = place ? excerpt(found?.[1] ?? context.label, place, context.cells) : [];
  const kept = frames.every(isInnerFrame) ? [] : frames;
  return [head, "", ...shown, ...(shown.length > 0 && kept.length > 0 ? [""] : []), ...kept];
}

function excerpt(label: string, { line, column }: Place, cells: Cells): string[] {
  const lines = cells.byLabel(label)?.source.split("\n");
  if (!lines || line > lines.length) return [];
  const from = Math.max(1, line - contextLines);
  const to = Math.min(lines.length, line + contextLines);
  const width = String(to).length;
  const shown = [`${label}, line ${line}, column ${column}`];
  for (let number = from; number <= to; number += 1) {
    shown.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${lines[number - 1]}`);
    if (number === line)
      shown.push(
        `  ${" ".repeat(width)} | ${lines[number - 1]!.slice(0, column - 1).replace(/[^\t]/g, " ")}^`,
      );
  }
  return shown;
}
