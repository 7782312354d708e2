import { createRequire } from "node:module";
import type { ColumnTable } from "arquero";
import { DataError, shown } from "./errors.ts";
import { type Matrix, matrix, selectColumns } from "./matrix.ts";

/** The part of an arquero table that is read here; any version that has it will do. */
export interface ArqueroTable {
  columnNames(): string[];
  numRows(): number;
  array(name: string): ArrayLike<unknown>;
}

/** The part of a danfojs DataFrame that is read here. */
export interface DanfoFrame {
  readonly columns: readonly string[];
  readonly values: unknown;
}

/** What is accepted wherever a table of numbers is asked for. */
export type TableLike = Matrix | ArqueroTable | DanfoFrame | readonly Readonly<Record<string, unknown>>[];

/** One column of a table to be made. */
export type ColumnValues = readonly (string | number | boolean | null)[] | Float64Array | Int32Array;

const load = createRequire(import.meta.url);

/**
 * Makes an arquero table of columns. arquero takes 0.1 s to load, hence only when a table is first made.
 *
 * @example toArquero({ target: ["pile_cc"], spearman: [0.9891] }).print()
 */
export function toArquero(columns: Readonly<Record<string, ColumnValues>>): ColumnTable {
  const arquero = load("arquero") as typeof import("arquero");
  return arquero.table(columns as Record<string, unknown[]>);
}

/** A matrix as an arquero table, with a first column of ids if given. */
export function matrixToArquero(source: Matrix, ids?: readonly string[], idName = "index"): ColumnTable {
  const columns: Record<string, ColumnValues> = ids === undefined ? {} : { [idName]: ids };
  source.names.forEach((name, at) => {
    const values = new Float64Array(source.rows);
    for (let row = 0; row < source.rows; row++) values[row] = source.values[row * source.names.length + at];
    columns[name] = values;
  });
  return toArquero(columns);
}

/**
 * A danfojs DataFrame of the matrix. danfojs-node is an optional package: it takes 3 s to load.
 *
 * @throws {Error} if danfojs-node is not installed
 */
export async function matrixToDanfo(source: Matrix): Promise<DanfoFrame> {
  const danfo = await importDanfo();
  const width = source.names.length;
  const rows = Array.from({ length: source.rows }, (_, row) =>
    Array.from(source.values.subarray(row * width, (row + 1) * width)),
  );
  return new danfo.DataFrame(rows, { columns: [...source.names] });
}

interface DanfoModule {
  readonly DataFrame: new (
    rows: readonly (readonly number[])[],
    options: { columns: string[] },
  ) => DanfoFrame;
}

async function importDanfo(): Promise<DanfoModule> {
  const name = "danfojs-node";
  try {
    return (await import(name)) as DanfoModule;
  } catch (cause) {
    throw new Error("matrixToDanfo: danfojs-node must be installed. Run npm install danfojs-node@1.2.0.", {
      cause,
    });
  }
}

const isMatrix = (value: TableLike): value is Matrix =>
  "names" in value && "values" in value && (value as Matrix).values instanceof Float64Array;

/**
 * Reads numbers from a matrix, an arquero table, a danfojs DataFrame or an array of records.
 *
 * @throws {DataError} if a cell of a table or record is no finite number, with its row and column; a matrix is passed on
 */
export function asMatrix(source: TableLike, names?: readonly string[]): Matrix {
  if (isMatrix(source)) return names === undefined ? source : selectColumns(source, names);
  const { wanted, rows, cell } = cellsOf(source, names);
  const values = new Float64Array(rows * wanted.length);
  for (let row = 0, to = 0; row < rows; row++) {
    for (const name of wanted) {
      const value = cell(row, name);
      if (typeof value !== "number" || !Number.isFinite(value)) {
        throw new DataError(
          `asMatrix: a cell must be a finite number, got ${shown(value)} at row ${row + 1}, column ${shown(name)}.`,
          { row: row + 1, column: name },
        );
      }
      values[to++] = value;
    }
  }
  return matrix(wanted, values);
}

/**
 * Column of ids of any table, as text.
 *
 * @throws {DataError} if a row has none
 */
export function idsOf(source: Exclude<TableLike, Matrix>, name: string): readonly string[] {
  const { rows, cell } = cellsOf(source, [name]);
  return Array.from({ length: rows }, (_, row) => {
    const id = cell(row, name);
    if (id !== undefined && id !== null && id !== "" && !Number.isNaN(id)) return String(id);
    throw new DataError(`idsOf: every row must have an id, got ${shown(id)} at row ${row + 1}.`, {
      row: row + 1,
      column: name,
    });
  });
}

/** Names of the columns of any table. */
export function columnNamesOf(source: TableLike): readonly string[] {
  return isMatrix(source) ? source.names : cellsOf(source).known;
}

interface Cells {
  readonly known: readonly string[];
  readonly wanted: readonly string[];
  readonly rows: number;
  readonly cell: (row: number, name: string) => unknown;
}

function cellsOf(source: Exclude<TableLike, Matrix>, names?: readonly string[]): Cells {
  if (Array.isArray(source)) {
    const records = source as readonly Readonly<Record<string, unknown>>[];
    const known = Object.keys(records[0] ?? {});
    const first = new Set(known);
    records.forEach((record, row) => {
      const stranger = Object.keys(record).find((name) => !first.has(name));
      if (stranger === undefined) return;
      throw new DataError(
        `asMatrix: records must have the columns of the first, got ${shown(stranger)} beside them at row ${row + 1}.`,
        { row: row + 1, column: stranger },
      );
    });
    return { known, wanted: names ?? known, rows: records.length, cell: (row, name) => records[row][name] };
  }
  if ("columnNames" in source) {
    const known = source.columnNames();
    const columns = new Map<string, ArrayLike<unknown>>();
    const cell = (row: number, name: string) => {
      if (!columns.has(name)) columns.set(name, source.array(name));
      return columns.get(name)?.[row];
    };
    return { known, wanted: names ?? known, rows: source.numRows(), cell };
  }
  const frame = source as DanfoFrame;
  const rows = frame.values as readonly (readonly unknown[])[];
  const at = new Map(frame.columns.map((name, position) => [name, position]));
  const cell = (row: number, name: string) => rows[row][at.get(name) ?? -1];
  return { known: frame.columns, wanted: names ?? frame.columns, rows: rows.length, cell };
}
