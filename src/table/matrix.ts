import { shown } from "./errors.ts";
import { unknownName } from "./names.ts";

/**
 * Numbers under named columns: what mixtures, losses and candidates are made of.
 *
 * Shape   values [rows × names.length], row after row
 */
export interface Matrix {
  readonly names: readonly string[];
  readonly rows: number;
  readonly values: Float64Array;
}

/**
 * Joins names and values into a matrix.
 *
 * @throws {RangeError} if the values do not fill whole rows, or a name stands twice
 * @example matrix(["arxiv", "pile_cc"], Float64Array.of(0.25, 0.75))
 */
export function matrix(names: readonly string[], values: Float64Array): Matrix {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new RangeError(`matrix: names must differ, got ${shown(twice)} twice.`);
  const width = names.length;
  if (width === 0 ? values.length > 0 : values.length % width !== 0) {
    throw new RangeError(`matrix: values must fill rows of ${width} columns, got ${values.length} values.`);
  }
  return { names, rows: width === 0 ? 0 : values.length / width, values };
}

/**
 * One column as an array of its own.
 *
 * Shape   [rows]
 *
 * @throws {RangeError} if there is no such column
 */
export function column(source: Matrix, name: string): Float64Array {
  const at = source.names.indexOf(name);
  if (at < 0) throw unknownName("column", "name", name, source.names);
  const width = source.names.length;
  const out = new Float64Array(source.rows);
  for (let row = 0; row < source.rows; row++) out[row] = source.values[row * width + at];
  return out;
}

/**
 * The named columns in the order asked for; the same object when that is the order they have.
 *
 * @throws {RangeError} if a column is missing
 */
export function selectColumns(source: Matrix, names: readonly string[]): Matrix {
  if (names.length === source.names.length && names.every((name, at) => name === source.names[at]))
    return source;
  const from = names.map((name) => {
    const at = source.names.indexOf(name);
    if (at < 0) throw unknownName("selectColumns", "name", name, source.names);
    return at;
  });
  const width = source.names.length;
  const values = new Float64Array(source.rows * names.length);
  for (let row = 0, to = 0; row < source.rows; row++) {
    for (const at of from) values[to++] = source.values[row * width + at];
  }
  return matrix(names, values);
}

/** The given rows, in the order given. */
export function selectRows(source: Matrix, rows: readonly number[]): Matrix {
  const width = source.names.length;
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, to) => {
    values.set(source.values.subarray(row * width, (row + 1) * width), to * width);
  });
  return matrix(source.names, values);
}

/** One row as a record, name → value. */
export function rowRecord(source: Matrix, row: number): Record<string, number> {
  const width = source.names.length;
  return Object.fromEntries(source.names.map((name, at) => [name, source.values[row * width + at]]));
}
