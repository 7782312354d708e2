import assert from "node:assert/strict";
import { test } from "node:test";
import { configurations, type DecoderConfiguration, initialParameters } from "../../../src/train/index.ts";

const small: DecoderConfiguration = { ...configurations["pocket-s"], vocabularySize: 500 };

const deviation = (data: ArrayLike<number>): number =>
  Math.sqrt(Array.from(data).reduce((sum, value) => sum + value * value, 0) / data.length);

test("initialParameters: deviations are the authors', gains 1", () => {
  const parameters = initialParameters(small, { seed: 42 });
  const expected = new Map([
    ["model.embed_tokens", Math.sqrt(2 / (5 * 128))],
    ["lm_head", Math.sqrt(2 / (5 * 128))],
    ["model.layers.0.self_attn.q_proj", Math.sqrt(2 / (5 * 128))],
    ["model.layers.1.self_attn.o_proj", Math.sqrt(2 / (5 * 128))],
    ["model.layers.1.mlp.up_proj", Math.sqrt(2 / (5 * 128))],
    ["model.layers.1.mlp.down_proj", 1 / Math.sqrt(256) / 2],
  ]);
  for (const [name, wanted] of expected) {
    const { data } = parameters[`${name}.weight`];
    const error = deviation(data) / wanted - 1;
    assert.ok(Math.abs(error) < 4 / Math.sqrt(2 * data.length), `${name}: ${error}`);
  }
  for (const name of [
    "model.norm",
    "model.layers.0.input_layernorm",
    "model.layers.1.post_attention_layernorm",
  ])
    assert.ok(
      parameters[`${name}.weight`].data.every((value) => value === 1),
      name,
    );
});

test("initialParameters: the scheme normal has one deviation for all matrices", () => {
  const parameters = initialParameters(small, { seed: 42, scheme: "normal", deviation: 0.01 });
  for (const { shape, data } of Object.values(parameters)) {
    if (shape.length === 2) assert.ok(Math.abs(deviation(data) / 0.01 - 1) < 4 / Math.sqrt(2 * data.length));
    else assert.ok(data.every((value) => value === 1));
  }
});

test("initialParameters: same seed, same bits; a further layer changes no other parameter", () => {
  const parameters = initialParameters(small, { seed: 1, scheme: "normal" });
  assert.deepEqual(initialParameters(small, { seed: 1, scheme: "normal" }), parameters);
  const deeper = initialParameters({ ...small, layers: 3 }, { seed: 1, scheme: "normal" });
  for (const [name, value] of Object.entries(parameters)) assert.deepEqual(deeper[name], value, name);
  const [name] = Object.keys(parameters);
  assert.notDeepEqual(initialParameters(small, { seed: 2, scheme: "normal" })[name], parameters[name]);
});

test("initialParameters: refuses schemes and seeds it does not know", () => {
  const scheme = "xavier" as "normal";
  assert.throws(
    () => initialParameters(small, { seed: 1, scheme }),
    /initialParameters: scheme must be "regmix" or "normal", got "xavier"/,
  );
  assert.throws(() => initialParameters(small, { seed: 0.5 }), RangeError);
});
