// node dist/scripts/own-runs/main.js [--folder out/own-runs] [--save] [names…]: trains the runs of data/own-runs that the
// folder lacks; --save puts table, language and some logs into data/own-runs.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { dataset, table } from "../../src/index.ts";
import { keptLogs, language, type PlannedRun, plan, validation } from "./plan.ts";
import { type RunResult, runOne } from "./run-one.ts";
import { makeSource, type Source, vocabulary } from "./source.ts";
import { measure, ownLosses, type Validation, validationText } from "./validation.ts";

const data = fileURLToPath(new URL("../../../data/own-runs", import.meta.url));
const command = "node dist/scripts/own-runs/main.js";

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { folder: { type: "string", default: "out/own-runs" }, save: { type: "boolean" } },
    allowPositionals: true,
  });
  const { folder } = values;
  const unknown = positionals.find((name) => !plan.some((run) => run.name === name));
  if (unknown !== undefined)
    throw new Error(
      `own-runs: names must be among ${plan.map(({ name }) => name).join(", ")}, got ${unknown}.`,
    );
  const source = makeSource(language);
  const text = validationText(source, validation.blocks, validation.seed);
  const clock = () => performance.now();
  for (const run of plan.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    if (finished(run, folder) !== undefined) continue;
    const began = clock();
    const result = runOne(run, source, text, { folder, clock, command });
    await dataset.writeWhole(join(folder, `${run.name}.json`), `${JSON.stringify({ run, result })}\n`);
    const seconds = ((clock() - began) / 1000).toFixed(1);
    process.stderr.write(`own-runs: ${run.name} loss ${result.loss.toFixed(4)} in ${seconds} s\n`);
  }
  if (values.save === true) await save(folder, source, text);
}

/** The result of a run that stands in the folder with the settings of today's plan. */
function finished(run: PlannedRun, folder: string): RunResult | undefined {
  const file = join(folder, `${run.name}.json`);
  if (!existsSync(file)) return undefined;
  const kept = JSON.parse(readFileSync(file, "utf8")) as { run: unknown; result: RunResult };
  return JSON.stringify(kept.run) === JSON.stringify(run) ? kept.result : undefined;
}

async function save(folder: string, source: Source, text: Validation): Promise<void> {
  const rows = plan.map((run) => {
    const result = finished(run, folder);
    if (result === undefined) throw new Error(`own-runs: ${run.name} must be finished before --save.`);
    const { name, width, parameters, tokens, learningRate, seed } = run;
    const { loss, standardError, expectedLoss } = result;
    return [name, width, parameters, tokens, learningRate, seed, loss, standardError, expectedLoss];
  });
  const header = ["name", "width", "parameters", "tokens", "learningRate", "seed", "loss", "standardError"];
  await dataset.writeWhole(join(data, "runs.csv"), table.toCsv([...header, "expectedLoss"], rows));
  const own = measure(ownLosses(source), text);
  const known = {
    vocabulary,
    entropyNats: source.entropy,
    wordEntropyNats: source.wordEntropy,
    validationTokens: text.words.length,
    validationEntropyNats: own.loss,
    validationEntropyStandardError: own.standardError,
    settings: language,
  };
  await dataset.writeWhole(join(data, "language.json"), `${JSON.stringify(known, undefined, 2)}\n`);
  for (const name of keptLogs) {
    const log = readFileSync(join(folder, `${name}.jsonl`));
    await dataset.writeWhole(join(data, "logs", `${name}.jsonl`), log);
  }
}

await main();
