import { type Cell, isJsonType, isRecord, type JsonRecord, type Notebook, type Output } from "./document.ts";

/**
 * Prints a notebook exactly as Jupyter's own library writes it: sorted keys, one space of indent, text split into
 * lines, numbers as Python prints them, a final newline. So saving it in JupyterLab changes no line.
 */
export function printNotebook(notebook: Notebook): string {
  const { orig_nbformat, orig_nbformat_minor, signature, ...metadata } = notebook.metadata;
  return `${printJson({ ...notebook, metadata, cells: notebook.cells.map(stored) })}\n`;
}

function stored(cell: Cell): JsonRecord {
  const { trusted, ...metadata } = cell.metadata;
  const common = { ...cell, metadata, source: splitLines(cell.source) };
  if (cell.cell_type === "code") return { ...common, outputs: cell.outputs.map(storedOutput) };
  if (cell.attachments === undefined) return common;
  const attachments = Object.fromEntries(
    Object.entries(cell.attachments).map(([name, data]) => [name, isRecord(data) ? splitBundle(data) : data]),
  );
  return { ...common, attachments };
}

function storedOutput(output: Output): JsonRecord {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
  if (output.output_type === "error") return { ...output };
  return { ...output, data: splitBundle(output.data) };
}

function splitBundle(data: JsonRecord): JsonRecord {
  const isSplit = (type: string) =>
    type.startsWith("text/") || type === "application/javascript" || type === "image/svg+xml";
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => [
      type,
      typeof value === "string" && isSplit(type) && !isJsonType(type) ? splitLines(value) : value,
    ]),
  );
}

const lineEnds = "\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029";
const lines = new RegExp(`[^${lineEnds}]*(?:\\r\\n|[${lineEnds}])|[^${lineEnds}]+$`, "g");

/** Splits text into lines that keep their ends, at the same characters as Python's `str.splitlines`. */
export function splitLines(text: string): string[] {
  return text.match(lines) ?? [];
}

/** Prints JSON as Python's `json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)` does. */
export function printJson(value: unknown, indent = "\n"): string {
  if (typeof value === "number") return printNumber(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[${value.map((entry) => inner + printJson(entry, inner)).join(",")}${indent}]`;
  }
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (entries.length === 0) return "{}";
  const printed = entries
    .sort(([left], [right]) => byCodePoint(left, right))
    .map(([key, entry]) => `${inner}${JSON.stringify(key)}: ${printJson(entry, inner)}`);
  return `{${printed.join(",")}${indent}}`;
}

function printNumber(value: number): string {
  if (!Number.isFinite(value)) return "null";
  if (value === 0 || Math.abs(value) >= 1e-4) return JSON.stringify(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

function byCodePoint(left: string, right: string): number {
  const a = Array.from(left, (letter) => letter.codePointAt(0)!);
  const b = Array.from(right, (letter) => letter.codePointAt(0)!);
  const at = a.findIndex((code, index) => code !== b[index]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
