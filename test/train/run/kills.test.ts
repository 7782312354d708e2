import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { dataset, random } from "../../../src/index.ts";
import { freshFolder, tokenFile, traceOf } from "./tiny.ts";

/** Few here; the suite that needs Python asks for 50. */
const kills = Number(process.env.MIXLAB_KILLS ?? 5);
const steps = 12;
const command = join(dataset.packageFolder(), "scripts/mixlab.mjs");

const config = `
seed: 3
model: {vocabularySize: 17, hiddenSize: 8, layers: 1, heads: 2, feedForwardSize: 12, sequenceLength: 8}
training:
  sequences: 4
  length: 6
  steps: ${steps}
  schedule: {kind: cosine, peak: 0.02, warmupSteps: 3}
  saveEvery: {steps: 1}
  validateEvery: 5
`;

test(`mixlab train: ${kills} kills at random moments, and it ends with the bytes of an unbroken run`, async () => {
  const file = join(freshFolder(), "run.yaml");
  writeFileSync(file, config);
  const tokens = await tokenFile("train.tokens", 200);
  const web = await tokenFile("web.tokens", 60);
  const start = (folder: string) =>
    spawn(
      process.execPath,
      [
        command,
        "train",
        "--config",
        file,
        "--tokens",
        tokens,
        "--validation",
        `web=${web}`,
        "--out",
        folder,
      ].concat(["--engine", "onnx", "--json"]),
      { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, MIXLAB_TRACE: "" } },
    );
  const folders = { whole: join(freshFolder(), "proxy"), broken: join(freshFolder(), "proxy") };
  const first = start(folders.whole);
  await once(first.stderr, "data");
  const began = performance.now();
  const whole = await ended(first);
  let duration = performance.now() - began;

  const draws = new random.NumpyRandomState(7);
  for (let killed = 0; killed < kills; ) {
    const run = start(folders.broken);
    const end = ended(run);
    await Promise.race([once(run.stderr, "data"), end]);
    const began = performance.now();
    await Promise.race([sleep(draws.randomSample() * duration), end]);
    if (run.kill("SIGKILL")) killed += 1;
    const result = await end;
    if (result === undefined) continue;
    // The machine may have become faster since: kills should go on falling within a run.
    duration = Math.min(duration, performance.now() - began);
    assert.deepEqual(comparable(result), comparable(whole));
    folders.broken = join(freshFolder(), "proxy");
  }
  for (let tries = 0; ; tries++) {
    assert.ok(tries < 3, "it does not end");
    const result = await ended(start(folders.broken));
    if (result === undefined) continue;
    assert.deepEqual(comparable(result), comparable(whole));
    return;
  }
});

type Result = Parameters<typeof traceOf>[0];

const comparable = (result: Result | undefined) => {
  assert.ok(result?.isDone);
  const { header, ...trace } = traceOf(result);
  return trace;
};

/** What a run printed, or undefined if it was killed; any other end fails. */
async function ended(run: ChildProcess): Promise<Result | undefined> {
  let [said, printed] = ["", ""];
  run.stdout?.on("data", (text) => {
    printed += text;
  });
  run.stderr?.on("data", (text) => {
    said += text;
  });
  const [status, signal] = await once(run, "close");
  if (signal === "SIGKILL") return undefined;
  assert.equal(status, 0, said);
  return JSON.parse(printed);
}
