import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../dataset/index.ts";
import { DataError, shown, unknownName } from "../table/index.ts";
import { isRecord, type JsonRecord } from "./document.ts";

/** How a number of ours is compared with the published one. */
export type Rule =
  /** Equal after rounding half up to so many decimals; `close` when only within that distance. */
  | { readonly kind: "rounded"; readonly decimals: number; readonly close?: number }
  /** Equal in so many significant digits, printed as `4.66329544e-03`. */
  | { readonly kind: "digits"; readonly digits: number }
  | { readonly kind: "within"; readonly by: number }
  /** The same text, index, sign or truth value. */
  | { readonly kind: "equal" }
  /** Nothing of ours to compare with. */
  | { readonly kind: "quoted" };

/** Published or own values: one, a list, or named parts, nested at will. */
export type Published =
  | string
  | number
  | boolean
  | readonly Published[]
  | { readonly [part: string]: Published };

/** A published number, table or statement that a notebook reproduces. */
export interface Target {
  readonly id: string;
  readonly title: string;
  /** Where the value stands: version of the paper, or the authors' notebook. */
  readonly source: string;
  readonly paper: Published;
  readonly rule: Rule;
  /** Rules of single parts, by name. */
  readonly rules?: Readonly<Record<string, Rule>>;
  /** `true`, or the parts, whose reference is a number of our own and not the paper's. */
  readonly own?: true | readonly string[];
  /** What ours must be as well, where the printed digits are known not to follow from the public data. */
  readonly recomputed?: Readonly<Record<string, { readonly value: string; readonly by: number }>>;
  /** The parts that stand for the target where there is one line for it. */
  readonly headline?: readonly string[];
  readonly tolerance: string;
  /** Further rows that the sources print and that are shown, but not compared. */
  readonly quoted?: readonly JsonRecord[];
}

const maximumBytes = 2 ** 20;

/** Gives all targets of `data/targets.json`, or of another file. */
export function readTargets(file: string = join(packageFolder(), "data/targets.json")): readonly Target[] {
  const { size } = statSync(file);
  const fail = (rule: string, got: unknown) =>
    new DataError(`readTargets: ${rule}, got ${shown(got)} at ${file}.`, { file });
  if (size > maximumBytes) throw fail(`file must have at most ${maximumBytes} bytes`, size);
  const root: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isRecord(root) || !Array.isArray(root.targets)) throw fail("targets must be a list", root);
  const seen = new Set<string>();
  for (const target of root.targets) {
    if (!isTarget(target)) throw fail("a target must have id, title, source, paper, rule, tolerance", target);
    if (seen.has(target.id)) throw fail("ids must differ", target.id);
    seen.add(target.id);
  }
  return root.targets;
}

/**
 * The target of an id.
 *
 * @throws {RangeError} if there is none
 */
export function targetOf(id: string, targets: readonly Target[]): Target {
  const found = targets.find((target) => target.id === id);
  if (found !== undefined) return found;
  throw unknownName(
    "verdict",
    "id",
    id,
    targets.map((target) => target.id),
  );
}

function isTarget(value: unknown): value is Target {
  if (!isRecord(value)) return false;
  const texts = ["id", "title", "source", "tolerance"].every((name) => typeof value[name] === "string");
  const rules = [value.rule, ...Object.values(isRecord(value.rules) ? value.rules : {})];
  return texts && isPublished(value.paper) && rules.every(isRule);
}

const isPublished = (value: unknown): boolean =>
  ["string", "number", "boolean"].includes(typeof value) ||
  (typeof value === "object" && value !== null && Object.values(value).every(isPublished));

function isRule(value: unknown): value is Rule {
  if (!isRecord(value)) return false;
  const needs: JsonRecord = { rounded: "decimals", digits: "digits", within: "by" };
  const need = needs[String(value.kind)];
  if (need === undefined) return value.kind === "equal" || value.kind === "quoted";
  return Number.isFinite(value[String(need)]) && (value.close === undefined || Number.isFinite(value.close));
}

/**
 * The published values of a target as numbers, nested as the target has them; `Values` says how.
 *
 * @throws {RangeError} if there is no such target
 * @example published("R1").pile_cc
 */
export function published<Values = Readonly<Record<string, number>>>(
  id: string,
  targets: readonly Target[] = readTargets(),
): Values {
  return numbersOf(targetOf(id, targets).paper) as Values;
}

function numbersOf(value: Published): unknown {
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([part, inner]) => [part, numbersOf(inner)]));
  }
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
    ? Number(value)
    : value;
}

/** The rows that a target's sources print beside what is compared. */
export function quoted<Row = JsonRecord>(
  id: string,
  targets: readonly Target[] = readTargets(),
): readonly Row[] {
  return (targetOf(id, targets).quoted ?? []) as readonly Row[];
}
