import { basename, join } from "node:path";
import { DataError, shown } from "../table/index.ts";
import { readFolder, readText } from "./files.ts";

/** Most records of one log; a run of a million steps that logs every one fits. */
const maximumRecords = 2_000_000;

/** Longest line of a log, the header's details included. */
const maximumLineCharacters = 65_536;

const schema = "mixlab-training-log";
const version = 1;

/**
 * A training run as it was logged.
 *
 * Shape   steps, tokens, lossNats, learningRate, seconds [records]; validation.tokens, validation.lossNats [validations]
 * Units   steps of the optimiser; tokens seen so far; loss in nats per token, that of the step or the mean since the
 *         record before; seconds since the run began
 */
export interface TrainingLog {
  readonly name: string;
  /** N, embeddings included. */
  readonly parameters: number;
  /** Whatever else the header says, e.g. width, seed, command. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly steps: Float64Array;
  readonly tokens: Float64Array;
  /** Mean over the steps since the record before, in nats per token. */
  readonly lossNats: Float64Array;
  readonly learningRate: Float64Array;
  readonly seconds: Float64Array;
  readonly validation: { readonly tokens: Float64Array; readonly lossNats: Float64Array };
  /** Whether the last line broke off in its middle and was left out: the run goes on, or was killed. */
  readonly isCutShort: boolean;
}

interface Rule {
  readonly must: string;
  holds(value: number): boolean;
}

const notNegative: Rule = { must: "be a number of at least 0", holds: (value) => value >= 0 };
const count: Rule = {
  must: "be a whole number of at least 0",
  holds: (value) => Number.isSafeInteger(value) && value >= 0,
};

const columns = ["steps", "tokens", "lossNats", "learningRate", "seconds"] as const;
const fields: Readonly<Record<(typeof columns)[number], { readonly name: string; readonly rule: Rule }>> = {
  steps: { name: "step", rule: count },
  tokens: { name: "tokens", rule: count },
  lossNats: { name: "lossNats", rule: notNegative },
  learningRate: { name: "learningRate", rule: notNegative },
  seconds: { name: "seconds", rule: notNegative },
};

/**
 * Reads a training log: text in, columns out.
 *
 * JSON lines. First `{"schema":"mixlab-training-log","version":1,"name":…,"parameters":N,…}`, then one line a record,
 * `{"step":…,"tokens":…,"lossNats":…,"learningRate":…,"seconds":…}`, some with `"validationLossNats"` beside. Steps
 * and tokens rise; seconds do not fall. Other fields of a record are passed over. A last line that breaks off is left
 * out, so that the log of a run that goes on can be read.
 *
 * @throws {DataError} naming file, line and field: no header or another version, a line that is no JSON object, a value
 *   missing, negative or no number, steps or tokens that do not rise, or more than the named maxima
 * @example parseTrainingLog(text, "proxy-1.jsonl").lossNats.at(-1)
 */
export function parseTrainingLog(
  text: string,
  file: string,
  { maximum = maximumRecords }: { readonly maximum?: number } = {},
): TrainingLog {
  const at: Place = { file, line: 1 };
  const first = lineAt(text, text.startsWith("\uFEFF") ? 1 : 0, at);
  const { name, parameters, details } = readHeader(first.text, at);
  const values = { steps: [], tokens: [], lossNats: [], learningRate: [], seconds: [] } as Columns;
  const validation = { tokens: [] as number[], lossNats: [] as number[] };
  let isCutShort = false;
  for (let from = first.next; from < text.length; ) {
    at.line += 1;
    const { text: line, next, isWhole } = lineAt(text, from, at);
    from = next;
    if (line.trim() === "" && from >= text.length) break;
    const record = readObject(line, at, isWhole ? "whole" : "open");
    if (record === undefined) {
      isCutShort = true;
      break;
    }
    if (values.steps.length === maximum)
      throw refuse(at, undefined, `a log must have at most ${maximum} records, got more`, "Log less often.");
    addRecord(record, values, validation, at);
  }
  return {
    name,
    parameters,
    details,
    steps: Float64Array.from(values.steps),
    tokens: Float64Array.from(values.tokens),
    lossNats: Float64Array.from(values.lossNats),
    learningRate: Float64Array.from(values.learningRate),
    seconds: Float64Array.from(values.seconds),
    validation: {
      tokens: Float64Array.from(validation.tokens),
      lossNats: Float64Array.from(validation.lossNats),
    },
    isCutShort,
  };
}

/**
 * Reads the training log of one run.
 *
 * @throws {DataError} if it cannot be read, or is no log: `parseTrainingLog`
 * @example await trainingLog("runs/proxy-1.jsonl")
 */
export async function trainingLog(file: string): Promise<TrainingLog> {
  return parseTrainingLog(await readText(file), file);
}

/**
 * Reads all training logs (`*.jsonl`) of a folder, in the order of their file names.
 *
 * @throws {DataError} if the folder holds none, one is no log, or two runs have one name
 * @example (await trainingLogs("runs")).map(({ name }) => name)
 */
export async function trainingLogs(folder: string): Promise<readonly TrainingLog[]> {
  const files = new Map<string, string>();
  return (await readFolder(folder, [".jsonl"])).map(({ name: fileName, text }) => {
    const file = join(folder, fileName);
    const log = parseTrainingLog(text, file);
    const other = files.get(log.name);
    if (other !== undefined) {
      const message = `runs of a folder must differ in name, got ${shown(log.name)} in ${basename(other)} too`;
      throw refuse({ file, line: 1 }, "name", message, "Rename one run in its header, or move a copy away.");
    }
    files.set(log.name, file);
    return log;
  });
}

interface Place {
  readonly file: string;
  line: number;
}

type Columns = Record<(typeof columns)[number], number[]>;
type Fields = Readonly<Record<string, unknown>>;

function refuse({ file, line }: Place, column: string | undefined, what: string, remedy: string): DataError {
  return new DataError(`parseTrainingLog: ${what} at ${file}:${line}. ${remedy}`, {
    file,
    row: line,
    ...(column === undefined ? {} : { column }),
  });
}

/** The line that begins somewhere, where the next begins, and whether a line end closes it. */
function lineAt(text: string, from: number, at: Place): { text: string; next: number; isWhole: boolean } {
  const end = text.indexOf("\n", from);
  const to = end === -1 ? text.length : end;
  if (to - from > maximumLineCharacters)
    throw refuse(
      at,
      undefined,
      `a line must have at most ${maximumLineCharacters} characters, got ${to - from}`,
      "Keep what is long in a file of its own.",
    );
  return { text: text.slice(from, to), next: to + 1, isWhole: end !== -1 };
}

/** The object of a line; none if the line is open and breaks off. */
function readObject(line: string, at: Place, end: "whole" | "open"): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    if (end === "open" && line.startsWith("{")) return undefined;
    throw refuse(
      at,
      undefined,
      `a line must be one JSON object, got ${shown(line)}`,
      "JSON has no NaN or Infinity: end the log of a run that diverged at its last finite record.",
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw refuse(
    at,
    undefined,
    `a line must be one JSON object, got ${shown(value)}`,
    "Write one record a line.",
  );
}

function readHeader(line: string, at: Place): Pick<TrainingLog, "name" | "parameters" | "details"> {
  const wanted = `{"schema":"${schema}","version":${version},"name":…,"parameters":…}`;
  let header: Fields = {};
  if (line.startsWith("{")) header = readObject(line, at, "open") ?? {};
  const { schema: foundSchema, version: foundVersion, name, parameters, ...details } = header;
  if (foundSchema !== schema)
    throw refuse(
      at,
      "schema",
      `the first line must be the header ${wanted}, got ${shown(line)}`,
      "Is it a training log?",
    );
  if (foundVersion !== version)
    throw refuse(
      at,
      "version",
      `version must be ${version}, got ${shown(foundVersion)}`,
      "Read it with the release of mixlab that wrote it, or a later one.",
    );
  if (typeof name !== "string" || name.trim() === "")
    throw refuse(at, "name", `name must be text, got ${shown(name)}`, "Name the run in the header.");
  if (typeof parameters !== "number" || !Number.isSafeInteger(parameters) || parameters < 1)
    throw refuse(
      at,
      "parameters",
      `parameters must be a whole number above 0, got ${shown(parameters)}`,
      "Write how many parameters the model has, embeddings included.",
    );
  return { name, parameters, details };
}

function addRecord(
  record: Fields,
  values: Columns,
  validation: { readonly tokens: number[]; readonly lossNats: number[] },
  at: Place,
): void {
  for (const column of columns) {
    const { name, rule } = fields[column];
    values[column].push(numberOf(record, name, rule, at));
  }
  requireOrder(values.steps, "step", "rise", at);
  requireOrder(values.tokens, "tokens", "rise", at);
  requireOrder(values.seconds, "seconds", "not fall", at);
  if (record.validationLossNats === undefined) return;
  validation.tokens.push(values.tokens[values.tokens.length - 1]);
  validation.lossNats.push(numberOf(record, "validationLossNats", notNegative, at));
}

function numberOf(record: Fields, name: string, rule: Rule, at: Place): number {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (typeof value === "number" && Number.isFinite(value) && rule.holds(value)) return value;
  throw refuse(
    at,
    name,
    `${name} must ${rule.must}, got ${shown(value)}`,
    value === undefined
      ? `Every record has ${columns.map((column) => fields[column].name).join(", ")}.`
      : "Mend the record, or end the log before it.",
  );
}

function requireOrder(values: readonly number[], name: string, must: "rise" | "not fall", at: Place): void {
  const [before, now] = values.slice(-2);
  if (now === undefined || now > before || (now === before && must === "not fall")) return;
  throw refuse(
    at,
    name,
    `${name} must ${must} from record to record, got ${now} after ${before}`,
    "A run that was resumed must cut its log back to the step it resumes from.",
  );
}
