import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dataset, tensor, train } from "../../../src/index.ts";
import { freshFolder, tinyConfiguration, tinyPlan, tokenFile, traceOf, trainUntil, watched } from "./tiny.ts";

let engine: tensor.Engine;
before(async () => {
  engine = await tensor.openEngine({ engine: "cpu" });
});
after(() => engine.close());

test("trainProxy: learns, logs each step, validates by domain, saves a model that loads", async () => {
  const lines: string[] = [];
  const records: train.TrainingRecord[] = [];
  let seconds = 0;
  const plan = await tinyPlan({
    steps: 30,
    validateEvery: 10,
    validation: {
      web: { tokens: await tokenFile("web.tokens", 60), bytesPerToken: 2 },
      code: { tokens: await tokenFile("code.tokens", 7) },
    },
  });
  const result = await train.trainProxy(plan, {
    folder: freshFolder(),
    engine,
    onLine: (line) => lines.push(line),
    onRecord: (record, log) => {
      records.push(record);
      assert.equal(log.steps.length, record.step);
    },
    clock: () => {
      seconds += 0.5;
      return seconds * 1000;
    },
    command: "test",
  });
  assert.deepEqual([result.isDone, result.step], [true, 30]);
  const { web, code } = result.validation;
  assert.equal(web.bitsPerByte, web.lossNats / Math.LN2 / 2);
  assert.equal(code.bitsPerByte, undefined);
  const file = join(result.folder, "log.jsonl");
  const log = await dataset.trainingLog(file);
  assert.deepEqual(log, result.log);
  assert.equal(log.parameters, train.parameterCount(tinyConfiguration));
  assert.deepEqual([...log.validation.tokens], [240, 480, 720]);
  assert.equal(log.validation.lossNats[2], (web.lossNats + code.lossNats) / 2);
  assert.ok(log.lossNats[29] < log.lossNats[0] - 0.3, `${log.lossNats}`);
  assert.deepEqual(log.details.inputs, {
    tokens: (log.details.inputs as Record<string, string>).tokens,
    "validation web": (log.details.inputs as Record<string, string>)["validation web"],
    "validation code": (log.details.inputs as Record<string, string>)["validation code"],
  });
  assert.deepEqual([log.details.command, log.details.engine, log.details.seed], ["test", "cpu", 5]);
  assert.ok(records.every(({ gradientNorm }) => gradientNorm > 0));
  assert.equal(lines[0], `tiny on ${engine.description}`);
  assert.match(lines[1], /^step 1\/30 {2}loss 2\.\d{4} {2}[\d.]+ tokens\/s {2}\d+ s left$/);
  assert.match(
    lines.at(-1) ?? "",
    /^step 30\/30 {2}loss \d\.\d{4} {2}validation \d\.\d{4} .* done in \d+ s$/,
  );
  const { parameters, configuration } = await train.loadModel(result.model);
  assert.deepEqual(configuration, tinyConfiguration);
  assert.deepEqual(
    Object.keys(parameters).toSorted(),
    Object.keys(train.parameterSpecs(tinyConfiguration)).toSorted(),
  );
  assert.ok(!existsSync(join(result.folder, "run.lock")));
});

test("trainProxy: broken after any step and resumed, it ends with the bytes and records of an unbroken run", async () => {
  const plan = await tinyPlan({
    steps: 8,
    validateEvery: 3,
    validation: { web: { tokens: await tokenFile("web.tokens", 60) } },
  });
  const whole = traceOf(await train.trainProxy(plan, { folder: freshFolder(), engine }));
  for (let step = 1; step < 8; step++) {
    const folder = freshFolder();
    const broken = await trainUntil(engine, plan, folder, step);
    assert.deepEqual([broken.isDone, broken.step], [false, step]);
    const resumed = await train.trainProxy(plan, { folder, engine });
    assert.deepEqual([resumed.isDone, resumed.log.steps.length], [true, 8]);
    assert.deepEqual(traceOf(resumed), whole);
  }
});

test("trainProxy: parts of a batch give the batch's step; stopped between parts it takes the step again", async () => {
  const whole = await train.trainProxy(await tinyPlan({ steps: 4 }), { folder: freshFolder(), engine });
  const plan = await tinyPlan({ steps: 4, microSequences: 1 });
  const parts = await train.trainProxy(plan, { folder: freshFolder(), engine });
  for (const [at, loss] of parts.log.lossNats.entries())
    assert.ok(Math.abs(loss - whole.log.lossNats[at]) < 1e-5, `${loss} at ${at}`);
  const stop = new AbortController();
  let runs = 0;
  const stopping = watched(engine, (_name, outputs) => {
    runs += 1;
    if (runs === 8) stop.abort();
    return outputs;
  });
  const folder = freshFolder();
  const broken = await train.trainProxy(plan, { folder, engine: stopping, signal: stop.signal });
  assert.equal(broken.step, 1);
  assert.deepEqual(traceOf(await train.trainProxy(plan, { folder, engine })), traceOf(parts));
});

test("trainProxy: stopped while it validates, it validates when it goes on", async () => {
  const plan = await tinyPlan({
    steps: 4,
    validateEvery: 2,
    validation: { web: { tokens: await tokenFile("web.tokens", 60) } },
  });
  const whole = traceOf(await train.trainProxy(plan, { folder: freshFolder(), engine }));
  for (const step of [2, 4]) {
    const stop = new AbortController();
    let evaluations = 0;
    const stopping = watched(engine, (name, outputs) => {
      if (name === "evaluateStep") evaluations += 1;
      if (evaluations === (step === 2 ? 1 : 4)) stop.abort();
      return outputs;
    });
    const folder = freshFolder();
    const broken = await train.trainProxy(plan, { folder, engine: stopping, signal: stop.signal });
    assert.deepEqual(
      [broken.isDone, broken.step, broken.log.validation.tokens.length],
      [false, step, step / 2 - 1],
    );
    const resumed = await train.trainProxy(plan, { folder, engine });
    assert.equal(resumed.isDone, true);
    assert.deepEqual(traceOf(resumed), whole);
  }
});

test("trainProxy: broken again while it makes up for a validation, it still goes on", async () => {
  const plan = await tinyPlan({
    steps: 4,
    validation: { web: { tokens: await tokenFile("web.tokens", 60) } },
  });
  const whole = traceOf(await train.trainProxy(plan, { folder: freshFolder(), engine }));
  const folder = freshFolder();
  const stop = new AbortController();
  const stopping = watched(engine, (name, outputs) => {
    if (name === "evaluateStep") stop.abort();
    return outputs;
  });
  await train.trainProxy(plan, { folder, engine: stopping, signal: stop.signal });
  const failing = watched(engine, (name, outputs) => {
    if (name === "evaluateStep") throw new Error("the power went");
    return outputs;
  });
  await assert.rejects(train.trainProxy(plan, { folder, engine: failing }), /the power went/);
  const resumed = await train.trainProxy(plan, { folder, engine });
  assert.equal(resumed.isDone, true);
  assert.deepEqual(traceOf(resumed), whole);
});

test("trainProxy: a run that is done is given back without a step; more steps go on from its end", async () => {
  const folder = freshFolder();
  const schedule = { kind: "constant", peak: 0.01, warmupSteps: 2 } as const;
  const first = await train.trainProxy(await tinyPlan({ steps: 3, schedule }), { folder, engine });
  const idle = watched(engine, (name) => assert.fail(name));
  assert.deepEqual(
    await train.trainProxy(await tinyPlan({ steps: 3, schedule }), { folder, engine: idle }),
    first,
  );
  const longer = await train.trainProxy(await tinyPlan({ steps: 6, schedule }), { folder, engine });
  const whole = await train.trainProxy(await tinyPlan({ steps: 6, schedule }), {
    folder: freshFolder(),
    engine,
  });
  assert.deepEqual(traceOf(longer), traceOf(whole));
  await assert.rejects(
    train.trainProxy(await tinyPlan({ steps: 5, schedule }), { folder, engine }),
    /^RangeError: trainProxy: steps must be at least those that are done, got 5 where .* has 6\./,
  );
});

test("trainProxy: passes over a damaged checkpoint for the one before, and says so", async () => {
  const plan = await tinyPlan({ steps: 4, saveEvery: { steps: 1 } });
  const folder = freshFolder();
  const whole = traceOf(await train.trainProxy(plan, { folder, engine }));
  writeFileSync(join(folder, "step-00000004/model.safetensors"), "x");
  const lines: string[] = [];
  const again = await train.trainProxy(plan, { folder, engine, onLine: (line) => lines.push(line) });
  assert.match(lines[1], /^passes over .*step-00000004: .*model\.safetensors must have \d+ bytes, got 1/);
  assert.match(lines[2], /^goes on after step 3 of 4/);
  assert.deepEqual(traceOf(again), whole);
  for (const step of [3, 4]) writeFileSync(join(folder, `step-0000000${step}/model.safetensors`), "x");
  const log = readFileSync(join(folder, "log.jsonl"), "utf8");
  await assert.rejects(
    train.trainProxy(plan, { folder, engine }),
    /must have a checkpoint that is whole, got 2 damaged \(loadCheckpoint: .*step-00000004/,
  );
  assert.equal(readFileSync(join(folder, "log.jsonl"), "utf8"), log);
});

test("trainProxy: keeps the newest checkpoints, and those of multiples", async () => {
  const folder = freshFolder();
  await train.trainProxy(await tinyPlan({ steps: 7, saveEvery: { steps: 1 }, keep: 1, keepEvery: 3 }), {
    folder,
    engine,
  });
  const kept = [1, 2, 3, 4, 5, 6, 7].filter((step) => existsSync(join(folder, `step-0000000${step}`)));
  assert.deepEqual(kept, [3, 6, 7]);
});

test("trainProxy: saves when the minutes are over, by the clock that is given", async () => {
  const folder = freshFolder();
  let minutes = 0;
  const saved: number[] = [];
  await train.trainProxy(await tinyPlan({ steps: 6, saveEvery: { minutes: 2 } }), {
    folder,
    engine,
    clock: () => minutes * 60_000,
    onRecord: ({ step }) => {
      if (existsSync(join(folder, "latest.json")))
        saved.push(JSON.parse(readFileSync(join(folder, "latest.json"), "utf8")).step);
      minutes = step;
    },
  });
  assert.deepEqual([...new Set(saved)], [2, 4]);
});

test("trainProxy: one run has a folder at a time", async () => {
  const folder = freshFolder();
  const plan = await tinyPlan({ steps: 5 });
  const both = await Promise.allSettled([
    train.trainProxy(plan, { folder, engine }),
    train.trainProxy(plan, { folder, engine }),
  ]);
  const [refused] = both.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  assert.match(refused.reason.message, /must have one run at a time, got one of process/);
  assert.equal(both.filter(({ status }) => status === "fulfilled").length, 1);
});

test("trainProxy: a log that was taken away, or a plan that is none, is told before anything is changed", async () => {
  const folder = freshFolder();
  const plan = await tinyPlan();
  await trainUntil(engine, plan, folder, 2);
  rmSync(join(folder, "log.jsonl"));
  await assert.rejects(
    train.trainProxy(plan, { folder, engine }),
    /must be the log of the run that goes on, got none/,
  );
  writeFileSync(join(folder, "run.json"), "{}");
  await assert.rejects(
    train.trainProxy(plan, { folder, engine }),
    /run\.json must be the plan of a run, version 1, got "\{\}"/,
  );
});

test("trainProxy: refuses a step that does not fit into memory, with the arithmetic, before it computes", async () => {
  const computes = () => assert.fail("computed");
  const idle = { ...engine, name: engine.name, variables: computes, compile: computes };
  await assert.rejects(
    train.trainProxy(await tinyPlan(), { folder: freshFolder(), engine: idle, availableBytes: 2 ** 27 }),
    /^RangeError: .*must fit into the available 134\.2 MB, got at least 150\.\d MB \(parameters and two moments.*take a smaller model, or more memory/,
  );
});

const refused: readonly [string, () => Promise<Partial<train.TrainingPlan>>, RegExp][] = [
  [
    "a length beyond the rotary table",
    async () => ({ length: 9 }),
    /length must be at most the configuration's sequenceLength \(8\), got 9/,
  ],
  [
    "a shape of no known name",
    async () => ({ configuration: "pocket-x" }),
    /"pocket-x"\. Did you mean "pocket-[sm]"/,
  ],
  [
    "a shape that is none",
    async () => ({ configuration: { ...tinyConfiguration, heads: 3, keyValueHeads: 2 } }),
    /keyValueHeads must divide heads/,
  ],
  [
    "parts that do not divide",
    async () => ({ microSequences: 3 }),
    /must divide sequences \(4\), got 3\. Take 2\./,
  ],
  [
    "a warm-up beyond the steps",
    async () => ({ steps: 10, schedule: { kind: "cosine", peak: 0.1, warmupSteps: 20 } }),
    /warmupSteps must be below the 10 steps .*, got 20\. Take fewer warm-up steps \(1 are a tenth\), or more steps/,
  ],
  ["half a step", async () => ({ steps: 2.5 }), /steps must be a whole number of at least 1, got 2\.5/],
  ["a name of nothing", async () => ({ name: " " }), /name must be text/],
  ["no clip at all", async () => ({ clip: 0 }), /clip must be a number above 0, got 0/],
  ["no minutes", async () => ({ saveEvery: { minutes: 0 } }), /saveEvery\.minutes must be a number above 0/],
  [
    "ids outside the vocabulary",
    async () => ({ configuration: { ...tinyConfiguration, vocabularySize: 11 } }),
    /below the configuration's vocabularySize \(11\), got 11 at token 5 of train\.tokens\. Raise vocabularySize to 12/,
  ],
  [
    "text too short for a window",
    async () => ({ tokens: await tokenFile("short.tokens", 6) }),
    /7 tokens of one window, got 6/,
  ],
  [
    "validation too short for a window",
    async () => ({ validation: { law: { tokens: await tokenFile("short.tokens", 6) } } }),
    /validation of "law" must hold the 7 tokens of one window, got 6 in .*short\.tokens/,
  ],
  [
    "validation outside the vocabulary",
    async () => ({ validation: { law: { tokens: await strange() } } }),
    /vocabularySize \(17\), got 40 at token 7 of strange\.tokens/,
  ],
  [
    "bytes per token of 0",
    async () => ({ validation: { law: { tokens: await tokenFile("web.tokens", 60), bytesPerToken: 0 } } }),
    /bytesPerToken of "law" must be a number above 0, got 0/,
  ],
  [
    "tokens that are not there",
    async () => ({ tokens: "nowhere.bin" }),
    /nowhere\.bin must be a readable file, got ENOENT/,
  ],
];
async function strange(): Promise<string> {
  const file = join(freshFolder(), "strange.tokens");
  await train.writeTokens(file, [[1, 2, 3, 4, 5, 6, 7, 40]], { vocabularySize: 64 });
  return file;
}
for (const [title, change, message] of refused)
  test(`trainProxy: refuses ${title} before anything is computed or written`, async () => {
    const folder = join(freshFolder(), "run");
    const computes = () => assert.fail("computed");
    const idle = { ...engine, variables: computes, compile: computes };
    await assert.rejects(
      train.trainProxy(await tinyPlan(await change()), { folder, engine: idle }),
      (error: Error) => {
        assert.match(error.message, message);
        assert.ok(["RangeError", "DataError"].includes(error.name), error.name);
        return true;
      },
    );
    assert.ok(!existsSync(folder));
  });

test("trainProxy: takes batches from elsewhere, by their numbers", async () => {
  const plan = await tinyPlan({ steps: 5 });
  const whole = await train.trainProxy(plan, { folder: freshFolder(), engine });
  const tokens = await train.openTokens(await tokenFile("train.tokens", 200));
  const source = train.batches(tokens, { sequences: 4, length: 6, seed: 5 });
  const asked: number[] = [];
  const other: train.BatchSource = {
    ...source,
    at(batch) {
      asked.push(batch);
      return source.at(batch);
    },
  };
  const folder = freshFolder();
  const result = await train.trainProxy({ ...plan, tokens: other }, { folder, engine });
  assert.deepEqual(traceOf(result), traceOf(whole));
  assert.deepEqual(asked, [0, 1, 2, 3, 4]);
  const wide = train.batches(tokens, { sequences: 5, length: 6, seed: 5 });
  await assert.rejects(
    train.trainProxy({ ...plan, tokens: wide }, { folder: freshFolder(), engine }),
    /batches must have the plan's 4 sequences of 6, got 5 of 6/,
  );
  await tokens.close();
});
