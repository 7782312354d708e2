import { DataError, shown, unknownName } from "../../table/index.ts";

/** Fields that may change at any time: they change no number that is learnt. */
const free: ReadonlySet<string> = new Set(["saveEvery", "keep", "keepEvery", "validateEvery", "steps"]);
/** Fields that a checkpoint has been made with: what they say has happened already. */
const settled: ReadonlySet<string> = new Set(["configuration", "seed", "initial"]);

type Plan = Readonly<Record<string, unknown>>;

interface Change {
  readonly field: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** What a run goes on with, as far as it decides which changes are taken. */
export interface ChangeOptions {
  /** File of the plan that the run began with. */
  readonly file: string;
  readonly allowed: readonly string[];
  /** Step of the checkpoint that the run goes on from. */
  readonly step?: number | undefined;
  readonly onLine?: (line: string) => void;
}

/**
 * Refuses to go on with a run under another plan. Steps may become more; how often it is saved and validated is free.
 * What the model was made from cannot change once a checkpoint stands, whatever is allowed.
 *
 * @throws {RangeError} if a field that is allowed to change is none
 * @throws {DataError} naming every field that differs, with both values
 */
export function requireSamePlan(before: Plan, now: Plan, options: ChangeOptions): void {
  const { file, allowed, step, onLine = () => undefined } = options;
  const known = new Set([...fieldsOf(before), ...fieldsOf(now)]);
  for (const field of allowed)
    if (!known.has(field))
      throw unknownName("trainProxy", "a change that is allowed", field, Object.keys({ ...before, ...now }));
  const changes = changesOf(before, now, "");
  const isWithin = (field: string, { field: changed }: Change) =>
    changed === field || changed.startsWith(`${field}.`);
  const fixed = step === undefined ? [] : changes.filter(({ field }) => settled.has(topOf(field)));
  if (fixed.length > 0)
    throw new DataError(
      `trainProxy: the model of a run cannot change once a checkpoint stands, got other ${listed(fixed)} than in ${file} after step ${step}. Train in another folder.`,
      { file, column: fixed[0].field },
    );
  const refused = changes.filter((change) => !allowed.some((field) => isWithin(field, change)));
  if (refused.length > 0) {
    const fields = [...new Set([...allowed, ...refused.map(({ field }) => topOf(field))])];
    throw new DataError(
      `trainProxy: a run must go on under the plan it began with, got other ${listed(refused)} than in ${file}. Train in another folder, or allow the change of ${fields.join(", the change of ")}.`,
      { file, column: refused[0].field },
    );
  }
  // Not refused: a run that was allowed a change, and stopped, goes on with the same command.
  for (const field of allowed)
    if (!changes.some((change) => isWithin(field, change)))
      onLine(`${field} need not be allowed to change: it is as in ${file}, or may always change`);
}

const topOf = (field: string): string => field.split(".")[0];

/** Names of a plan's fields, those below them with a point. */
function fieldsOf(plan: Plan, path = ""): readonly string[] {
  return Object.entries(plan).flatMap(([name, value]) => [
    path + name,
    ...(isRecord(value) ? fieldsOf(value, `${path}${name}.`) : []),
  ]);
}

function changesOf(was: unknown, is: unknown, field: string): readonly Change[] {
  if (free.has(field)) return [];
  if (isRecord(was) && isRecord(is)) {
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    return names.flatMap((name) => changesOf(was[name], is[name], field === "" ? name : `${field}.${name}`));
  }
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ field, was, is }];
}

function listed(changes: readonly Change[]): string {
  const most = 8;
  const texts = [...new Set(changes.map(textOf))];
  const more = texts.length > most ? `, and ${texts.length - most} more` : "";
  return texts.slice(0, most).join(", ") + more;
}

function textOf({ field, was, is }: Change): string {
  const [top, domain] = field.split(".");
  const what = was === undefined ? "added" : is === undefined ? "removed" : "changed";
  if (top === "validation" && domain !== undefined)
    return `validation ${domain} ${field === `validation.${domain}` ? what : "changed"}`;
  const value = was === undefined ? is : was;
  if (what !== "changed") return `${field} ${isRecord(value) ? "" : `${shown(value)} `}${what}`;
  return `${field} ${shown(was)} → ${shown(is)}`;
}

const isRecord = (value: unknown): value is Plan =>
  typeof value === "object" && value !== null && !Array.isArray(value);
