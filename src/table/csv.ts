import { CsvError, parse } from "csv-parse/sync";
import { DataError, shown } from "./errors.ts";
import { type Matrix, matrix } from "./matrix.ts";
import { unknownName } from "./names.ts";

/** Largest text taken at one go; a swarm of 100 000 runs is a tenth of it. */
export const maximumCsvCharacters: number = 256 * 1024 * 1024;

/** A CSV file as text cells, with the line each row stands on. */
export interface CsvText {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** One-based line of each row. */
  readonly lines: readonly number[];
  readonly file: string;
}

/**
 * Splits CSV text into cells: comma, double quotes, LF or CRLF, with or without a byte-order mark.
 *
 * Source  RFC 4180
 *
 * @throws {DataError} if the text is empty, a row is ragged, a quote stays open or a column name stands twice
 * @example parseCsv("index,arxiv\n1,0.25\n", { file: "mixtures.csv" }).rows[0]
 */
export function parseCsv(text: string, { file = "text" }: { readonly file?: string } = {}): CsvText {
  if (text.length > maximumCsvCharacters) {
    throw new DataError(
      `parseCsv: ${file} must have at most ${maximumCsvCharacters} characters, got ${text.length}.`,
      { file },
    );
  }
  const records = cellsOf(text, file);
  const first = records[0];
  if (first === undefined) {
    throw new DataError(`parseCsv: ${file} must have a header and rows, got an empty file.`, { file });
  }
  const header = first.record.map((name) => name.trim());
  requireCommas(header, file);
  const twice = header.find((name, at) => header.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new DataError(`parseCsv: column names must differ, got ${shown(twice)} twice at ${file}:1.`, {
      file,
      row: 1,
      column: twice,
    });
  }
  const body = records.slice(1);
  for (const { record, line } of body) {
    if (record.length !== header.length) {
      throw new DataError(
        `parseCsv: a row must have ${header.length} ${header.length === 1 ? "field" : "fields"} as the header has, got ${record.length} at ${file}:${line}.`,
        { file, row: line },
      );
    }
  }
  return { header, rows: body.map((row) => row.record), lines: body.map((row) => row.line), file };
}

/** A header that is one name with another separator in it: its rows would be said to be ragged, or to lack columns. */
function requireCommas(header: readonly string[], file: string): void {
  const [only = ""] = header;
  if (header.length > 1 || !/[;\t|]/.test(only)) return;
  throw new DataError(
    `parseCsv: ${file} must have columns separated by commas, got ${shown(only)}. Write it with commas, and with decimal points in numbers (1.5, not 1,5).`,
    { file, row: 1 },
  );
}

interface Record {
  readonly record: readonly string[];
  readonly line: number;
}

function cellsOf(text: string, file: string): Record[] {
  let before = 0;
  try {
    const parsed = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
    return (parsed as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => {
      const line = Math.max(before + 1, info.lines - (record.join("").match(/\n/g)?.length ?? 0));
      before = line;
      return { record, line };
    });
  } catch (cause) {
    const line = cause instanceof CsvError ? Number(cause.lines) || undefined : undefined;
    const at = line === undefined ? file : `${file}:${line}`;
    throw new DataError(
      `parseCsv: quotes must be closed and doubled inside a field, got ${shown(String((cause as Error).message))} at ${at}.`,
      { file, ...(line === undefined ? {} : { row: line }) },
      { cause },
    );
  }
}

/** Names under which the runs of a table are commonly numbered, in order of preference; pandas writes "". */
const idNames = ["index", "id", "run", "run_id", "name", ""] as const;

/** Numbers of a CSV file by run id. */
export interface NumericCsv {
  readonly ids: readonly string[];
  readonly numbers: Matrix;
  readonly lines: readonly number[];
  readonly file: string;
}

/**
 * Reads the cells of a CSV table as numbers, one column holding the run ids.
 *
 * @throws {DataError} if an id is empty or stands twice, or a cell is no finite number, with file, line and column
 */
export function numericCsv(csv: CsvText, { id }: { readonly id?: string } = {}): NumericCsv {
  const { header, rows, lines, file } = csv;
  const idName = id ?? idNames.find((name) => header.includes(name));
  if (idName === undefined || !header.includes(idName)) {
    if (id !== undefined) {
      const { message } = unknownName("numericCsv", `id (a column of ${file})`, id, header);
      throw new DataError(message, { file, column: id });
    }
    throw new DataError(
      `numericCsv: ${file} must have a column of run ids (${idNames.filter(Boolean).join(", ")}), got ${shown(header.join(","))}. Name it with { id: "…" }.`,
      { file, row: 1 },
    );
  }
  if (rows.length === 0) {
    throw new DataError(`numericCsv: ${file} must have at least one row below its header, got none.`, {
      file,
    });
  }
  const idAt = header.indexOf(idName);
  const names = header.filter((_, at) => at !== idAt);
  const values = new Float64Array(rows.length * names.length);
  const seen = new Map<string, number>();
  let to = 0;
  const ids = rows.map((row, at) => {
    const runId = row[idAt].trim();
    const line = lines[at];
    if (runId === "") {
      throw new DataError(`numericCsv: every row must have an id, got none at ${file}:${line}.`, {
        file,
        row: line,
      });
    }
    const earlier = seen.get(runId);
    if (earlier !== undefined) {
      throw new DataError(
        `numericCsv: ids must differ, got ${shown(runId)} at ${file}:${line} and at ${file}:${earlier}. Remove one of the two rows.`,
        { file, row: runId, column: idName },
      );
    }
    seen.set(runId, line);
    row.forEach((cell, column) => {
      if (column !== idAt) values[to++] = numberOf(cell, { file, row: line, column: header[column] });
    });
    return runId;
  });
  return { ids, numbers: matrix(names, values), lines, file };
}

function numberOf(cell: string, place: { file: string; row: number; column: string }): number {
  const text = cell.trim();
  // Number() also takes "" for 0 and reads 0x10, 0b1 and 0o7.
  const value = text === "" || /[xbo]/i.test(text) ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new DataError(
    `numericCsv: a cell must be a finite number, got ${shown(cell)} at ${place.file}:${place.row}, column ${shown(place.column)}. Correct the value, or drop the run from both tables.`,
    place,
  );
}

const field = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * Prints rows as CSV with a header, LF line ends and the shortest digits that read back as the same numbers.
 *
 * @example toCsv(["index", "arxiv"], [["1", 0.25]])
 */
export function toCsv(header: readonly string[], rows: Iterable<readonly (string | number)[]>): string {
  const lines = [header.map(field).join(",")];
  for (const row of rows) lines.push(row.map(field).join(","));
  return `${lines.join("\n")}\n`;
}

/** Prints a matrix as CSV, its rows numbered by the given ids. */
export function matrixToCsv(source: Matrix, ids: readonly string[], idName = "index"): string {
  const width = source.names.length;
  return toCsv(
    [idName, ...source.names],
    ids.map((id, row) => [id, ...source.values.subarray(row * width, (row + 1) * width)]),
  );
}
