import { DataError, shown } from "../table/index.ts";
import { fittedLaw } from "./fit-law.ts";
import type { FittedLaw } from "./fitted-law.ts";
import type { Law } from "./law.ts";
import { lawData } from "./law-data.ts";
import { chinchilla } from "./laws/chinchilla.ts";
import { downstream } from "./laws/downstream.ts";
import { overTraining } from "./laws/over-training.ts";
import { irreduciblePower, power } from "./laws/power.ts";
import { descend } from "./least-squares.ts";
import { lawProblem, type Objective } from "./objective.ts";

/** Every quantity that a law reads or predicts; a point of any law is some of them. */
export interface LawRow {
  readonly parameters: number;
  readonly tokens: number;
  readonly loss: number;
  readonly error: number;
  readonly x: number;
  readonly y: number;
}

/** A law, whichever it is. */
export type AnyLaw = Law<LawRow, LawRow, string>;

/** A fit, whichever its law. */
export type AnyFit = FittedLaw<LawRow, LawRow, string>;

/** All laws by name. */
export const laws: Readonly<Record<string, AnyLaw>> = Object.fromEntries(
  [overTraining, chinchilla, downstream, irreduciblePower, power].map((law) => [law.name, law as AnyLaw]),
);

const format = "mixlab law";
const version = 1;
/** Some 100 bytes a point: a million points. */
const mostCharacters = 128 * 1024 * 1024;
const mostPoints = 1_000_000;
/** A file whose values can be bettered by more than this share of the objective is no longer the fit of its points. */
const slack = 1e-6;

/**
 * A fit as JSON text that a person can read: law, values, objective, points.
 *
 * @example writeLaw(fit)
 */
export function writeLaw<Input, Point extends Input, Name extends string>({
  law,
  values,
  objective,
  starts,
  points,
}: FittedLaw<Input, Point, Name>): string {
  const columns = [...law.inputs, law.output];
  const rows = points.map((point) => {
    const row = point as unknown as Readonly<Record<string, number>>;
    return Object.fromEntries(columns.map((name) => [name, row[name]]));
  });
  const head = { format, version, law: law.name, formula: law.formula, values, objective, starts };
  const body = rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "points": [\n${body}\n  ]\n}\n`;
}

/** Where the text is from, for messages. */
export interface ReadLawOptions {
  readonly file?: string;
}

/**
 * As below, of whatever law the text is.
 *
 * @throws {DataError} as below
 */
export function readLaw(text: string, of?: undefined, options?: ReadLawOptions): AnyFit;
/**
 * Reads a fit back from `writeLaw`'s text; what follows from the points is computed anew.
 *
 * @throws {DataError} if the text is no such JSON, names another law than `of`, or its values are not the fit of its points
 * @example readLaw(text, overTraining).values.eta
 */
export function readLaw<Input, Point extends Input, Name extends string>(
  text: string,
  of: Law<Input, Point, Name>,
  options?: ReadLawOptions,
): FittedLaw<Input, Point, Name>;
/**
 * As above.
 *
 * @throws {DataError} as above
 */
export function readLaw(text: string, of?: AnyLaw, { file = "text" }: ReadLawOptions = {}): AnyFit {
  const refuse = (rule: string, got: unknown, column?: string): DataError =>
    new DataError(
      `readLaw: ${rule}, got ${shown(got)} in ${file}. Write it anew with writeLaw or mixlab laws fit --out.`,
      { file, ...(column === undefined ? {} : { column }) },
    );
  if (text.length > mostCharacters)
    throw refuse(`a law must have at most ${mostCharacters} characters`, text.length);
  const saved = parsed(text, (got) => refuse('a law must be JSON with "format": "mixlab law"', got));
  if (saved.version !== version) throw refuse(`version must be ${version}`, saved.version, "version");
  const law = typeof saved.law === "string" && Object.hasOwn(laws, saved.law) ? laws[saved.law] : undefined;
  if (law === undefined) throw refuse(`law must be one of ${Object.keys(laws).join(", ")}`, saved.law, "law");
  if (of !== undefined && of.name !== law.name) throw refuse(`law must be ${of.name}`, law.name, "law");
  const objective = objectiveOf(saved.objective);
  if (objective === undefined)
    throw refuse("objective must have residuals and loss as fitLaw takes them", saved.objective, "objective");
  const values = record(saved.values);
  for (const name of law.parameters) {
    const value = values[name];
    const isRight = typeof value === "number" && Number.isFinite(value);
    if (!isRight || (law.positive.includes(name) && value <= 0))
      throw refuse(
        `values.${name} must be a number${law.positive.includes(name) ? " above 0" : ""}`,
        value,
        name,
      );
  }
  if (!Array.isArray(saved.points) || saved.points.length > mostPoints)
    throw refuse(`points must be a list of at most ${mostPoints}`, saved.points, "points");
  const points = saved.points.map((point) => record(point) as unknown as LawRow);
  if (points.length < law.parameters.length)
    throw refuse(`points must be at least ${law.parameters.length}`, points.length, "points");
  const starts = record(saved.starts);
  const count = (name: string): number => (typeof starts[name] === "number" ? starts[name] : 0);
  const known = values as Readonly<Record<string, number>>;
  try {
    requireFit(law, points, objective, known, refuse);
  } catch (cause) {
    if (!(cause instanceof DataError) || cause.file !== undefined) throw cause;
    const { message, row, column } = cause;
    const place = { ...(row === undefined ? {} : { row }), ...(column === undefined ? {} : { column }) };
    throw new DataError(
      `${message.replace("fitLaw", "readLaw")} File: ${file}.`,
      { file, ...place },
      { cause },
    );
  }
  return fittedLaw(law, points, Object.fromEntries(law.parameters.map((name) => [name, known[name]])), {
    objective,
    starts: { tried: count("tried"), converged: count("converged"), agreed: count("agreed") },
  });
}

/** Values that someone has changed by hand would make every interval wrong. */
function requireFit(
  law: AnyLaw,
  points: readonly LawRow[],
  objective: Objective,
  values: Readonly<Record<string, number>>,
  refuse: (rule: string, got: unknown) => DataError,
): void {
  const problem = lawProblem(law, lawData(law, points), objective);
  const place = problem.place(law.parameters.map((name) => values[name]));
  const here = problem.evaluate(
    place,
    new Float64Array(problem.residuals),
    new Float64Array(problem.residuals * problem.parameters),
  );
  const lowest = descend(problem, place, { iterations: 1000 }).objective;
  if (!(here - lowest <= slack * here + 1e-20)) throw refuse("values must be the fit of the points", values);
}

function parsed(text: string, refuse: (got: unknown) => DataError): Readonly<Record<string, unknown>> {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw refuse(text);
  }
  const saved = record(found);
  if (saved.format !== format) throw refuse(found);
  return saved;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function objectiveOf(value: unknown): Objective | undefined {
  const { residuals, loss } = record(value);
  if (residuals !== "plain" && residuals !== "logarithm") return undefined;
  if (loss === "squares") return { residuals, loss };
  const { huber } = record(loss);
  return typeof huber === "number" && huber > 0 && huber < Infinity
    ? { residuals, loss: { huber } }
    : undefined;
}
