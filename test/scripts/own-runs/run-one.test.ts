import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { language, type PlannedRun, plan, validation } from "../../../scripts/own-runs/plan.ts";
import { type RunResult, runOne } from "../../../scripts/own-runs/run-one.ts";
import { makeSource } from "../../../scripts/own-runs/source.ts";
import { parameterCount } from "../../../scripts/own-runs/student.ts";
import { validationText } from "../../../scripts/own-runs/validation.ts";
import { dataset } from "../../../src/index.ts";

const smallest = plan[0];
let folder = "";
let result: RunResult;
let log: dataset.TrainingLog;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mixlab-own-"));
  const source = makeSource(language);
  const text = validationText(source, validation.blocks, validation.seed);
  let now = 0;
  const clock = () => {
    now += 1000;
    return now;
  };
  result = runOne(smallest, source, text, { folder, clock, command: "test" });
  log = await dataset.trainingLog(join(folder, `${smallest.name}.jsonl`));
});
after(() => rm(folder, { recursive: true }));

test("plan: sizes from 904 to 28 864 parameters at 5 to 320 tokens each, every run with its own name and seed", () => {
  assert.deepEqual([plan.length, smallest.parameters, plan.at(-1)?.parameters], [31, 904, 28_864]);
  assert.equal(new Set(plan.map(({ name }) => name)).size, 31);
  assert.equal(new Set(plan.map(({ seed }) => seed)).size, 31);
  for (const { name, width, parameters, tokens, steps, batch } of plan) {
    assert.equal(parameters, parameterCount(width));
    assert.equal(tokens, steps * batch);
    assert.equal(batch % 4, 0);
    const ratio = Number(name.split("m")[1]);
    assert.ok(Math.abs(tokens / parameters / ratio - 1) < 0.002, `${name} has ${tokens / parameters}`);
  }
});

test("runOne: the smallest run of the table, trained again, has the same bits", async () => {
  // Exact: +, −, ×, ÷ and √ alone lead to these numbers, and IEEE 754 leaves none of them a choice.
  const kept = (await dataset.ownRuns()).runs[0];
  assert.deepEqual(
    [kept.name, kept.loss, kept.standardError, kept.expectedLoss],
    [smallest.name, result.loss, result.standardError, result.expectedLoss],
  );
});

test("runOne: leaves a log that reads back, falls, and ends with the run's loss", async () => {
  assert.deepEqual(await readdir(folder), [`${smallest.name}.jsonl`]);
  assert.equal(log.isCutShort, false);
  assert.equal(log.parameters, smallest.parameters);
  assert.equal(log.details.seed, smallest.seed);
  assert.equal(log.tokens.at(-1), smallest.tokens);
  assert.ok(log.steps.length >= 150 && log.steps.length <= 210, `${log.steps.length} records`);
  assert.ok(log.lossNats[0] > 4 && log.lossNats[0] < 4.4, `first loss ${log.lossNats[0]}, ln 64 is 4.16`);
  assert.equal(log.validation.lossNats.length, 8);
  assert.ok(Math.abs((log.validation.lossNats.at(-1) ?? 0) - result.loss) < 1e-6);
  assert.ok((log.learningRate.at(-1) ?? 1) < 0.001 * smallest.learningRate);
});

test("main: trains a run once, and again only where the plan has changed", async () => {
  const script = fileURLToPath(new URL("../../../scripts/own-runs/main.js", import.meta.url));
  const call = (...names: readonly string[]) =>
    spawnSync(process.execPath, [script, "--folder", folder, ...names], { encoding: "utf8" });
  const file = join(folder, `${smallest.name}.json`);
  assert.match(call(smallest.name).stderr, new RegExp(`${smallest.name} loss ${result.loss.toFixed(4)}`));
  const text = await readFile(file, "utf8");
  const { mtimeMs } = await stat(file);
  assert.equal(call(smallest.name).stderr, "");
  assert.equal((await stat(file)).mtimeMs, mtimeMs);
  const kept = JSON.parse(text) as { run: PlannedRun; result: RunResult };
  assert.deepEqual(kept.result, result);
  await writeFile(file, JSON.stringify({ ...kept, run: { ...kept.run, seed: 1 } }));
  assert.match(call(smallest.name).stderr, /loss/);
  assert.equal(await readFile(file, "utf8"), text);
  assert.match(call("w4-m7").stderr, /names must be among w4-m5, .* got w4-m7/);
});
