import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { tensor, train } from "../../../src/index.ts";
import { firstBadTensor } from "../../../src/train/run/diagnose.ts";
import { resolvePlan } from "../../../src/train/run/plan.ts";
import { openTrainer } from "../../../src/train/run/trainer.ts";
import { freshFolder, tinyConfiguration, tinyPlan, tokenFile, traceOf, watched } from "./tiny.ts";

let engine: tensor.Engine;
before(async () => {
  engine = await tensor.openEngine({ engine: "cpu" });
});
after(() => engine.close());
const configuration = { ...tinyConfiguration, layers: 3 };

test("trainProxy: a run that diverges stops, saves the state before, and says step, windows and first tensor", async () => {
  const folder = freshFolder();
  const plan = await tinyPlan({
    schedule: { kind: "constant", peak: 1e30, warmupSteps: 0 },
    adamW: { weightDecay: 0 },
    saveEvery: { steps: 1 },
  });
  const found = await train.trainProxy(plan, { folder, engine }).then(
    () => assert.fail("it went on"),
    (error: unknown) => error,
  );
  assert.ok(found instanceof train.DivergedError);
  const { step, tensor: name, windows, checkpoint, message } = found;
  assert.equal(step, 2);
  assert.equal(name, "the gradient of model.layers.0.mlp.down_proj.weight");
  assert.match(
    message,
    /got a gradient of norm NaN at step 2 of tiny\. First tensor not finite: the gradient of model\.layers\.0\.mlp\.down_proj\.weight\. Batch 1, epoch 0: windows of 7 from token \d+ of .*train\.tokens/,
  );
  assert.match(
    message,
    /The state after step 1 is saved in .*step-00000001\. Look at that text; take a lower learning rate/,
  );
  assert.ok(windows.length >= 1 && windows.every(({ token }) => token % 6 === 0));
  assert.equal(checkpoint, join(folder, "step-00000001"));
  const log = readFileSync(join(folder, "log.jsonl"), "utf8").trimEnd().split("\n");
  assert.equal(log.length, 2);
  const { parameters } = await train.loadModel(checkpoint);
  for (const { data } of Object.values(parameters)) assert.ok(data.every(Number.isFinite));
});

test("trainProxy: where the last save lies behind, the steps up to the bad one are computed again and saved", async () => {
  const folder = freshFolder();
  const lines: string[] = [];
  const plan = await tinyPlan({
    configuration,
    schedule: { kind: "constant", peak: 1e9, warmupSteps: 0 },
    adamW: { weightDecay: 0 },
  });
  const found = (await train
    .trainProxy(plan, { folder, engine, onLine: (line) => lines.push(line) })
    .catch((error: unknown) => error)) as train.DivergedError;
  assert.equal(found.name, "DivergedError", `${found}`);
  assert.ok(found.step > 2, found.message);
  assert.match(lines.at(-1) ?? "", /looking for the first tensor that is not finite/);
  assert.equal(found.checkpoint, join(folder, `step-${String(found.step - 1).padStart(8, "0")}`));
  const again = (await train
    .trainProxy(plan, { folder, engine })
    .catch((error: unknown) => error)) as train.DivergedError;
  assert.deepEqual(
    [again.step, again.tensor, again.checkpoint],
    [found.step, found.tensor, found.checkpoint],
  );
});

const cases: readonly [string, Readonly<Record<string, number>>, string][] = [
  ["a parameter", { "model.layers.1.mlp.up_proj.weight": Number.NaN }, "model.layers.1.mlp.up_proj.weight"],
  [
    "a moment",
    { "second_moment.model.norm.weight": Number.POSITIVE_INFINITY },
    "second_moment.model.norm.weight",
  ],
  [
    "the output of a layer in the middle",
    { "model.layers.1.self_attn.v_proj.weight": 3e38 },
    "the output of model.layers.1",
  ],
  [
    "the output of the first layer",
    { "model.layers.0.self_attn.v_proj.weight": 3e38 },
    "the output of model.layers.0",
  ],
  [
    "the output of the last layer",
    { "model.layers.2.self_attn.v_proj.weight": 3e38 },
    "the output of model.layers.2",
  ],
  ["the logits", { "lm_head.weight": 3e38 }, "the logits of lm_head, or their loss"],
  ["a gradient", { "lm_head.weight": 2e38, "model.norm.weight": 1e-38 }, "the gradient of model.norm.weight"],
];
for (const [title, values, expected] of cases)
  test(`firstBadTensor: names ${title}`, async () => {
    const tokens = await tokenFile("train.tokens", 200);
    const plan = resolvePlan(await tinyPlan({ configuration, tokens, sequences: 2, microSequences: 1 }));
    const trainer = await openTrainer(engine, plan);
    for (const [name, value] of Object.entries(values)) {
      const variables = name.startsWith("second_moment.") ? trainer.moments : trainer.parameters;
      const before = (await variables.read([name]))[name];
      const data = Float32Array.from(before.data, (each, at) =>
        Number.isFinite(value) ? Math.sign(each) * value : at === 3 ? value : each,
      );
      await variables.write({ [name]: { ...before, data } });
    }
    const found = await firstBadTensor(
      trainer,
      Int32Array.from({ length: 14 }, (_, at) => at),
      plan,
    );
    assert.equal(found?.tensor, expected);
    await trainer.release();
  });

test("firstBadTensor: finds nothing where all is finite, and the row of a batch that alone is bad", async () => {
  const plan = resolvePlan(await tinyPlan({ configuration, sequences: 4 }));
  const trainer = await openTrainer(engine, plan);
  const batch = Int32Array.from({ length: 28 }, (_, at) => (at >= 21 && at < 28 ? 16 : at % 9));
  assert.equal(await firstBadTensor(trainer, batch, plan), undefined);
  const names = ["model.embed_tokens.weight", "model.layers.1.self_attn.v_proj.weight"];
  const before = await trainer.parameters.read(names);
  const embeddings = new Float32Array(17 * 8).fill(1, 16 * 8);
  const values = Float32Array.from(before[names[1]].data, (each) => Math.sign(each) * 3e38);
  await trainer.parameters.write({
    [names[0]]: { ...before[names[0]], data: embeddings },
    [names[1]]: { ...before[names[1]], data: values },
  });
  const found = await firstBadTensor(trainer, batch, plan);
  assert.deepEqual(found, { tensor: "the output of model.layers.1", rows: [3] });
  await trainer.release();
});

test("trainProxy: a number that is finite when it is computed again is told as such", async () => {
  const folder = freshFolder();
  let runs = 0;
  const glitching = watched(engine, (_name, outputs) => {
    runs += 1;
    return runs === 4
      ? { ...outputs, loss: { ...outputs.loss, data: Float32Array.of(Number.NaN) } }
      : outputs;
  });
  const plan = await tinyPlan();
  await assert.rejects(
    train.trainProxy(plan, { folder, engine: glitching }),
    /got a loss of NaN at step 4 of tiny\. First tensor not finite: none when it was computed again \(a loss of NaN\)/,
  );
  const resumed = await train.trainProxy(plan, { folder, engine });
  assert.deepEqual(
    traceOf(resumed),
    traceOf(await train.trainProxy(plan, { folder: freshFolder(), engine })),
  );
});
