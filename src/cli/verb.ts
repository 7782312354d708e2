import { type ParseArgsConfig, parseArgs } from "node:util";
import { table } from "../index.ts";

/** One option of a verb. */
export interface OptionText {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  /** Name of the value in the help, e.g. FILE. */
  readonly value?: string;
  readonly help: string;
}

/** Values of a command line: options by name, then the words that are none. */
export interface Arguments {
  readonly words: readonly string[];
  text(name: string): string | undefined;
  required(name: string): string;
  number(name: string, fallback: number): number;
  flag(name: string): boolean;
  list(name: string): readonly string[];
  /** A usage error if one of these was given, since it would have no effect. */
  refuse(names: readonly string[], why: string): void;
}

/** One verb of the command line. `run` returns the exit status. */
export interface Verb {
  readonly summary: string;
  readonly usage: readonly string[];
  readonly details?: string;
  readonly options: Readonly<Record<string, OptionText>>;
  /** Whether words that are no options mean something; a stray one is refused otherwise. */
  readonly words?: boolean;
  run(given: Arguments): Promise<number>;
}

/** The command line was wrong: the message goes out with a pointer to the help, exit status 2. */
export class UsageError extends Error {}

/** Reads a verb's command line; unknown options and missing values are usage errors. */
export function parseVerb(verb: Verb, args: readonly string[]): Arguments {
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [name, { type, multiple }] of Object.entries(verb.options)) {
    options[name] = { type, ...(multiple ? { multiple } : {}) };
  }
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: withNegativeValues(args, verb),
      options,
      allowPositionals: true,
      strict: true,
    }) as typeof parsed;
  } catch (cause) {
    throw new UsageError(wrongOption(args, verb, (cause as Error).message), { cause });
  }
  const { values, positionals } = parsed;
  if (!verb.words && positionals.length > 0)
    throw new UsageError(`options must start with --, got "${positionals[0]}"`);
  const text = (name: string) => values[name] as string | undefined;
  return {
    words: positionals,
    text,
    required(name) {
      const value = text(name);
      if (value === undefined || value === "")
        throw new UsageError(`--${name} is needed: ${verb.options[name]?.help}`);
      return value;
    },
    number(name, fallback) {
      const value = text(name);
      if (value === undefined) return fallback;
      const number = value.trim() === "" ? Number.NaN : Number(value.replaceAll("_", ""));
      if (!Number.isFinite(number)) throw new UsageError(`--${name} must be a number, got "${value}"`);
      return number;
    },
    flag: (name) => values[name] === true,
    list: (name) => (values[name] as string[] | undefined) ?? [],
    refuse(names, why) {
      const idle = names.find((name) => text(name) !== undefined);
      if (idle !== undefined) throw new UsageError(`--${idle} must be left out: ${why}`);
    },
  };
}

/** A negative number after an option is its value, not an option. */
function withNegativeValues(args: readonly string[], { options }: Verb): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const name = joined.at(-1)?.slice(2) ?? "";
    const isValue = /^-\.?\d/.test(word) && joined.at(-1) === `--${name}` && Object.hasOwn(options, name);
    if (isValue && options[name].type === "string") joined[joined.length - 1] += `=${word}`;
    else joined.push(word);
  }
  return joined;
}

/** Says in our words what Node's reader of options refused. */
function wrongOption(args: readonly string[], { options }: Verb, message: string): string {
  const end = args.indexOf("--");
  const strange = (end < 0 ? args : args.slice(0, end))
    .filter((word) => /^-+[a-z]/i.test(word))
    .map((word) => word.split("=")[0])
    .find((word) => !Object.hasOwn(options, word.slice(2)) || !word.startsWith("--"));
  if (strange !== undefined) {
    const known = [...Object.keys(options), "help"];
    const near = strange.startsWith("--") ? table.nearestName(strange.slice(2), known) : undefined;
    return `unknown option ${strange}.${near === undefined ? "" : ` Did you mean --${near}?`}`;
  }
  const name = /'--([\w-]+)/.exec(message)?.[1];
  if (name === undefined || !Object.hasOwn(options, name)) return message;
  const { type, value = "", help } = options[name];
  return type === "boolean" ? `--${name} takes no value` : `--${name} needs a value ${value}: ${help}`;
}

/** The help of a verb, as text for a terminal. */
export function helpOf(name: string, verb: Verb): string {
  const rows = Object.entries({
    ...verb.options,
    help: { type: "boolean", help: "show this help" } as const,
  }).map(([option, { value, help }]: [string, OptionText]) => [
    `--${option}${value === undefined ? "" : ` ${value}`}`,
    help,
  ]);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    `mixlab ${name}: ${verb.summary}`,
    "",
    "Usage",
    ...verb.usage.map((line) => `  mixlab ${line}`),
    "",
    "Options",
    ...rows.map(([left, help]) => `  ${left.padEnd(width)}${help}`),
    ...(verb.details === undefined ? [] : ["", verb.details]),
    "",
    "Exit status: 0 done, 1 failed (the message says why), 2 wrong command line.",
  ].join("\n");
}
