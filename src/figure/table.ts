import { unknownName } from "../table/index.ts";
import { inspectSymbol } from "./inspect.ts";
import {
  type PrintedColumn,
  printColumn,
  sourceRows,
  type TableColumn,
  type TableSource,
} from "./table-cell.ts";
import { tableHtml } from "./table-html.ts";
import { tableText } from "./table-text.ts";
import { type Displayable, displaySymbol, type MimeBundle } from "./types.ts";

/** A table ready to be shown: its cells are texts already. */
export interface Table extends Displayable {
  readonly caption: string;
  readonly columns: readonly PrintedColumn[];
  /** Rows printed bold, by position. */
  readonly strong: readonly number[];
  [displaySymbol](): MimeBundle;
  [inspectSymbol](): string;
}

export interface TableOptions {
  readonly title?: string;
  readonly caption?: string;
  /** Which columns, in which order; all of them unless told. The first names its row. */
  readonly columns?: readonly (string | TableColumn)[];
  /** Rows to be printed bold, by position. */
  readonly strong?: readonly number[];
}

/**
 * Shows records or an arquero table with aligned figures.
 *
 * Units   a column's number format is its decimals, rounded half up as the papers print
 *
 * @throws {RangeError} if a column is not in the source
 * @example table([{ target: "pile_cc", rho: 98.915 }], { columns: ["target", { name: "rho", format: 2 }] })
 */
export function table(source: TableSource, options: TableOptions = {}): Table {
  const { names, rows } = sourceRows(source);
  const wanted = (options.columns ?? names).map((column) =>
    typeof column === "string" ? { name: column } : column,
  );
  for (const { name } of wanted) {
    if (rows.length > 0 && !names.includes(name)) throw unknownName("table", "columns", name, names);
  }
  const columns = wanted.map((column) => printColumn(column, rows));
  return tableOf(options.title ?? "", options.caption ?? "", columns, options.strong ?? []);
}

function tableOf(
  title: string,
  caption: string,
  columns: readonly PrintedColumn[],
  strong: readonly number[],
): Table {
  return {
    title,
    caption,
    columns,
    strong,
    [displaySymbol]() {
      return { "text/html": tableHtml(this), "text/plain": tableText(this) };
    },
    [inspectSymbol]() {
      return tableText(this);
    },
  };
}
