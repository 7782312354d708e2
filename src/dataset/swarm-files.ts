import { basename } from "node:path";
import {
  asMatrix,
  columnNamesOf,
  DataError,
  type IdTable,
  idsOf,
  joinSwarm,
  matrix,
  numericCsv,
  parseCsv,
  renameColumns,
  type Swarm,
  type TableLike,
} from "../table/index.ts";
import { readText } from "./files.ts";

/** Columns of the published files, and the bare names they stand for. */
const mixtureColumn = /^train_(?:the_pile_)?(.+)$/;
const lossColumn = /^(?:metric\/)?(?:the_pile_)?(.+?)(?:_val_loss|_val\/loss)$/;

/** How the columns of a user's own tables are read. */
export interface SwarmOptions {
  readonly name?: string;
  /** Column of run ids; otherwise index, id, run, run_id, name or the unnamed first column of pandas. */
  readonly id?: string;
}

/**
 * Reads a swarm from two CSV files: one of mixtures, one of losses, joined by run id.
 *
 * Column names in RegMix's manner (`train_the_pile_arxiv`, `metric/the_pile_arxiv_val_loss`) become bare names
 * (`arxiv`) where all columns of a file have that form; other names stay as they are.
 *
 * Units   weights: shares of tokens; losses as in the file
 *
 * @throws {DataError} naming file, row, value and remedy
 * @example await readSwarm("mixtures.csv", "losses.csv")
 */
export async function readSwarm(
  mixtures: string,
  losses: string,
  options: SwarmOptions = {},
): Promise<Swarm> {
  const [left, right] = await Promise.all([readText(mixtures), readText(losses)]);
  return swarmOfCsv({ file: mixtures, text: left }, { file: losses, text: right }, options);
}

/**
 * Reads a CSV table of numbers by run id, its columns under bare names as `readSwarm` makes them.
 *
 * @throws {DataError} naming file, row, value and remedy
 */
export async function readNumericCsv(file: string, { id }: SwarmOptions = {}): Promise<IdTable> {
  const table = numericCsv(parseCsv(await readText(file), { file }), id === undefined ? {} : { id });
  return bare(bare(table, mixtureColumn), lossColumn);
}

/** A CSV file that has been read. */
export interface CsvSource {
  readonly file: string;
  readonly text: string;
}

/** As `readSwarm`, from texts. */
export function swarmOfCsv(mixtures: CsvSource, losses: CsvSource, options: SwarmOptions = {}): Swarm {
  const [left, right] = [mixtures, losses].map(({ file, text }) =>
    numericCsv(parseCsv(text, { file }), options.id === undefined ? {} : { id: options.id }),
  );
  return joined(left, right, options.name ?? basename(mixtures.file));
}

/**
 * Makes a swarm of tables already in memory: arquero tables, danfojs frames or arrays of records, each with a column
 * of run ids.
 *
 * @throws {DataError} as `readSwarm`
 * @example swarmOfTables(mixtureTable, lossTable, { id: "run", name: "mine" })
 */
export function swarmOfTables(mixtures: TableLike, losses: TableLike, options: SwarmOptions = {}): Swarm {
  return joined(
    idTable(mixtures, "mixtures", options),
    idTable(losses, "losses", options),
    options.name ?? "tables",
  );
}

function idTable(source: TableLike, file: string, { id }: SwarmOptions): IdTable {
  const names = columnNamesOf(source);
  const idName = id ?? ["index", "id", "run", "run_id", "name"].find((name) => names.includes(name));
  if (idName === undefined || !names.includes(idName)) {
    throw new DataError(
      `swarmOfTables: ${file} must have a column of run ids, got ${names.join(", ").slice(0, 80)}. Name it with { id: "…" }.`,
      { file },
    );
  }
  const rest = names.filter((name) => name !== idName);
  if (source !== null && "names" in source && "values" in source && source.values instanceof Float64Array) {
    const all = source as ReturnType<typeof matrix>;
    const at = all.names.indexOf(idName);
    const ids = Array.from({ length: all.rows }, (_, row) => String(all.values[row * all.names.length + at]));
    const values = all.values.filter((_, position) => position % all.names.length !== at);
    return { ids, numbers: matrix(rest, values), file };
  }
  const table = source as Exclude<TableLike, ReturnType<typeof matrix>>;
  return { ids: idsOf(table, idName), numbers: asMatrix(table, rest), file };
}

function joined(mixtures: IdTable, losses: IdTable, name: string): Swarm {
  return joinSwarm(name, bare(mixtures, mixtureColumn), bare(losses, lossColumn));
}

function bare(table: IdTable, form: RegExp): IdTable {
  const names = table.numbers.names;
  if (!names.every((name) => form.test(name))) return table;
  return { ...table, numbers: renameColumns(table.numbers, (name) => form.exec(name)?.[1] ?? name) };
}
