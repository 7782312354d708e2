import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { packageFolder, writeWhole } from "../dataset/index.ts";
import { compareNotebooks } from "./compare.ts";
import { type Notebook, parseNotebook } from "./document.ts";
import { endingOf } from "./ending.ts";
import { stripColours } from "./escape.ts";
import { type ExecuteOptions, type Execution, executeNotebooks, failureHead } from "./execute.ts";
import { leanNotebook } from "./library.ts";
import { type Outcome, outcomeLines, outcomesOf, skippedOutcomes } from "./outcome.ts";
import { report } from "./report.ts";
import { readTargets, type Target } from "./targets.ts";
import { wantedBy } from "./wanted.ts";
import { writeNotebook } from "./write.ts";

export interface ReproduceOptions extends ExecuteOptions {
  /** Whether a data set named in a notebook's metadata is there. */
  readonly available: (name: string) => Promise<boolean>;
  /** Folder of the notebooks, run in the order of their paths. */
  readonly notebooks?: string;
  /** Only notebooks whose path holds one of these words. */
  readonly only?: readonly string[];
  /** Folder for the executed notebooks and report.html. */
  readonly out?: string;
  /** Also write the executed notebooks back to where they came from. */
  readonly save?: boolean;
  /** Compare with the committed outputs. */
  readonly check?: boolean;
  /** File for the outcomes as JSON. */
  readonly json?: string;
  readonly parallel?: number;
  readonly targets?: readonly Target[];
  readonly print?: (line: string) => void;
}

interface Planned {
  readonly file: string;
  readonly name: string;
  readonly notebook: Notebook;
  readonly promised: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Runs the notebooks whose data are there and says, target by target, what the paper has and what came out.
 *
 * @returns 0 when all is well; 1 when a cell failed, a kernel died, a verdict differs, or the check found a difference; 130 when
 * interrupted
 * @throws {DataError} if a notebook cannot be read
 * @example process.exitCode = await reproduce({ available: dataset.isThere, check: true })
 */
export async function reproduce(options: ReproduceOptions): Promise<number> {
  const {
    available,
    notebooks = join(packageFolder(), "notebooks"),
    only = [],
    out = "out/reproduce",
    save = false,
    check = false,
    json,
    targets = readTargets(),
    print = console.log,
    ...execution
  } = options;
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  if (execution.signal === undefined) process.once("SIGINT", onInterrupt);
  const signal = execution.signal ?? interrupt.signal;
  try {
    const plans = await plan(notebooks, only, available);
    if (plans.length === 0) {
      print(
        `reproduce: found no notebook under ${notebooks}${only.length > 0 ? ` for ${only.join(", ")}` : ""}`,
      );
      return 1;
    }
    for (const { name, missing } of plans)
      if (missing.length > 0) print(`${name}  skipped: ${missing.join(", ")} not available`);
    const byFile = new Map(plans.map((each) => [each.file, each]));
    const nameOf = (file: string) => byFile.get(file)?.name ?? file;
    const runs = await executeNotebooks(
      plans.filter((each) => each.missing.length === 0).map((each) => each.file),
      { ...execution, signal, onDone: (run) => printRun(run, nameOf(run.file), print) },
    );
    const outcomes: Outcome[] = [];
    let differences = 0;
    for (const { file, name, notebook, promised, missing } of plans) {
      const run = runs.find((each) => each.file === file);
      const reason = missing.length > 0 ? `no ${missing.join(", ")}` : "interrupted";
      if (run === undefined) {
        outcomes.push(...skippedOutcomes(name, promised, reason, targets));
        continue;
      }
      outcomes.push(...outcomesOf(run, name, promised, targets));
      await writeNotebook(join(out, name), run.notebook);
      if (check) differences += printDifferences(name, notebook, run.notebook, print);
      if (save && run.failure === undefined) await writeNotebook(file, leanNotebook(run.notebook));
    }
    const order = new Map(targets.map((target, at) => [target.id, at]));
    outcomes.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
    for (const line of ["", ...outcomeLines(outcomes), ""]) print(line);
    const unclaimed = targets.filter((target) => !outcomes.some((outcome) => outcome.id === target.id));
    if (only.length === 0 && unclaimed.length > 0)
      print(`no notebook gives a verdict on ${unclaimed.map((target) => target.id).join(", ")}`);
    const named = runs.map((run) => ({ ...run, file: nameOf(run.file) }));
    await writeWhole(join(out, "report.html"), await report(named, outcomes));
    if (json !== undefined) await writeWhole(json, `${JSON.stringify(outcomes, null, 2)}\n`);
    const { lines, failed } = endingOf({
      runs: named,
      outcomes,
      withoutData: plans.filter(({ missing }) => missing.length > 0).length,
      differences: check ? differences : undefined,
      page: join(out, "report.html"),
    });
    for (const line of lines) print(line);
    if (signal.aborted) return 130;
    return failed > 0 ? 1 : 0;
  } finally {
    process.off("SIGINT", onInterrupt);
  }
}

async function plan(
  folder: string,
  only: readonly string[],
  available: (name: string) => Promise<boolean>,
): Promise<readonly Planned[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ipynb"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(".ipynb_checkpoints"))
    .sort();
  const plans: Planned[] = [];
  for (const file of files) {
    const name = relative(folder, file).split(sep).join("/");
    if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
    const notebook = parseNotebook(readFileSync(file, "utf8"), file);
    const wanted = wantedBy(notebook, file);
    const missing: string[] = [];
    for (const data of wanted.data) if (!(await available(data))) missing.push(data);
    plans.push({ file, name, notebook, promised: wanted.targets, missing });
  }
  return plans;
}

function printRun({ seconds, failure }: Execution, name: string, print: (line: string) => void): void {
  print(`${name}  ${seconds.toFixed(1)} s${failure === undefined ? "" : `  ${failureHead(failure)}`}`);
  if (failure === undefined) return;
  const { source, ename, evalue, traceback } = failure;
  for (const line of source.split("\n")) print(`  | ${line}`);
  const told = stripColours(traceback.join("\n"));
  for (const line of (told.includes(ename) ? told : `${ename}: ${evalue}\n${told}`).split("\n"))
    print(`  ${line}`);
}

function printDifferences(
  name: string,
  committed: Notebook,
  fresh: Notebook,
  print: (line: string) => void,
): number {
  const found = compareNotebooks(committed, fresh);
  for (const { cell, output, what, line, committed: before, fresh: after } of found) {
    print(`${name}: cell ${cell}, output ${output}, ${what}, line ${line} differs from the committed`);
    print(`  - ${before}`);
    print(`  + ${after}`);
  }
  return found.length;
}
