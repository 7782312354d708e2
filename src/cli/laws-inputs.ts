import { dataset, scaling, table } from "../index.ts";
import { type Arguments, UsageError } from "./verb.ts";

/** One thing that `mixlab laws` can do, and the options that mean something to it. */
export interface LawsAction {
  readonly options: readonly string[];
  run(file: string, given: Arguments): Promise<number>;
}

/** Columns that are taken for a quantity where the command line names none; letter case does not matter. */
const columnNames: Readonly<Record<string, readonly string[]>> = {
  parameters: ["parameters", "params", "n_params", "num_params", "n"],
  tokens: ["tokens", "n_tokens", "num_tokens", "d"],
  loss: ["loss", "l"],
  error: ["error", "err"],
  x: ["x", "flops", "compute", "c"],
  y: ["y", "loss", "error"],
};
const factors: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, b: 1e9, g: 1e9, t: 1e12 };
const mostRows = 100_000;

/** A number such as 1e21, 7_000, 7B or 1.4T; NaN if it is none. */
export function quantity(text: string): number {
  const parts = /^([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([kmbgt]?)$/i.exec(text.trim());
  return parts === null ? Number.NaN : Number(parts[1].replaceAll("_", "")) * factors[parts[2].toLowerCase()];
}

/** The quantity that an option gives, if it is given. */
export function quantityOf(given: Arguments, name: string): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const value = quantity(text);
  if (value > 0 && value < Infinity) return value;
  throw new UsageError(`--${name} must be a number above 0, e.g. 1e21, 7B or 1.4T, got "${text}"`);
}

/** The level that `--level` gives. */
export function levelOf(given: Arguments): number {
  const level = given.number("level", 0.95);
  if (level > 0 && level < 1) return level;
  throw new UsageError(`--level must lie between 0 and 1, got "${level}": write 0.95 for 95 %`);
}

/** What intervals cover, as `--covers` says. */
export function coversOf(given: Arguments): "run" | "law" {
  const covers = given.text("covers") ?? "run";
  if (covers === "run" || covers === "law") return covers;
  throw new UsageError(`--covers must be run or law, got "${covers}"`);
}

/** Columns that hold the standard error of the measured value. */
const errorNames: readonly string[] = ["standarderror", "standard_error", "se"];

/** Rows of named quantities, and where they stand. */
export interface LawTable {
  readonly rows: readonly scaling.LawRow[];
  /** File and line of each row. */
  readonly places: readonly string[];
  /** Of the measured values, where a column gives them for every row. */
  readonly standardErrors: readonly number[] | undefined;
}

/** Reads rows of named quantities from a CSV; other columns are left alone, but for that of standard errors. */
export async function readRows(file: string, names: readonly string[], given: Arguments): Promise<LawTable> {
  const csv = table.parseCsv(await dataset.readText(file), { file });
  const places = names.map((name) => columnOf(csv, name, given));
  if (csv.rows.length === 0)
    throw new table.DataError(`laws: ${file} must have rows below its header, got none. Add runs.`, { file });
  if (csv.rows.length > mostRows)
    throw new table.DataError(
      `laws: ${file} must have at most ${mostRows} rows, got ${csv.rows.length}. Take averages of repeated runs.`,
      { file },
    );
  const rows = csv.rows.map((row, at) => {
    const values = names.map((name, which): [string, number] => {
      const cell = row[places[which]];
      const value = quantity(cell);
      const isRight = name === "error" ? value >= 0 && value <= 1 : value > 0 && value < Infinity;
      if (isRight) return [name, value];
      const place = { file, row: csv.lines[at], column: csv.header[places[which]] };
      const rule = name === "error" ? "a share between 0 and 1" : "a number above 0";
      const isPercent = name === "error" && Number(cell.replace(/%\s*$/, "")) > 1;
      const remedy = isPercent ? "Divide percent by 100" : "Correct the value, or drop the row";
      throw new table.DataError(
        `laws: ${name} must be ${rule}, got ${table.shown(cell)} at ${file}:${place.row}, column ${table.shown(place.column)}. ${remedy}.`,
        place,
      );
    });
    return Object.fromEntries(values) as unknown as scaling.LawRow;
  });
  const errorsAt = csv.header.findIndex((column) => errorNames.includes(column.toLowerCase()));
  const errors = csv.rows.map((row) => quantity(row[errorsAt] ?? ""));
  const standardErrors = errors.every((error) => error > 0 && error < Infinity) ? errors : undefined;
  return { rows, places: csv.lines.map((line) => `${file}:${line}`), standardErrors };
}

function columnOf({ header, file }: table.CsvText, name: string, given: Arguments): number {
  const named = given
    .list("column")
    .map((text) => text.split("="))
    .filter(([of]) => of === name)
    .map(([, ...column]) => column.join("="));
  if (named.length > 0) {
    const column = named[named.length - 1];
    if (header.includes(column)) return header.indexOf(column);
    const { message } = table.unknownName("laws", `--column ${name} (a column of ${file})`, column, header);
    throw new table.DataError(message, { file, column });
  }
  const known = columnNames[name];
  const found = header.filter((column) => known.includes(column.toLowerCase()));
  const exact = header.indexOf(name);
  if (exact >= 0) return exact;
  if (found.length === 1) return header.indexOf(found[0]);
  throw new table.DataError(
    `laws: ${file} must have one column of ${name} (${known.join(", ")}), got ${found.length === 0 ? table.shown(header.join(",")) : found.map(table.shown).join(" and ")}. Name it with --column ${name}=COLUMN.`,
    { file, row: 1, column: name },
  );
}

/** Refuses `--column` values that name no quantity of a law. */
export function requireColumns(given: Arguments, names: readonly string[]): void {
  for (const text of given.list("column")) {
    const [name, column] = text.split("=");
    if (!names.includes(name) || column === undefined)
      throw new UsageError(
        `--column must be NAME=COLUMN with NAME one of ${names.join(", ")}, got "${text}"`,
      );
  }
}

/** Reads a law that `mixlab laws fit --out` wrote. */
export async function readFit(file: string): Promise<scaling.AnyFit> {
  return scaling.readLaw(await dataset.readText(file), undefined, { file });
}

/** Reads a law of loss by parameters and tokens. */
export async function readLossFit(file: string): Promise<scaling.LossFit> {
  const text = await dataset.readText(file);
  const { law } = scaling.readLaw(text, undefined, { file });
  if (!law.inputs.includes("tokens"))
    throw new table.DataError(
      `laws: ${file} must hold a law of parameters and tokens (over-training or chinchilla), got ${law.name}. Fit one to runs with columns parameters, tokens and loss.`,
      { file },
    );
  if (law.name === "chinchilla") return scaling.readLaw(text, scaling.chinchilla, { file });
  return scaling.readLaw(text, scaling.overTraining, { file });
}

/** Reads the downstream law that `--error-law` names, if it names one. */
export async function errorFitOf(given: Arguments): Promise<scaling.ErrorFit | undefined> {
  const file = given.text("error-law");
  if (file === undefined) return undefined;
  return scaling.readLaw(await dataset.readText(file), scaling.downstream, { file });
}
