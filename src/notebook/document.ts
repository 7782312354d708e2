import { createHash } from "node:crypto";
import { DataError, shown } from "../table/index.ts";

/** Metadata and MIME bundles: plain JSON objects. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** What a code cell printed, showed or threw, with multi-line text joined. */
export type Output =
  | { readonly output_type: "stream"; readonly name: string; readonly text: string }
  | {
      readonly output_type: "display_data";
      readonly data: JsonRecord;
      readonly metadata: JsonRecord;
    }
  | {
      readonly output_type: "execute_result";
      readonly data: JsonRecord;
      readonly metadata: JsonRecord;
      readonly execution_count: number | null;
    }
  | {
      readonly output_type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

interface AnyCell {
  readonly id: string;
  readonly metadata: JsonRecord;
  readonly source: string;
}

export interface CodeCell extends AnyCell {
  readonly cell_type: "code";
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

export interface TextCell extends AnyCell {
  readonly cell_type: "markdown" | "raw";
  readonly attachments?: JsonRecord;
}

export type Cell = CodeCell | TextCell;

/** A notebook of format 4, minor version 4 or later, as Jupyter's own library holds it. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: JsonRecord;
  readonly nbformat: 4;
  readonly nbformat_minor: number;
}

const limits = { bytes: 256 * 2 ** 20, cells: 10_000, outputs: 10_000, depth: 100 };

/**
 * Reads a notebook and checks it. One without cell ids (4.4) gets ids that depend on place and source alone.
 *
 * @throws {DataError} if the text is not a notebook of format 4; `file` and the cell are named
 */
export function parseNotebook(text: string, file = "the notebook"): Notebook {
  const fail = (rule: string, got: unknown, place = "", cause?: unknown): DataError =>
    new DataError(
      `parseNotebook: ${rule}, got ${shown(got)} at ${file}${place}.`,
      { file },
      cause === undefined ? undefined : { cause },
    );
  if (text.length > limits.bytes)
    throw fail(`file must have at most ${limits.bytes} characters`, text.length);
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (cause) {
    throw fail("file must be JSON", text.slice(0, 60), "", cause);
  }
  if (deeperThan(root, limits.depth)) throw fail(`values must nest at most ${limits.depth} deep`, "more");
  if (!isRecord(root)) throw fail("file must hold an object", root);
  const minor = root.nbformat_minor;
  if (root.nbformat !== 4) throw fail("nbformat must be 4", root.nbformat);
  if (!Number.isInteger(minor) || Number(minor) < 4) throw fail("nbformat_minor must be at least 4", minor);
  const { cells, metadata } = root;
  if (!isRecord(metadata)) throw fail("metadata must be an object", metadata);
  if (!Array.isArray(cells) || cells.length > limits.cells)
    throw fail(`cells must be a list of at most ${limits.cells}`, cells);
  const seen = new Set<string>();
  const read = cells.map((cell, at) => {
    const made = readCell(cell, at, (rule, got) => fail(rule, got, `, cell ${at + 1}`));
    if (seen.has(made.id)) throw fail("cell ids must differ", made.id, `, cell ${at + 1}`);
    seen.add(made.id);
    return made;
  });
  return { cells: read, metadata, nbformat: 4, nbformat_minor: Math.max(5, Number(minor)) };
}

type Fail = (rule: string, got: unknown) => DataError;

function readCell(cell: unknown, at: number, fail: Fail): Cell {
  if (!isRecord(cell)) throw fail("a cell must be an object", cell);
  const { cell_type, metadata, attachments } = cell;
  const source = joined(cell.source);
  if (source === undefined) throw fail("source must be text or a list of lines", cell.source);
  if (!isRecord(metadata)) throw fail("metadata must be an object", metadata);
  const id = cell.id ?? cellId(at, source);
  if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id))
    throw fail("id must be 1 to 64 letters, digits, - or _", id);
  if (cell_type === "markdown" || cell_type === "raw")
    return { cell_type, id, metadata, source, ...(isRecord(attachments) ? { attachments } : {}) };
  if (cell_type !== "code") throw fail('cell_type must be "code", "markdown" or "raw"', cell_type);
  const { execution_count: count = null, outputs = [] } = cell;
  if (!isCount(count)) throw fail("execution_count must be null or a count", count);
  if (!Array.isArray(outputs) || outputs.length > limits.outputs)
    throw fail(`outputs must be a list of at most ${limits.outputs}`, outputs);
  return {
    cell_type,
    id,
    metadata,
    source,
    execution_count: count,
    outputs: outputs.map((output) => readOutput(output, fail)),
  };
}

function readOutput(output: unknown, fail: Fail): Output {
  if (!isRecord(output)) throw fail("an output must be an object", output);
  const { output_type } = output;
  if (output_type === "stream") {
    const text = joined(output.text);
    if (text === undefined || typeof output.name !== "string")
      throw fail("a stream must have a name and text", output);
    return { output_type, name: output.name, text };
  }
  if (output_type === "error") {
    const { ename, evalue, traceback } = output;
    if (typeof ename !== "string" || typeof evalue !== "string" || !isTextList(traceback))
      throw fail("an error must have ename, evalue and traceback", output);
    return { output_type, ename, evalue, traceback };
  }
  if (output_type !== "display_data" && output_type !== "execute_result")
    throw fail("output_type must be one of the four known", output_type);
  if (!isRecord(output.data)) throw fail("data must be an object", output.data);
  const data = Object.fromEntries(
    Object.entries(output.data).map(([type, value]) => [
      type,
      isJsonType(type) || !isTextList(value) ? value : value.join(""),
    ]),
  );
  const metadata = isRecord(output.metadata) ? output.metadata : {};
  if (output_type === "display_data") return { output_type, data, metadata };
  const count = output.execution_count ?? null;
  if (!isCount(count)) throw fail("execution_count must be null or a count", count);
  return { output_type, data, metadata, execution_count: count };
}

/** An id of eight hexadecimal digits for the cell at a place, the same whenever place and source are. */
export function cellId(at: number, source: string): string {
  return createHash("sha256").update(`${at}\n${source}`).digest("hex").slice(0, 8);
}

/** Whether content of this MIME type is JSON, and so is never split into lines. */
export function isJsonType(type: string): boolean {
  return type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"));
}

/** Whether a value is a plain JSON object. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isCount = (value: unknown): value is number | null =>
  value === null || (Number.isInteger(value) && Number(value) >= 0);

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((line) => typeof line === "string");

const joined = (value: unknown): string | undefined =>
  typeof value === "string" ? value : isTextList(value) ? value.join("") : undefined;

function deeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => deeperThan(inner, depth - 1));
}
