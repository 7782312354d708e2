import assert from "node:assert/strict";
import { test } from "node:test";
import { type Engine, openEngine } from "../../../src/tensor/index.ts";
import {
  cachedInputs,
  cachedStep,
  type DecoderConfiguration,
  type DecoderModel,
  emptyCache,
  generate,
  logitsStep,
  openGenerator,
} from "../../../src/train/index.ts";
import { goldenDecoders, hashed, hashedParameters, relativeError } from "../golden-decoder.ts";

const engineName = "cpu";

/** Every shape op by op, and compiled the two that differ most. */
const runs = goldenDecoders.flatMap(([shape, { configuration }]) =>
  (["cpu", "onnx"] as const)
    .filter((name) => name === "cpu" || shape === "grouped" || shape === "open_lm")
    .map((name) => [shape, configuration, name] as const),
);

function modelOf(engine: Engine, configuration: DecoderConfiguration): DecoderModel {
  return { engine, configuration, parameters: engine.variables(hashedParameters(configuration)) };
}

const shapeOf = (name: string): DecoderConfiguration =>
  goldenDecoders.find(([shape]) => shape === name)![1].configuration;

/** Logits after all of some ids, without a cache. */
async function plainLogits({ engine, configuration, parameters }: DecoderModel, ids: readonly number[]) {
  const program = await engine.compile(logitsStep(configuration, [ids.length - 1]), {
    variables: [parameters],
    inputs: { tokens: { shape: [1, ids.length], dtype: "int32" } },
  });
  return (await program.run({ tokens: Int32Array.from(ids) })).logits.data as Float32Array;
}

for (const [shape, configuration, compiled] of runs) {
  test(`cachedStep: reading ${shape} in parts gives the logits of reading it whole on ${compiled}`, async () => {
    const engine = await openEngine({ engine: compiled });
    const model = modelOf(engine, configuration);
    const ids = Array.from(hashed(13, 77), (word) => word % configuration.vocabularySize);
    const cache = engine.variables(emptyCache(configuration, { sequences: 1, capacity: 16 }));
    const variables = [model.parameters, cache];
    const readOn = async (count: number, start: number) => {
      const program = await engine.compile(cachedStep(configuration), {
        variables,
        inputs: cachedInputs(1, count),
      });
      const { logits } = await program.run({
        tokens: Int32Array.from(ids.slice(start, start + count)),
        starts: Int32Array.of(start),
        wanted: Int32Array.of(count - 1),
      });
      return logits.data;
    };
    assert.ok(relativeError(await readOn(7, 0), await plainLogits(model, ids.slice(0, 7))) < 1e-5);
    assert.ok(relativeError(await readOn(1, 7), await plainLogits(model, ids.slice(0, 8))) < 1e-5);
    assert.ok(relativeError(await readOn(5, 8), await plainLogits(model, ids)) < 1e-5);
    await engine.close();
  });
}

test("generate: at temperature 0 each token is the likeliest after all before it", async () => {
  const engine = await openEngine({ engine: "onnx" });
  const model = modelOf(engine, shapeOf("grouped"));
  const prompt = Array.from(hashed(70, 5), (word) => word % 23);
  const { tokens, ended } = await generate(model, prompt, { maximumTokens: 6 });
  assert.equal(ended, "maximum");
  assert.equal(tokens.length, 6);
  for (const at of tokens.keys()) {
    const logits = await plainLogits(model, [...prompt, ...tokens.slice(0, at)]);
    assert.equal(tokens[at], logits.indexOf(Math.max(...logits)));
  }
  await engine.close();
});

test("generate: draws follow the seed, and a prompt's draws do not depend on those beside it", async () => {
  const engine = await openEngine({ engine: engineName });
  const model = modelOf(engine, shapeOf("plain"));
  const options = { temperature: 1, topK: 20, topP: 0.99, maximumTokens: 12, seed: 3 };
  const alone = await generate(model, [1, 2, 3], options);
  assert.deepEqual(await generate(model, [1, 2, 3], options), alone);
  assert.notDeepEqual(await generate(model, [1, 2, 3], { ...options, seed: 4 }), alone);
  const heard: [number, number][] = [];
  const generator = await openGenerator(model, { sequences: 2, capacity: 90 });
  const long = Array.from(hashed(70, 5), (word) => word % 29);
  const both = await generator.continuePrompts([[1, 2, 3], long], {
    ...options,
    onToken: (token, sequence) => heard.push([token, sequence]),
  });
  assert.deepEqual(both[0], alone);
  assert.deepEqual(
    heard.filter(([, sequence]) => sequence === 1).map(([token]) => token),
    both[1].tokens,
  );
  // The cache still holds the prompts before: nothing of them is seen.
  assert.deepEqual((await generator.continuePrompts([long, [1, 2, 3]], { ...options, temperature: 0 }))[1], {
    ...(await generate(model, [1, 2, 3], { ...options, temperature: 0 })),
  });
  await generator.release();
  await engine.close();
});

test("generate: ends at a stop token, at the number asked for, or where the cache is full", async () => {
  const engine = await openEngine({ engine: engineName });
  const model = modelOf(engine, shapeOf("tied"));
  const { tokens } = await generate(model, [5], { maximumTokens: 8, temperature: 1 });
  const stopped = await generate(model, [5], { maximumTokens: 8, temperature: 1, stop: [tokens[3]] });
  assert.deepEqual(stopped, { tokens: tokens.slice(0, tokens.indexOf(tokens[3]) + 1), ended: "stop" });
  assert.deepEqual(await generate(model, [5], { maximumTokens: 0 }), { tokens: [], ended: "maximum" });
  const generator = await openGenerator(model, { capacity: 4 });
  const [full] = await generator.continuePrompts([[5, 6]]);
  assert.equal(full.ended, "capacity");
  assert.equal(full.tokens.length, 3);
  await assert.rejects(() => generator.continuePrompts([[1, 2, 3, 4, 5]]), /from 1 to 4 tokens, got 5/);
  await assert.rejects(() => generator.continuePrompts([[]]), /from 1 to 4 tokens, got 0/);
  await assert.rejects(() => generator.continuePrompts([[31]]), /from 0 to 30, got 31 at position 0/);
  await assert.rejects(() => generator.continuePrompts([[1], [2]]), /prompts must be 1, got 2/);
  await assert.rejects(() => generate(model, [1], { topP: 0 }), /generate: topP must be/);
  await assert.rejects(() => generate(model, [1], { temperature: -1 }), /generate: temperature must be/);
  await assert.rejects(() => generate(model, [1], { maximumTokens: 1.5 }), RangeError);
  await assert.rejects(() => openGenerator(model, { capacity: 161 }), /from 1 to sequenceLength \(160\)/);
  await engine.close();
});

test("continuePrompts: calls at once give what calls in a row give", async () => {
  const engine = await openEngine({ engine: engineName });
  const generator = await openGenerator(modelOf(engine, shapeOf("grouped")), { capacity: 12 });
  const prompts = [
    [1, 2, 3],
    [4, 5],
  ];
  const alone = [];
  for (const prompt of prompts)
    alone.push(...(await generator.continuePrompts([prompt], { maximumTokens: 5 })));
  const together = await Promise.all(
    prompts.map((prompt) => generator.continuePrompts([prompt], { maximumTokens: 5 })),
  );
  assert.deepEqual(together.flat(), alone);
  await engine.close();
});
