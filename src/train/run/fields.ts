import { DataError, nearestName, shown } from "../../table/index.ts";

/** What a field of a configuration may hold. */
export type FieldKind = "a number" | "text" | "true or false" | "anything" | OneOf | Fields;

/** One of some words. */
export class OneOf {
  readonly words: readonly string[];
  constructor(...words: readonly string[]) {
    this.words = words;
  }
}

/** Fields of one section by name. */
export interface Fields {
  readonly [name: string]: FieldKind;
}

/** Where in a file a field stands. */
export interface FieldPlaces {
  readonly file: string;
  lineOf(path: readonly string[]): number | undefined;
}

/** A section with the fields it should have, or fewer. */
export type Section = Readonly<Record<string, unknown>>;

const holds: Readonly<Record<Extract<FieldKind, string>, (value: unknown) => boolean>> = {
  "a number": (value) => typeof value === "number" && !Number.isNaN(value),
  text: (value) => typeof value === "string",
  "true or false": (value) => typeof value === "boolean",
  anything: () => true,
};

/** The error of a field, with its line. */
export function fieldError(
  { file, lineOf }: FieldPlaces,
  path: readonly string[],
  what: string,
  remedy = "",
): DataError {
  const row = lineOf(path);
  const column = path.join(".");
  return new DataError(
    `parseTrainingConfig: ${what} at ${file}${row === undefined ? "" : `:${row}`}.${remedy === "" ? "" : ` ${remedy}`}`,
    { file, column, ...(row === undefined ? {} : { row }) },
  );
}

/** Refuses a section with a field that is unknown or of another kind. */
export function checkFields(
  value: unknown,
  fields: Fields,
  path: readonly string[],
  places: FieldPlaces,
): Section {
  const name = path.length === 0 ? "a configuration" : path.join(".");
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw fieldError(
      places,
      path,
      `${name} must hold ${Object.keys(fields).join(", ")}, got ${shown(value)}`,
    );
  for (const [key, found] of Object.entries(value)) {
    const at = [...path, key];
    const kind = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (kind === undefined) {
      const near = nearestName(key, Object.keys(fields));
      const remedy =
        near === undefined ? `Known: ${Object.keys(fields).join(", ")}.` : `Did you mean ${near}?`;
      throw fieldError(places, at, `fields of ${name} must be known, got ${shown(key)}`, remedy);
    }
    if (kind instanceof OneOf) checkWord(found, kind, at, places);
    else if (typeof kind !== "string") checkFields(found, kind, at, places);
    else if (!holds[kind](found))
      throw fieldError(places, at, `${at.join(".")} must be ${kind}, got ${shown(found)}`);
  }
  return value as Section;
}

function checkWord(found: unknown, { words }: OneOf, path: readonly string[], places: FieldPlaces): void {
  if (words.some((word) => word === found)) return;
  const near = typeof found === "string" ? nearestName(found, words) : undefined;
  throw fieldError(
    places,
    path,
    `${path.join(".")} must be ${words.join(" or ")}, got ${shown(found)}`,
    near === undefined ? "" : `Did you mean ${near}?`,
  );
}
