import { shown } from "../table/index.ts";
import { checkedSum } from "./shares.ts";
import type { Mixture } from "./types.ts";

/** What RegMix's training code puts before a domain's name where it trains and where it validates on it. */
export interface YamlPrefixes {
  readonly train?: string;
  readonly valid?: string;
}

/** Prefixes of the published files. */
export const pilePrefixes: Required<YamlPrefixes> = { train: "train_the_pile_", valid: "valid_the_pile_" };

/** How `toYaml` writes. */
export interface ToYamlOptions {
  /** Domains to validate on, each with its weight; all domains of the mixture with weight 1 if left out. */
  readonly valid?: Readonly<Record<string, number>>;
  /** Further lines, such as seed and model name, in the order given. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  readonly prefixes?: YamlPrefixes;
  /** Decimals of the weights: 5 in the public sampler; every digit if left out. */
  readonly decimals?: number;
}

/** Longest name of a domain: YAML allows a key 1024 characters. */
const longestName = 500;

/**
 * Writes a mixture in the layout that RegMix's training reads.
 *
 * Units   weights as given, not normalised
 * Source  sail-sg/regmix, mixture_config/config_1b/*.yaml
 * Differs ends in a newline; small weights as 1.0e-7, which YAML 1.1 readers too take for a number
 *
 * @throws {RangeError} if a weight is negative or no number, or a name is too long
 * @example toYaml({ pile_cc: 1 }) // "train:\n  train_the_pile_pile_cc: 1.0\nvalid:\n  …"
 */
export function toYaml(
  mixture: Mixture,
  { valid, settings = {}, prefixes = {}, decimals }: ToYamlOptions = {},
): string {
  checkedSum("toYaml", "mixture", mixture);
  const { train, valid: validPrefix } = { ...pilePrefixes, ...prefixes };
  const tested = valid ?? Object.fromEntries(Object.keys(mixture).map((domain) => [domain, 1]));
  if (valid !== undefined && Object.keys(valid).length > 0) checkedSum("toYaml", "valid", valid);
  const lines = [
    "train:",
    ...Object.entries(mixture).map(
      ([domain, weight]) => `  ${key(train, domain)}: ${digits(weight, decimals)}`,
    ),
    Object.keys(tested).length === 0 ? "valid: {}" : "valid:",
    ...Object.entries(tested).map(([domain, weight]) => `  ${key(validPrefix, domain)}: ${digits(weight)}`),
    ...Object.entries(settings).map(([name, value]) => `${key("", name)}: ${setting(name, value)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function digits(weight: number, decimals?: number): string {
  if (decimals !== undefined)
    return String(weight.toFixed(decimals))
      .replace(/(\.\d*?)0+$/, "$1")
      .replace(/\.$/, "");
  const text = String(weight === 0 ? 0 : weight);
  if (text.includes(".")) return text;
  return text.includes("e") ? text.replace("e", ".0e") : `${text}.0`;
}

function setting(name: string, value: string | number | boolean): string {
  if (typeof value === "string") return scalar(value);
  if (typeof value === "boolean") return String(value);
  if (!Number.isFinite(value))
    throw new RangeError(`toYaml: settings must hold finite numbers, got ${shown(value)} at ${shown(name)}.`);
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : digits(value);
}

function key(prefix: string, name: string): string {
  if (name.length > longestName)
    throw new RangeError(`toYaml: a name must have at most ${longestName} characters, got ${shown(name)}.`);
  return scalar(prefix + name);
}

const plain = /^[A-Za-z_][A-Za-z0-9_./-]*$/;
const reserved = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** A text as YAML 1.1 and 1.2 read it back: bare where that is safe, quoted otherwise. */
function scalar(text: string): string {
  if (plain.test(text) && !reserved.test(text)) return text;
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
