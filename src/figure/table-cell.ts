import { shown } from "../table/index.ts";
import { roundHalfUp } from "./round.ts";
import { minus } from "./ticks.ts";

/** What a cell may hold; null and undefined print as a dash. */
export type Cell = string | number | boolean | bigint | null | undefined;

export type Row = Readonly<Record<string, Cell>>;

/** How a column prints: decimals (rounded half up), or a function of the cell and its row. */
export type CellFormat = number | ((value: Cell, row: Row) => string);

export interface TableColumn {
  /** The field of the rows. */
  readonly name: string;
  readonly label?: string;
  readonly format?: CellFormat;
  /** Numbers stand right and words left unless told. */
  readonly align?: "left" | "right";
}

/** A column as it is printed: texts of equal decimals. */
export interface PrintedColumn {
  readonly name: string;
  readonly label: string;
  readonly align: "left" | "right";
  readonly cells: readonly string[];
}

const missing = "–";

/** Prints one column. */
export function printColumn(column: TableColumn, rows: readonly Row[]): PrintedColumn {
  const values = rows.map((row) => row[column.name]);
  const numeric = values.some((value) => typeof value === "number" || typeof value === "bigint");
  const cells = rows.map((row) => printCell(row[column.name], column, row));
  const align = column.align ?? (numeric ? "right" : "left");
  return { name: column.name, label: column.label ?? column.name, align, cells };
}

function printCell(value: Cell, column: TableColumn, row: Row): string {
  if (typeof column.format === "function") return column.format(value, row);
  if (value === null || value === undefined) return missing;
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return missing;
  if (column.format !== undefined) return minus(roundHalfUp(value, column.format));
  return minus(Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6))));
}

/**
 * The rows of an arquero table, of any object that offers names and objects, or an array of records. Records may hold
 * more than cells, as long as the columns shown do not.
 */
export type TableSource = readonly object[] | ColumnTable;

/** The part of arquero's ColumnTable that is read here. */
export interface ColumnTable {
  columnNames(): string[];
  objects(): object[];
}

/** Names and rows of a source, in its order. */
export function sourceRows(source: TableSource): { names: readonly string[]; rows: readonly Row[] } {
  if (Array.isArray(source)) {
    const rows: readonly Row[] = source;
    return { names: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
  }
  const columns = source as ColumnTable;
  if (typeof columns?.objects !== "function" || typeof columns.columnNames !== "function") {
    throw new TypeError(
      `table: source must be an array of records or an arquero table, got ${shown(source)}.`,
    );
  }
  return { names: columns.columnNames(), rows: columns.objects() as Row[] };
}
