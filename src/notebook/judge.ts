import { printScientific, roundHalfUp, shown } from "../table/index.ts";
import type { Published, Rule, Target } from "./targets.ts";

/** From good to bad; a target is as bad as its worst part. `skipped` is given by the runner alone. */
export const verdictWords = ["match", "quoted", "close", "skipped", "differs"] as const;

export type VerdictWord = (typeof verdictWords)[number];

/** A value of ours: one, or parts named as the target names them. */
export type Ours =
  | number
  | string
  | boolean
  | undefined
  | readonly Ours[]
  | Float64Array
  | { readonly [part: string]: Ours };

/** One part of a target beside ours, both as text. */
export interface Part {
  readonly name: string;
  readonly paper: string;
  readonly ours: string;
  readonly verdict: VerdictWord;
  /** The reference is a number of our own, not the paper's. */
  readonly own: boolean;
  /** What ours must be as well, and is or is not. */
  readonly recomputed?: string;
}

/**
 * Compares each part of a target with ours. A part that ours lacks differs; one that the target lacks is passed over,
 * since a paper often prints some cells of what is computed whole.
 *
 * @throws {RangeError} if ours has none of the target's parts
 */
export function judge(target: Target, ours: Ours): readonly Part[] {
  const published = flatten(target.paper as Ours);
  const found = flatten(ours);
  if (found.size > 0 && ours !== undefined && ![...found.keys()].some((name) => published.has(name))) {
    throw new RangeError(
      `verdict: ours must have the parts of ${target.id}, got ${shown(ours)}. Its parts: ${[...published.keys()].slice(0, 8).join(", ")}.`,
    );
  }
  return [...published].map(([name, paper]) => {
    const rule = target.rules?.[name] ?? target.rule;
    const own = target.own === true || (target.own?.includes(name) ?? false);
    const value = found.get(name);
    const text = value === undefined ? undefined : scalarText(value);
    const part = { name, paper: String(paper), own, ...judgeOne(rule, String(paper), text) };
    const again = target.recomputed?.[name];
    if (again === undefined || text === undefined) return part;
    const same = Math.abs(Number(text) - Number(again.value)) <= again.by * (1 + 1e-9);
    return { ...part, recomputed: again.value, verdict: same ? part.verdict : "differs" };
  });
}

/** The worst of some verdicts. */
export function worst(words: readonly VerdictWord[]): VerdictWord {
  return words.reduce((bad, word) => (verdictWords.indexOf(word) > verdictWords.indexOf(bad) ? word : bad));
}

type Judged = { readonly ours: string; readonly verdict: VerdictWord };

function judgeOne(rule: Rule, paper: string, ours: string | undefined): Judged {
  if (rule.kind === "quoted") return { ours: ours ?? "–", verdict: "quoted" };
  if (ours === undefined) return { ours: "missing", verdict: "differs" };
  const same = (print: (value: string) => string, otherwise: VerdictWord): Judged => {
    const printed = print(ours);
    const verdict = printed === print(paper) ? "match" : otherwise;
    return { ours: verdict === "differs" ? ours : printed, verdict };
  };
  if (rule.kind === "equal") return same((value) => value, "differs");
  if (!Number.isFinite(Number(ours)) || ours.trim() === "") return { ours, verdict: "differs" };
  const distance = Math.abs(Number(ours) - Number(paper));
  if (rule.kind === "rounded") {
    const near = rule.close !== undefined && distance <= rule.close * (1 + 1e-9);
    return same((value) => roundHalfUp(value, rule.decimals), near ? "close" : "differs");
  }
  if (rule.kind === "digits") return same((value) => printScientific(value, rule.digits), "differs");
  if (distance > rule.by * (1 + 1e-9)) return { ours, verdict: "differs" };
  const decimals = Math.max(0, Math.ceil(-Math.log10(rule.by)));
  return { ours: roundHalfUp(ours, decimals), verdict: "match" };
}

function scalarText(value: number | string | boolean): string {
  return typeof value === "string" ? value : Object.is(value, -0) ? "0" : String(value);
}

/** Names nested parts `outer.inner`; the parts of a list by its indices; a single value by "". */
function flatten(value: Ours | Published, name = ""): Map<string, number | string | boolean | undefined> {
  if (typeof value !== "object" || value === null) return new Map([[name, value]]);
  const entries = ArrayBuffer.isView(value) ? Object.entries(value) : Object.entries(value as object);
  return new Map(
    entries.flatMap(([key, inner]) => [...flatten(inner as Ours, name === "" ? key : `${name}.${key}`)]),
  );
}
