import assert from "node:assert/strict";
import { test } from "node:test";
import { parameterCount, parameterSpecs } from "../../src/train/index.ts";
import { tiny } from "./checkpoint/samples.ts";

/** RegMix's "1M" proxy: named for its 1.3 million numbers outside the embeddings. */
const proxy = {
  ...tiny,
  vocabularySize: 50_432,
  hiddenSize: 256,
  layers: 2,
  heads: 8,
  keyValueHeads: 8,
  headSize: 32,
  feedForwardSize: 512,
};

test("parameterCount: RegMix's 1M shape holds 27 133 184 numbers, 1 311 k of them in blocks and last norm", () => {
  assert.equal(parameterCount(proxy), 27_133_184);
  assert.equal(parameterCount(proxy) - 2 * 50_432 * 256, 1_312_000);
  assert.equal(parameterCount({ ...proxy, tiedEmbeddings: true }), 27_133_184 - 50_432 * 256);
});

test("parameterSpecs: keys and values shrink with their heads; query-key norms span all heads", () => {
  const specs = parameterSpecs({ ...tiny, queryKeyNorm: true });
  assert.deepEqual(specs["model.layers.1.self_attn.k_proj.weight"]?.shape, [16, 32]);
  assert.deepEqual(specs["model.layers.1.self_attn.q_norm.weight"]?.shape, [32]);
  assert.deepEqual(specs["model.layers.1.self_attn.k_norm.weight"]?.shape, [16]);
  assert.equal(Object.keys(specs).length, 3 + 2 * 11);
});
