import { DataError, shown } from "../../table/index.ts";

/** A line that reads `key=value`, with its one-based number. */
export interface Field {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Walks through the lines of a model text and makes its errors.
 *
 * Source  LightGBM model text, version 4
 */
export class LineReader {
  readonly #lines: readonly string[];
  readonly #file: string | undefined;
  #at = 0;

  constructor(text: string, file: string | undefined) {
    this.#lines = text.split("\n");
    this.#file = file;
  }

  /** One-based number of the line that `next` gives. */
  get line(): number {
    return this.#at + 1;
  }

  /** The line ahead, or undefined at the end. */
  peek(): string | undefined {
    return this.#lines[this.#at];
  }

  /** The line ahead, and a step past it. */
  next(expected: string): string {
    const line = this.#lines[this.#at];
    if (line === undefined) throw this.error(`the text must go on with ${expected}, got its end`);
    this.#at += 1;
    return line;
  }

  /** `key=value` lines up to the next empty line, which is passed too. */
  fields(expected: string, most: number): Map<string, Field> {
    const found = new Map<string, Field>();
    for (;;) {
      const line = this.line;
      const text = this.next(expected);
      if (text === "") return found;
      if (found.size === most)
        throw this.error(`${expected} must have at most ${most} lines, got more`, line);
      const equals = text.indexOf("=");
      const key = equals < 0 ? text : text.slice(0, equals);
      if (found.has(key))
        throw this.error(`${shown(key)} must stand once in ${expected}, got it twice`, line);
      found.set(key, { key, value: equals < 0 ? "" : text.slice(equals + 1), line });
    }
  }

  /** An error that names the file and the line. */
  error(what: string, line: number = this.line): DataError {
    const name = this.#file === undefined ? "" : `${this.#file} `;
    return new DataError(
      `readModelText: ${what} at ${name}line ${line}. ${remedy}`,
      this.#file === undefined ? { row: line } : { file: this.#file, row: line },
    );
  }

  /** The named field, which must be there. */
  need(fields: ReadonlyMap<string, Field>, key: string, where: string): Field {
    const field = fields.get(key);
    if (field === undefined) throw this.error(`${where} must have a line ${shown(`${key}=`)}, got none`);
    return field;
  }

  /** A whole number between two bounds. */
  integer(field: Field, least: number, most: number): number {
    const value = /^-?\d{1,15}$/.test(field.value) ? Number(field.value) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw this.error(
      `${field.key} must be an integer from ${least} to ${most}, got ${shown(field.value)}`,
      field.line,
    );
  }

  /** Exactly `count` numbers into `into`; a missing or empty field leaves it as it is. */
  numbers<Numbers extends Float64Array | Int32Array | Uint8Array>(
    field: Field,
    into: Numbers,
    [least, most]: readonly [number, number],
  ): Numbers {
    const whole = !(into instanceof Float64Array);
    const words = field.value === "" ? [] : field.value.split(" ");
    if (words.length !== into.length) {
      throw this.error(`${field.key} must have ${into.length} values, got ${words.length}`, field.line);
    }
    words.forEach((word, at) => {
      const value = numberOf(word);
      if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
        const kind = whole ? "an integer" : "a number";
        throw this.error(
          `${field.key} must have ${kind} from ${least} to ${most} at place ${at + 1}, got ${shown(word)}`,
          field.line,
        );
      }
      into[at] = value;
    });
    return into;
  }
}

const remedy = "Save the model again with LightGBM's save_model or writeModelText";

function numberOf(word: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return Number(word);
  if (/^\+?inf(inity)?$/i.test(word)) return Infinity;
  return /^-inf(inity)?$/i.test(word) ? -Infinity : Number.NaN;
}
