import assert from "node:assert/strict";
import { test } from "node:test";
import { llamaShape } from "../../../src/scaling/index.ts";
import {
  checkConfiguration,
  configurations,
  type DecoderConfiguration,
  fromScalingModel,
  parameterCount,
} from "../../../src/train/index.ts";

test("configurations: each is sound and has the number of parameters its paper or name says", () => {
  for (const [name, configuration] of Object.entries(configurations))
    assert.equal(checkConfiguration(name, configuration), configuration);
  const withoutEmbedding = (name: keyof typeof configurations) =>
    parameterCount(configurations[name], { withoutEmbedding: true });
  assert.equal(parameterCount(configurations["regmix-1m"]), 27_133_184);
  assert.equal(withoutEmbedding("regmix-1m"), 27_133_184 - 50_432 * 256);
  assert.equal(withoutEmbedding("regmix-60m") - 50_432 * 768, 58_998_528);
  assert.equal(withoutEmbedding("pocket-m"), 3_409_152);
  assert.equal(withoutEmbedding("pocket-s"), 590_464);
});

test("parameterCount: a tied head counts once, and stays in without the embedding", () => {
  const tied = { ...configurations["pocket-s"], tiedEmbeddings: true };
  assert.equal(parameterCount(tied), parameterCount(configurations["pocket-s"]) - 2048 * 128);
  assert.equal(parameterCount(tied, { withoutEmbedding: true }), parameterCount(tied));
});

test("fromScalingModel: counts of the testbed's decoders come out, gains of query-key norms beside them", () => {
  for (const name of [
    "d=96_l=8_h=4",
    "d=512_l=8_h=4",
    "d=576_l=24_h=8",
    "d=1024_l=24_h=8",
    "open_lm_1b",
    "open_lm_7b",
  ]) {
    const shape = llamaShape(name);
    assert.equal(parameterCount(fromScalingModel(shape)), shape.parameters + shape.queryKeyGains, name);
    const plain = fromScalingModel(shape, { queryKeyNorm: false });
    assert.equal(parameterCount(plain), shape.parameters, name);
    assert.equal(parameterCount(plain, { withoutEmbedding: true }), shape.parametersWithoutEmbedding, name);
  }
});

test("checkConfiguration: names the field that is wrong", () => {
  const good = configurations["pocket-tiny"];
  const cases: [Partial<Record<keyof DecoderConfiguration, unknown>>, RegExp, ErrorConstructor][] = [
    [{ keyValueHeads: 3 }, /^test: keyValueHeads must divide heads \(4\), got 3\./, RangeError],
    [{ headSize: 7 }, /^test: headSize must be even, got 7\./, RangeError],
    [{ layers: 0 }, /^test: layers must be a whole number from 1 to 1024, got 0\./, RangeError],
    [{ hiddenSize: 32.5 }, /^test: hiddenSize must be a whole number/, RangeError],
    [
      { vocabularySize: 2 ** 23 },
      /^test: vocabularySize must be a whole number from 1 to 4194304/,
      RangeError,
    ],
    [{ heads: "4" }, /^test: heads must be a number, got "4"\./, TypeError],
    [{ norm: "layer" }, /^test: norm must be "rms" or "gain-only-layer-norm", got "layer"\./, RangeError],
    [{ normEpsilon: 0 }, /^test: normEpsilon must be a number above 0, got 0\./, RangeError],
    [{ rotaryBase: Number.NaN }, /^test: rotaryBase must be a number above 0, got NaN\./, RangeError],
    [{ rotaryBase: undefined }, /^test: rotaryBase must be a number, got undefined\./, TypeError],
    [{ tiedEmbeddings: 1 }, /^test: tiedEmbeddings must be true or false, got 1\./, TypeError],
  ];
  for (const [change, message, type] of cases) {
    const wrong = { ...good, ...change } as DecoderConfiguration;
    assert.throws(
      () => checkConfiguration("test", wrong),
      (error: Error) => error instanceof type && message.test(error.message),
      JSON.stringify(change),
    );
  }
  assert.throws(() => checkConfiguration("test", null as unknown as DecoderConfiguration), TypeError);
});
