import assert from "node:assert/strict";
import { test } from "node:test";
import { train } from "../../../src/index.ts";
import { resolvePlan } from "../../../src/train/run/plan.ts";

const least = `
model: pocket-tiny
training: {sequences: 2, length: 8, steps: 10, schedule: {kind: constant, peak: 1e-3}}
`;

test("parseTrainingConfig: the example is read, and can be trained as it stands", async () => {
  const config = await train.parseTrainingConfig(train.exampleTrainingConfig);
  const { configuration, ...plan } = resolvePlan({ name: "x", seed: 1, ...config, tokens: "x.bin" });
  assert.deepEqual(configuration, { ...train.configurations["pocket-s"], vocabularySize: 257 });
  assert.deepEqual(plan.schedule, {
    kind: "cosine",
    peak: 0.003,
    warmupSteps: 20,
    floor: 0.0003,
    steps: 300,
  });
  assert.deepEqual([plan.sequences, plan.length, plan.seed, plan.name], [16, 256, 1, "proxy-1"]);
});

test("parseTrainingConfig: every key that the example only mentions is known too", async () => {
  const text = train.exampleTrainingConfig
    .replaceAll(
      /^( *)# (?=(hiddenSize|layers|heads|keyValueHeads|headSize|feedForwardSize|norm|normEpsilon|rotaryBase|queryKeyNorm|tiedEmbeddings|microSequences|steps|keepEvery|tokens|validation):)/gm,
      "$1",
    )
    .replaceAll(/^# {3}(?=web:)/gm, "  ");
  const config = await train.parseTrainingConfig(text);
  assert.deepEqual(config.tokens, ["train_0.bin", "train_1.bin"]);
  assert.deepEqual(config.validation, { web: { tokens: ["web.bin"], bytesPerToken: 4.3 } });
  assert.equal(config.microSequences, 4);
  assert.equal(config.keepEvery, 1000);
  assert.deepEqual(config.configuration, { ...train.configurations["pocket-s"], vocabularySize: 257 });
});

test("parseTrainingConfig: a model of fields takes Llama's usual ones; heads bring their sizes along", async () => {
  const model = (fields: string) =>
    train
      .parseTrainingConfig(least.replace("pocket-tiny", `{${fields}}`))
      .then(({ configuration }) => configuration);
  assert.deepEqual(
    await model(
      "vocabularySize: 300, hiddenSize: 24, layers: 1, heads: 3, feedForwardSize: 32, sequenceLength: 9",
    ),
    {
      vocabularySize: 300,
      hiddenSize: 24,
      layers: 1,
      heads: 3,
      keyValueHeads: 3,
      headSize: 8,
      feedForwardSize: 32,
      sequenceLength: 9,
      norm: "rms",
      normEpsilon: 1e-5,
      rotaryBase: 10_000,
      queryKeyNorm: false,
      tiedEmbeddings: false,
    },
  );
  const wide = await model("like: pocket-tiny, hiddenSize: 64, heads: 8, tiedEmbeddings: true");
  assert.deepEqual(wide, {
    ...train.configurations["pocket-tiny"],
    ...{ hiddenSize: 64, heads: 8, keyValueHeads: 8, headSize: 8, tiedEmbeddings: true },
  });
});

test("parseTrainingConfig: JSON is YAML", async () => {
  const config = await train.parseTrainingConfig(
    JSON.stringify({
      model: "pocket-tiny",
      tokens: "a.bin",
      training: { sequences: 2, length: 8, steps: 10, schedule: { kind: "constant", peak: 0.1 } },
    }),
  );
  assert.deepEqual(config.tokens, ["a.bin"]);
  assert.deepEqual(config.schedule, { kind: "constant", peak: 0.1, warmupSteps: 0 });
});

const bad: readonly [string, string, RegExp][] = [
  ["no YAML", "a: [", /run\.yaml must be YAML, got at line 1: /],
  ["nothing", "", /a configuration must hold name, seed, .*, got null at run\.yaml/],
  ["a list", "- 1", /a configuration must hold/],
  [
    "a section too many",
    `${least}trainig: {}`,
    /fields of a configuration must be known, got "trainig" at run\.yaml:4\. Did you mean training\?/,
  ],
  [
    "a key spelt wrong",
    least.replace("sequences", "sequence"),
    /fields of training must be known, got "sequence" at run\.yaml:3\. Did you mean sequences\?/,
  ],
  [
    "a key spelt wrong below",
    least.replace("peak", "paek"),
    /fields of training\.schedule must be known, got "paek" at run\.yaml:3\. Did you mean peak\?/,
  ],
  [
    "a number that is text",
    least.replace("10", "ten"),
    /training\.steps must be a number, got "ten" at run\.yaml:3/,
  ],
  [
    "no schedule",
    least.replace(/, schedule.*\}\}/, "}"),
    /training must have schedule, got none at run\.yaml:3\. mixlab train --example/,
  ],
  ["no model", least.replace(/model.*/, ""), /a configuration must have model, got none at run\.yaml/],
  [
    "a model of too few fields",
    least.replace("pocket-tiny", "{layers: 2}"),
    /model must have vocabularySize, hiddenSize, heads, feedForwardSize, sequenceLength, got none/,
  ],
  ["a model of no known name", least.replace("pocket-tiny", "pocket-tyni"), /Did you mean "pocket-tiny"\?/],
  [
    "heads that do not divide",
    least.replace("pocket-tiny", "{like: pocket-tiny, heads: 5}"),
    /model\.heads must divide hiddenSize \(32\) into heads of an even size, got 5 at run\.yaml:2\. /,
  ],
  [
    "a schedule of no known kind",
    least.replace("constant", "cosin"),
    /training\.schedule\.kind must be constant or cosine, got "cosin" at run\.yaml:3\. Did you mean cosine\?/,
  ],
  [
    "tokens that are a number",
    `${least}tokens: 3`,
    /tokens must be a file or a list of files, got 3 at run\.yaml:4/,
  ],
  [
    "validation that is a file",
    `${least}validation: web.bin`,
    /validation must hold a file for each domain, got "web\.bin"/,
  ],
  [
    "validation with a strange key",
    `${least}validation: {web: {tokens: a.bin, bytes: 3}}`,
    /fields of validation\.web must be known, got "bytes"/,
  ],
  [
    "validation without a file",
    `${least}validation: {web: {bytesPerToken: 3}}`,
    /validation\.web\.tokens must be a file or a list of files, got undefined/,
  ],
  ["a key given twice", `${least}seed: 1\nseed: 2`, /must be YAML, got at line 5: Map keys must be unique/],
  ["an alias", `a: &a 1\nmodel: *a`, /must be YAML without aliases/],
];
for (const [title, text, message] of bad)
  test(`parseTrainingConfig: refuses ${title}`, async () => {
    await assert.rejects(train.parseTrainingConfig(text, "run.yaml"), message);
  });
