import type { LineCounter, Pair, ParsedNode, Scalar, YAMLMap } from "yaml";
import { DataError, parseYaml, shown } from "../table/index.ts";
import { pilePrefixes, type YamlPrefixes } from "./to-yaml.ts";
import type { Mixture } from "./types.ts";

/** A mixture's file, read. */
export interface MixtureFile {
  /** Weights as written, under bare names. */
  readonly mixture: Mixture;
  /** Domains validated on, with their weights. */
  readonly valid: Readonly<Record<string, number>>;
  /** The other lines that hold a single value. */
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
}

/** How `fromYaml` reads. */
export interface FromYamlOptions {
  /** Name of the file, for messages. */
  readonly file?: string;
  /** Prefixes taken off the names; a name without one stays as it is. */
  readonly prefixes?: YamlPrefixes;
}

/** Largest text read, and most entries of a section. */
const maximumCharacters = 4_000_000;
const maximumEntries = 100_000;

/**
 * Reads a mixture in RegMix's layout: `train` with a weight per domain, `valid`, settings. A file without a `train`
 * section is read as weights alone.
 *
 * Units   weights as written; those of the Human and DoReMi files do not sum to 1: `normalise`
 * Source  sail-sg/regmix, mixture_config/config_1b/*.yaml
 * Differs anchors and aliases are refused
 *
 * @throws {DataError} if the text is no YAML, too long, or a weight is missing, negative or no number
 * @example const { mixture } = await fromYaml(text, { file: "n1.yaml" })
 */
export async function fromYaml(
  text: string,
  { file = "mixture.yaml", prefixes = {} }: FromYamlOptions = {},
): Promise<MixtureFile> {
  const { yaml, document, lines } = await parseYaml("fromYaml", text, { file, maximumCharacters });
  const top = document.contents;
  if (!yaml.isMap<ParsedNode, ParsedNode | null>(top))
    throw new DataError(`fromYaml: ${file} must hold a "train" section, got ${shown(text.trim())}.`, {
      file,
    });

  const reader: Reader = { file, lines, isMap: yaml.isMap, isScalar: yaml.isScalar };
  const { train, valid } = { ...pilePrefixes, ...prefixes };
  const parts = new Map(entries(reader, top, "").map((entry) => [entry.name, entry]));
  const section = parts.get("train");
  if (section === undefined) return { mixture: weights(reader, top, train), valid: {}, settings: {} };
  const settings = [...parts.values()].flatMap(({ name, value }) =>
    name !== "train" && name !== "valid" && isSetting(value) ? [[name, value] as const] : [],
  );
  const tested = parts.get("valid");
  return {
    mixture: weights(reader, sectionMap(reader, section), train),
    valid: tested === undefined ? {} : weights(reader, sectionMap(reader, tested), valid, { empty: true }),
    settings: Object.fromEntries(settings),
  };
}

interface Reader {
  readonly file: string;
  readonly lines: LineCounter;
  readonly isMap: (node: unknown) => node is YAMLMap;
  readonly isScalar: (node: unknown) => node is Scalar;
}

interface Entry {
  readonly name: string;
  /** One-based line of the name. */
  readonly row: number;
  /** The single value there, or nothing if there is a section. */
  readonly value: unknown;
  readonly pair: Pair;
}

function entries(reader: Reader, map: YAMLMap, prefix: string): readonly Entry[] {
  const { file } = reader;
  if (map.items.length > maximumEntries)
    throw new DataError(
      `fromYaml: ${file} must have at most ${maximumEntries} entries in a section, got ${map.items.length}.`,
      { file },
    );
  return map.items.map((pair) => {
    const { key, value } = pair;
    const row = reader.lines.linePos((key as ParsedNode).range[0]).line;
    if (!reader.isScalar(key))
      throw new DataError(
        `fromYaml: a name in ${file} must be a single word, got a section at line ${row}.`,
        {
          file,
          row,
        },
      );
    const written = typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
    const name = written.startsWith(prefix) ? written.slice(prefix.length) : written;
    return { name, row, value: reader.isScalar(value) ? value.value : undefined, pair };
  });
}

function sectionMap(reader: Reader, { pair, name, row, value }: Entry): YAMLMap {
  if (reader.isMap(pair.value)) return pair.value;
  const { file } = reader;
  throw new DataError(
    `fromYaml: section ${shown(name)} of ${file} must hold a weight per domain, got ${shown(value ?? null)} at line ${row}.`,
    { file, row, column: name },
  );
}

function weights(reader: Reader, map: YAMLMap, prefix: string, { empty = false } = {}): Mixture {
  const { file } = reader;
  const out = new Map<string, number>();
  for (const { name, row, value } of entries(reader, map, prefix)) {
    if (typeof value !== "number" || !(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new DataError(
        `fromYaml: the weight of ${shown(name)} in ${file} must be a number from 0 up, got ${shown(value ?? null)} at line ${row}.`,
        { file, row, column: name },
      );
    if (out.has(name))
      throw new DataError(
        `fromYaml: ${file} must name a domain once, got ${shown(name)} twice, again at line ${row}.`,
        { file, row, column: name },
      );
    out.set(name, value);
  }
  const sum = [...out.values()].reduce((total, weight) => total + weight, 0);
  if (!empty && !(sum > 0))
    throw new DataError(`fromYaml: ${file} must give a domain a weight above 0, got a sum of ${sum}.`, {
      file,
    });
  return Object.fromEntries(out);
}

const isSetting = (value: unknown): value is string | number | boolean | null =>
  value === null || ["string", "number", "boolean"].includes(typeof value);
