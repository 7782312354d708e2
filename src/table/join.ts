import { DataError, shown } from "./errors.ts";
import { type Matrix, matrix, selectRows } from "./matrix.ts";
import type { Swarm } from "./swarm.ts";

/** A table of numbers by run id, and where it came from. */
export interface IdTable {
  readonly ids: readonly string[];
  readonly numbers: Matrix;
  readonly file: string;
}

/** How far a row of weights may be from 1 before it is refused: published files are rounded to .996 to 1.003. */
const sumTolerance = 0.01;

/**
 * Joins mixtures and losses of the same runs by id, never by position, and checks both.
 *
 * Rows come out in the order of their ids (numeric where all are whole numbers), so that files with shuffled rows
 * give the same swarm and hence the same fit to the last bit.
 *
 * @throws {DataError} if an id stands twice or in one table only, a weight is negative, a row's sum is off by over 1 %, or
 *         a loss is not finite
 * @example joinSwarm("mine", { ids, numbers: weights, file: "mixtures.csv" }, { ids, numbers: losses, file: "losses.csv" })
 */
export function joinSwarm(name: string, mixtures: IdTable, losses: IdTable): Swarm {
  requireIds(mixtures);
  requireIds(losses);
  requireSameIds(mixtures, losses);
  requireShares(mixtures);
  requireFinite(losses);
  const ids = orderedIds(mixtures.ids);
  return {
    name,
    ids,
    mixtures: rowsById(mixtures, ids),
    losses: rowsById(losses, ids),
  };
}

/**
 * The rows of a table in the order of the ids asked for.
 *
 * @throws {DataError} if an id is missing
 */
export function rowsById(table: IdTable, ids: readonly string[]): Matrix {
  const at = new Map(table.ids.map((id, row) => [id, row]));
  const rows = ids.map((id) => {
    const row = at.get(id);
    if (row === undefined) {
      throw new DataError(`rowsById: ${table.file} must have a row for id ${shown(id)}, got none.`, {
        file: table.file,
        row: id,
      });
    }
    return row;
  });
  if (rows.length === table.ids.length && rows.every((row, to) => row === to)) return table.numbers;
  return selectRows(table.numbers, rows);
}

function requireIds({ ids, numbers, file }: IdTable): void {
  if (ids.length !== numbers.rows) {
    throw new RangeError(`joinSwarm: ${file} must have one id a row (${numbers.rows}), got ${ids.length}.`);
  }
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) {
      throw new DataError(
        `joinSwarm: ids must differ, got ${shown(id)} twice in ${file}. Remove one of them.`,
        {
          file,
          row: id,
        },
      );
    }
    seen.add(id);
  }
}

function requireFinite({ ids, numbers: { names, values }, file }: IdTable): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const [id, name] = [ids[Math.floor(at / names.length)], names[at % names.length]];
  throw new DataError(
    `joinSwarm: losses must be finite, got ${values[at]} at ${file}, run ${shown(id)}, target ${shown(name)}. Correct the value, or drop the run from both tables.`,
    { file, row: id, column: name },
  );
}

function requireSameIds(left: IdTable, right: IdTable): void {
  for (const [from, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const known = new Set(other.ids);
    const lost = from.ids.filter((id) => !known.has(id));
    if (lost.length > 0) {
      throw new DataError(
        `joinSwarm: every id of ${from.file} must stand in ${other.file}, got none for ${lost.length} of ${from.ids.length}: ${lost.slice(0, 5).map(shown).join(", ")}${lost.length > 5 ? ", …" : ""}. Add the missing rows, or remove these runs from ${from.file}.`,
        { file: other.file, row: lost[0] },
      );
    }
  }
}

function requireShares({ ids, numbers, file }: IdTable): void {
  const width = numbers.names.length;
  for (let row = 0; row < numbers.rows; row++) {
    let sum = 0;
    for (let at = 0; at < width; at++) {
      const weight = numbers.values[row * width + at];
      if (!(weight >= 0)) {
        throw new DataError(
          `joinSwarm: weights must be 0 or more, got ${shown(weight)} at ${file}, run ${shown(ids[row])}, domain ${shown(numbers.names[at])}. Correct the value, or drop the run from both tables.`,
          { file, row: ids[row], column: numbers.names[at] },
        );
      }
      sum += weight;
    }
    if (Math.abs(sum - 1) > sumTolerance) {
      throw new DataError(
        `joinSwarm: the weights of a run must sum to 1 within ${sumTolerance}, got ${Number(sum.toPrecision(12))} at ${file}, run ${shown(ids[row])}. Divide the row by its sum if they are relative weights.`,
        { file, row: ids[row] },
      );
    }
  }
}

/** Ids in numeric order where all are whole numbers, else in code-unit order. */
export function orderedIds(ids: readonly string[]): readonly string[] {
  const numeric = ids.every((id) => /^\d{1,15}$/.test(id));
  return numeric ? ids.toSorted((a, b) => Number(a) - Number(b)) : ids.toSorted();
}

/** Largest distance from 1 among the row sums of a table of weights. */
export function largestSumDeviation(mixtures: Matrix): number {
  const width = mixtures.names.length;
  let largest = 0;
  for (let row = 0; row < mixtures.rows; row++) {
    let sum = 0;
    for (let at = 0; at < width; at++) sum += mixtures.values[row * width + at];
    largest = Math.max(largest, Math.abs(sum - 1));
  }
  return largest;
}

/** Renames the columns of a matrix; the values are shared, not copied. */
export function renameColumns(source: Matrix, rename: (name: string) => string): Matrix {
  return matrix(source.names.map(rename), source.values);
}
