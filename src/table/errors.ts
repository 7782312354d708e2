/** Where in a file or table bad content was met. */
export interface DataPlace {
  readonly file?: string;
  /** One-based line of the file, or the run id. */
  readonly row?: number | string;
  readonly column?: string;
}

/**
 * Bad content of a file or table, as opposed to a bad argument (`TypeError`, `RangeError`).
 *
 * @example throw new DataError("readCsv: row 3 must have 18 fields, got 17", { file: "swarm.csv", row: 3 })
 */
export class DataError extends Error {
  readonly file: string | undefined;
  readonly row: number | string | undefined;
  readonly column: string | undefined;

  constructor(message: string, place: DataPlace = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = "DataError";
    this.file = place.file;
    this.row = place.row;
    this.column = place.column;
  }
}

const shownLength = 80;

/** Prints a value for an error message, cut at 80 characters. */
export function shown(value: unknown): string {
  const text =
    typeof value === "string"
      ? JSON.stringify(value)
      : typeof value === "bigint"
        ? `${value}n`
        : print(value);
  return text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text;
}

function print(value: unknown): string {
  if (typeof value === "number" || typeof value === "function") return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
