import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { tensor, train } from "../../../src/index.ts";
import { freshFolder, tinyConfiguration, tinyPlan, tokenFile, trainUntil, watched } from "./tiny.ts";

let engine: tensor.Engine;
before(async () => {
  engine = await tensor.openEngine({ engine: "cpu" });
});
after(() => engine.close());

test("trainProxy: goes on only under the plan it began with; names each field that differs", async () => {
  const folder = freshFolder();
  await trainUntil(engine, await tinyPlan({ saveEvery: { steps: 1 } }), folder, 2);
  const other = await tinyPlan({
    schedule: { kind: "cosine", peak: 0.03, warmupSteps: 3, floor: 0.001 },
    tokens: await tokenFile("longer.tokens", 201),
    validation: { web: { tokens: await tokenFile("web.tokens", 60) } },
    saveEvery: { minutes: 3 },
    keep: 9,
  });
  await assert.rejects(train.trainProxy(other, { folder, engine }), (error: Error) => {
    assert.equal(error.name, "DataError");
    assert.match(error.message, /got other schedule\.peak 0\.02 → 0\.03, tokens\.sha256 "[0-9a-f]+" → /);
    assert.match(
      error.message,
      /run\.json\. Train in another folder, or allow the change of schedule, the change of tokens, the change of validation\.$/,
    );
    assert.match(error.message, /, validation web added than in /);
    return true;
  });
  await assert.rejects(
    train.trainProxy(other, { folder, engine, allowed: ["shedule"] }),
    /^RangeError: .*got "shedule"\. Did you mean "schedule"\?$/,
  );
  const allowed = ["schedule", "tokens", "validation", "clip"];
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  const { isDone } = await train.trainProxy(other, { folder, engine, allowed, onLine });
  assert.equal(isDone, true);
  assert.match(lines[1], /^clip need not be allowed to change: /);
});

test("trainProxy: what the model was made from never changes once a checkpoint stands; a refusal leaves the plan", async () => {
  const folder = freshFolder();
  const plan = await tinyPlan({ steps: 6 });
  await trainUntil(engine, plan, folder, 2);
  const written = readFileSync(join(folder, "run.json"), "utf8");
  const changes: readonly Partial<train.TrainingPlan>[] = [
    { configuration: { ...tinyConfiguration, feedForwardSize: 16 } },
    { seed: 6 },
    { initial: "normal" },
  ];
  for (const change of changes) {
    const allowed = Object.keys(change);
    await assert.rejects(
      train.trainProxy({ ...plan, ...change }, { folder, engine, allowed }),
      /model of a run cannot change once a checkpoint stands, got other .* after step 2\. Train in another folder\.$/,
    );
  }
  const failing = {
    ...watched(engine, (_name, outputs) => outputs),
    compile: () => Promise.reject(new Error("no program")),
  };
  const clip = { ...plan, clip: 2 };
  const allowed = ["clip"];
  await assert.rejects(train.trainProxy(clip, { folder, engine: failing, allowed }), /no program/);
  assert.equal(readFileSync(join(folder, "run.json"), "utf8"), written);
  assert.equal((await train.trainProxy(plan, { folder, engine })).isDone, true);
  assert.equal((await train.trainProxy(clip, { folder, engine, allowed })).isDone, true);
  assert.equal(readFileSync(join(folder, "run.json"), "utf8"), written);
});

test("trainProxy: refuses a disk too small for one checkpoint before a step, and leaves no folder", async () => {
  const parent = freshFolder();
  const folder = join(parent, "a", "b");
  const idle = watched(engine, (name) => assert.fail(name));
  await assert.rejects(
    train.trainProxy(await tinyPlan(), { folder, engine: idle, freeDiskBytes: 5000 }),
    /^DataError: trainProxy: .* must have \d\.\d\d MB free for one checkpoint \(parameters 776 × 4 bytes = 3\.10 kB, optimiser .*\), got 5\.00 kB\. Make room/,
  );
  assert.ok(existsSync(parent) && !existsSync(join(parent, "a")));
});

test("trainProxy: without a folder says what is missing", async () => {
  const withoutOptions = train.trainProxy as (plan: train.TrainingPlan) => Promise<unknown>;
  await assert.rejects(
    withoutOptions(await tinyPlan()),
    /^TypeError: trainProxy: folder must be a path, got undefined/,
  );
});

test("trainProxy: what a watcher throws ends the run, and its last step is saved", async () => {
  const folder = freshFolder();
  const plan = await tinyPlan({ steps: 6 });
  const onRecord = ({ step }: train.TrainingRecord) => {
    if (step === 3) throw new Error("cannot draw");
  };
  await assert.rejects(train.trainProxy(plan, { folder, engine, onRecord }), /cannot draw/);
  assert.equal((await train.newestCheckpoint(folder)).step, 3);
});
