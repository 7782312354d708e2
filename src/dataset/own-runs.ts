import { join } from "node:path";
import { column, DataError, type NumericCsv, numericCsv, parseCsv, shown } from "../table/index.ts";
import { readText } from "./files.ts";
import { packageFolder } from "./places.ts";
import { type TrainingLog, trainingLogs } from "./training-log.ts";

/** Most runs of the table. */
const maximumRuns = 10_000;

/** A small model that this project trained; losses in nats per token. */
export interface OwnRun {
  readonly name: string;
  /** Width of a word's vector; the hidden layer is twice as wide. */
  readonly width: number;
  /** N, embedding and biases included. */
  readonly parameters: number;
  /** D, each met once. */
  readonly tokens: number;
  /** M = D/N. */
  readonly tokensPerParameter: number;
  /** Highest of the schedule. */
  readonly learningRate: number;
  readonly seed: number;
  /** On fresh text, the same for all runs. */
  readonly loss: number;
  /** Of `loss`, as a sample of all text. */
  readonly standardError: number;
  /** Over all that the language says, by its own probabilities: what `loss` estimates. */
  readonly expectedLoss: number;
}

/**
 * Models of a language whose every probability is known, so that the end of every scaling law is known too.
 *
 * Units   nats per token
 */
export interface OwnRuns {
  readonly runs: readonly OwnRun[];
  /** Entropy of the next word given the words before it: the least expected loss of any model. */
  readonly entropy: number;
  /** Entropy of a word by itself: the loss of a model that counts words. */
  readonly wordEntropy: number;
  /** Loss of the language itself on the text that gave `loss`: the least that can be hoped for there. */
  readonly validationEntropy: number;
  /** Logs of some of the runs. */
  readonly logs: readonly TrainingLog[];
}

const columns = [
  "width",
  "parameters",
  "tokens",
  "learningRate",
  "seed",
  "loss",
  "standardError",
  "expectedLoss",
] as const;

/** Columns that count something. */
const counts: readonly string[] = ["width", "parameters", "tokens", "seed"];

/**
 * Reads the runs that this project trained itself, which every clone has.
 *
 * Source  data/own-runs/SOURCE.md; scripts/own-runs
 *
 * @throws {DataError} if a file is missing or not as it was written
 * @example scaling.fitLaw(scaling.overTraining, (await ownRuns()).runs).values.E
 */
export async function ownRuns(folder: string = packageFolder()): Promise<OwnRuns> {
  const home = join(folder, "data/own-runs");
  const [file, languageFile] = [join(home, "runs.csv"), join(home, "language.json")];
  const { entropyNats, wordEntropyNats, validationEntropyNats } = readLanguage(
    await readText(languageFile),
    languageFile,
  );
  const csv = parseCsv(await readText(file), { file });
  if (csv.rows.length > maximumRuns)
    throw new DataError(`ownRuns: ${file} must have at most ${maximumRuns} runs, got ${csv.rows.length}.`, {
      file,
    });
  return {
    runs: runsOf(numericCsv(csv, { id: "name" })),
    entropy: entropyNats,
    wordEntropy: wordEntropyNats,
    validationEntropy: validationEntropyNats,
    logs: await trainingLogs(join(home, "logs")),
  };
}

function runsOf({ ids, numbers, lines, file }: NumericCsv): OwnRun[] {
  const missing = columns.find((name) => !numbers.names.includes(name));
  if (missing !== undefined)
    throw new DataError(`ownRuns: ${file} must have a column ${missing}, got ${numbers.names.join(", ")}.`, {
      file,
      column: missing,
    });
  const values = columns.map((name) => column(numbers, name));
  return ids.map((name, at) => {
    const row = Object.fromEntries(columns.map((key, place) => [key, values[place][at]])) as Omit<
      OwnRun,
      "name" | "tokensPerParameter"
    >;
    for (const key of columns) {
      const value = row[key];
      if (value > 0 && (!counts.includes(key) || Number.isSafeInteger(value))) continue;
      const rule = counts.includes(key) ? "a whole number above 0" : "a number above 0";
      throw new DataError(`ownRuns: ${key} must be ${rule}, got ${value} at ${file}:${lines[at]}.`, {
        file,
        row: lines[at],
        column: key,
      });
    }
    return { name, ...row, tokensPerParameter: row.tokens / row.parameters };
  });
}

type LanguageName = "entropyNats" | "wordEntropyNats" | "validationEntropyNats";

function readLanguage(text: string, file: string): Readonly<Record<LanguageName, number>> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    const got = shown((cause as Error).message);
    throw new DataError(`ownRuns: ${file} must be JSON, got ${got}.`, { file }, { cause });
  }
  const number = (name: LanguageName): number => {
    const value: unknown = (content as Partial<Record<LanguageName, unknown>> | null)?.[name];
    if (typeof value === "number" && value > 0 && value < Infinity) return value;
    throw new DataError(`ownRuns: ${name} must be a number above 0, got ${shown(value)} at ${file}.`, {
      file,
      column: name,
    });
  };
  return {
    entropyNats: number("entropyNats"),
    wordEntropyNats: number("wordEntropyNats"),
    validationEntropyNats: number("validationEntropyNats"),
  };
}
