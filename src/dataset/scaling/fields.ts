import { DataError, shown } from "../../table/index.ts";

/** Longest file of a testbed; the published ones have up to 35 000. */
export const maximumCharacters = 4_000_000;

/** What a number read from a file must be. */
export interface NumberRule {
  readonly integer?: true;
  readonly least?: number;
  readonly most?: number;
  /** Greater than 0. */
  readonly positive?: true;
}

/** Fields of a JSON object, each checked when it is read. */
export interface Fields {
  readonly names: readonly string[];
  number(name: string, rule?: NumberRule): number;
  text(name: string): string;
  flag(name: string): boolean;
  record(name: string): Fields;
  /** The elements of a list of objects. */
  records(name: string): readonly Fields[];
  /** A list of texts; none if absent. */
  texts(name: string): readonly string[];
  fail(name: string, rule: string, got: unknown, remedy?: string): DataError;
}

/**
 * Parses a file that must hold a JSON object.
 *
 * @throws {DataError} if it is too long, no JSON or no object
 */
export function readFields(text: string, by: string, file: string): Fields {
  if (text.length > maximumCharacters) {
    throw new DataError(
      `${by}: ${file} must have at most ${maximumCharacters} characters, got ${text.length}.`,
      { file },
    );
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new DataError(
      `${by}: ${file} must be JSON, got ${shown((cause as Error).message)}.`,
      { file },
      { cause },
    );
  }
  return fieldsOf(content, by, file, "");
}

function fieldsOf(value: unknown, by: string, file: string, path: string): Fields {
  const fail = (name: string, rule: string, got: unknown, remedy?: string): DataError =>
    new DataError(
      `${by}: ${path}${name} must ${rule}, got ${shown(got)} at ${file}.${remedy === undefined ? "" : ` ${remedy}`}`,
      { file, column: `${path}${name}` },
    );
  if (!isRecord(value)) {
    throw new DataError(
      `${by}: ${path === "" ? "the content" : path.slice(0, -1)} must be an object, got ${shown(value)} at ${file}.`,
      { file },
    );
  }
  const of = (name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);
  return {
    names: Object.keys(value),
    number(name, rule = {}) {
      const got = of(name);
      const { integer, least = -Number.MAX_VALUE, most = Number.MAX_VALUE, positive } = rule;
      if (
        typeof got !== "number" ||
        !(got >= least && got <= most) ||
        (positive && !(got > 0)) ||
        (integer && !Number.isSafeInteger(got))
      )
        throw fail(name, printRule(rule), got);
      return got;
    },
    text(name) {
      const got = of(name);
      if (typeof got !== "string" || got === "") throw fail(name, "be text", got);
      return got;
    },
    flag(name) {
      const got = of(name);
      if (typeof got !== "boolean") throw fail(name, "be true or false", got);
      return got;
    },
    record: (name) => fieldsOf(of(name), by, file, `${path}${name}.`),
    records(name) {
      const got = of(name);
      if (!Array.isArray(got)) throw fail(name, "be a list", got);
      return got.map((element, at) => fieldsOf(element, by, file, `${path}${name}[${at}].`));
    },
    texts(name) {
      const got = of(name) ?? [];
      if (!Array.isArray(got) || !got.every((element) => typeof element === "string"))
        throw fail(name, "be a list of texts", got);
      return got;
    },
    fail,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function printRule({ integer, least, most, positive }: NumberRule): string {
  const kind = integer ? "an integer" : "a number";
  if (least !== undefined && most !== undefined) return `be ${kind} from ${least} to ${most}`;
  if (least !== undefined) return `be ${kind} of at least ${least}`;
  return positive ? `be ${kind} above 0` : `be ${kind}`;
}
