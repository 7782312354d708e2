import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { HostTensor } from "../../../src/tensor/index.ts";
import {
  describeModel,
  loadModel,
  openSafetensors,
  saveModel,
  writeSafetensors,
} from "../../../src/train/index.ts";
import { sampleParameters, tiny } from "./samples.ts";

const golden = fileURLToPath(new URL("../../../../test/golden/train/", import.meta.url));
let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mixlab-model-"));
});
after(() => rm(folder, { recursive: true }));

const madeByPython = {
  ...tiny,
  feedForwardSize: 48,
  sequenceLength: 64,
};

for (const [name, configuration] of [
  ["llama-f32", madeByPython],
  ["llama-tied", { ...madeByPython, tiedEmbeddings: true, rotaryBase: 500_000 }],
  ["llama-bf16-sharded", { ...madeByPython, headSize: 16 }],
  ["llama-f16", { ...madeByPython, keyValueHeads: 1 }],
] as const) {
  test(`loadModel: reads ${name} as transformers saved it`, async () => {
    const loaded = await loadModel(join(golden, name));
    assert.deepEqual(loaded.configuration, configuration);
    assert.deepEqual(loaded.specialTokens, { begin: 1, end: [2] });
    assert.deepEqual(loaded.ignored, []);
    assert.equal("lm_head.weight" in loaded.parameters, !configuration.tiedEmbeddings);
    assert.ok(Object.values(loaded.parameters).every(({ dtype }) => dtype === "float32"));
  });
}

test("saveModel: what is saved is loaded again, bit for bit, in one file or in shards", async () => {
  const parameters = sampleParameters(tiny);
  for (const [name, shardBytes] of [
    ["one", 1e9],
    ["many", 20_000],
  ] as const) {
    const place = join(folder, name);
    await saveModel(
      place,
      { configuration: tiny, parameters, specialTokens: { end: [2, 3] } },
      { shardBytes },
    );
    const loaded = await loadModel(place);
    assert.deepEqual(loaded.configuration, tiny);
    assert.deepEqual(
      loaded.parameters,
      Object.fromEntries(Object.entries(loaded.parameters).map(([key]) => [key, parameters[key]])),
    );
    assert.equal(Object.keys(loaded.parameters).length, Object.keys(parameters).length);
    assert.deepEqual(loaded.specialTokens, { end: [2, 3] });
  }
  assert.deepEqual(await readdir(join(folder, "one")), ["config.json", "model.safetensors"]);
  const index = JSON.parse(await readFile(join(folder, "many/model.safetensors.index.json"), "utf8"));
  const shards = [...new Set<string>(Object.values(index.weight_map))].toSorted();
  assert.deepEqual(await readdir(join(folder, "many")), [
    "config.json",
    ...shards,
    "model.safetensors.index.json",
  ]);
  assert.match(shards[0], /^model-00001-of-0000\d\.safetensors$/);
});

test("saveModel: an engine's variables are read one after another", async () => {
  const tensors = sampleParameters(tiny);
  const asked: number[] = [];
  const read = async (names: readonly string[] = []) => {
    asked.push(names.length);
    return Object.fromEntries(names.map((name) => [name, tensors[name]])) as Record<string, HostTensor>;
  };
  await saveModel(
    join(folder, "variables"),
    { configuration: tiny, parameters: { specs: tensors, read } },
    { dtype: "BF16" },
  );
  assert.deepEqual(new Set(asked), new Set([1]));
  const file = await openSafetensors(join(folder, "variables/model.safetensors"));
  assert.equal(file.tensors.get("lm_head.weight")?.dtype, "BF16");
  await file.close();
});

test("saveModel: config.json says rotary base and type in the words of transformers 4 and 5", async () => {
  const place = join(folder, "words");
  await saveModel(
    place,
    { configuration: { ...tiny, rotaryBase: 5e5 }, parameters: sampleParameters(tiny) },
    { dtype: "F16" },
  );
  const config = JSON.parse(await readFile(join(place, "config.json"), "utf8"));
  assert.equal(config.rope_theta, 5e5);
  assert.deepEqual(config.rope_parameters, { rope_theta: 5e5, rope_type: "default" });
  assert.equal(config.torch_dtype, "float16");
  assert.equal(config.bos_token_id, null);
});

test("saveModel: a decoder that is no Llama keeps its own type and is read again", async () => {
  const configuration = { ...tiny, norm: "gain-only-layer-norm", queryKeyNorm: true } as const;
  const place = join(folder, "own");
  await saveModel(place, { configuration, parameters: sampleParameters(configuration) });
  const config = JSON.parse(await readFile(join(place, "config.json"), "utf8"));
  assert.equal(config.model_type, "mixlab-decoder");
  assert.equal(config.hidden_size, undefined);
  assert.deepEqual((await loadModel(place)).configuration, configuration);
});

test("saveModel: refuses a folder that holds something, unless told to replace it", async () => {
  const place = join(folder, "taken");
  await saveModel(place, { configuration: tiny, parameters: sampleParameters(tiny) });
  const next = { configuration: tiny, parameters: sampleParameters(tiny, 7) };
  await assert.rejects(saveModel(place, next), {
    name: "RangeError",
    message: /folder must be new or empty.*replace: true/,
  });
  await saveModel(place, next, { replace: true });
  assert.deepEqual(
    (await loadModel(place)).parameters["model.norm.weight"],
    next.parameters["model.norm.weight"],
  );
  assert.ok((await readdir(folder)).every((name) => !name.startsWith(".") && !name.endsWith(".replaced")));
});

test("saveModel: names parameters that are missing, misshapen or unknown", async () => {
  const { "lm_head.weight": head, "model.norm.weight": norm, ...rest } = sampleParameters(tiny);
  const parameters = { ...rest, "model.norm.weight": { ...norm, shape: [4, 8] }, "model.nrom.weight": norm };
  await assert.rejects(saveModel(join(folder, "bad"), { configuration: tiny, parameters }), {
    name: "RangeError",
    message:
      "saveModel: parameters must be those of the configuration, got 1 missing (lm_head.weight), 1 misshapen (model.norm.weight is [4,8] and must be [32]), 1 unknown (model.nrom.weight).",
  });
  assert.ok(head);
});

/** A copy of a golden folder with other settings. */
async function changed(name: string, settings: object, from = "llama-f32"): Promise<string> {
  const place = join(folder, `changed-${name}`);
  await mkdir(place);
  await cp(join(golden, from), place, { recursive: true });
  const config = JSON.parse(await readFile(join(place, "config.json"), "utf8"));
  await writeFile(join(place, "config.json"), JSON.stringify({ ...config, ...settings }));
  return place;
}

let counter = 0;
for (const [what, settings, message] of [
  [
    "biases",
    { attention_bias: true, mlp_bias: true },
    /got attention_bias true, mlp_bias true\. Such a model cannot be loaded/,
  ],
  [
    "scaled rotary positions",
    { rope_scaling: { rope_type: "llama3", factor: 8 } },
    /got rope_scaling of type "llama3"/,
  ],
  [
    "scaled positions of version 5",
    { rope_parameters: { rope_type: "yarn" } },
    /got rope_parameters of type "yarn"/,
  ],
  ["partly turned heads", { partial_rotary_factor: 0.5 }, /got partial_rotary_factor 0\.5/],
  ["other activations", { hidden_act: "gelu" }, /with SwiGLU, got hidden_act "gelu"/],
  ["quantised weights", { quantization_config: { bits: 4 } }, /got quantization_config \{"bits":4\}/],
  [
    "other architectures",
    { model_type: "gpt_neox", architectures: ["GPTNeoXForCausalLM"] },
    /must describe a Llama .* got "gpt_neox", \["GPTNeoXForCausalLM"\]/,
  ],
  [
    "classifiers",
    { architectures: ["LlamaForSequenceClassification"] },
    /got "llama", \["LlamaForSequenceClassification"\]/,
  ],
  [
    "two rotary bases",
    { rope_theta: 5 },
    /must be the same at the top and in rope_parameters, got 5 and 10000/,
  ],
  [
    "impossible sizes",
    { hidden_size: 2.5 },
    /hidden_size of .*config\.json must be a whole number from 1 to 2147483647, got 2\.5/,
  ],
  [
    "too many layers",
    { num_hidden_layers: 1e9 },
    /num_hidden_layers of .* must be a whole number from 1 to 10000/,
  ],
  ["missing sizes", { vocab_size: undefined }, /vocab_size of .* must be a whole number .* got undefined/],
  ["heads that do not divide", { num_key_value_heads: 3 }, /got 4 heads, 3 key-value heads/],
  ["no numbers", { rms_norm_eps: "1e-5" }, /rms_norm_eps of .* must be a number above 0, got "1e-5"/],
  ["no truths", { tie_word_embeddings: 1 }, /tie_word_embeddings of .* must be true or false, got 1/],
  [
    "other sizes than the weights",
    { vocab_size: 97 },
    /got 2 misshapen \(model\.embed_tokens\.weight is \[96,32\] and must be \[97,32\]; lm_head/,
  ],
  [
    "more layers than the weights",
    { num_hidden_layers: 3 },
    /got 9 missing \(model\.layers\.2\.input_layernorm\.weight; .*; …\)\. Check that/,
  ],
  ["fewer layers than the weights", { num_hidden_layers: 1 }, /got 9 unknown \(model\.layers\.1\./],
  [
    "a head unlike tied embeddings",
    { tie_word_embeddings: true },
    /lm_head\.weight of .* must equal model\.embed_tokens\.weight, since config\.json ties them/,
  ],
  [
    "an own type without sizes",
    { model_type: "mixlab-decoder" },
    /mixlab of .* must hold the decoder's sizes/,
  ],
  [
    "an own type with another norm",
    { model_type: "mixlab-decoder", mixlab: { norm: "batch" } },
    /norm of .* must be "rms" or/,
  ],
] as const) {
  test(`loadModel: refuses ${what}`, async () => {
    const place = await changed(String(counter++), settings);
    await assert.rejects(loadModel(place), (error: Error) => {
      assert.equal(error.name, "DataError");
      assert.match(error.message, message);
      assert.ok(error.message.includes(place));
      return true;
    });
  });
}

test("loadModel: a head that is missing is named with its remedy", async () => {
  const place = await changed("untied", { tie_word_embeddings: false }, "llama-tied");
  await assert.rejects(
    loadModel(place),
    /1 missing \(lm_head\.weight\)\. Without lm_head\.weight, set tie_word_embeddings to true/,
  );
});

test("loadModel: takes older words, rotary tables and a tied head that was saved too", async () => {
  const place = await changed(
    "old",
    { rope_parameters: undefined, rope_theta: 250, rope_scaling: null, hidden_act: "swish" },
    "llama-tied",
  );
  const { parameters } = await loadModel(place);
  const table: HostTensor = { shape: [4], dtype: "float32", data: Float32Array.of(1, 2, 3, 4) };
  await writeSafetensors(join(place, "model.safetensors"), {
    ...parameters,
    "lm_head.weight": parameters["model.embed_tokens.weight"],
    "model.layers.0.self_attn.rotary_emb.inv_freq": table,
  });
  const loaded = await loadModel(place);
  assert.equal(loaded.configuration.rotaryBase, 250);
  assert.deepEqual(loaded.parameters, parameters);
  assert.deepEqual(loaded.ignored, ["model.layers.0.self_attn.rotary_emb.inv_freq", "lm_head.weight"]);
});

test("describeModel: reads the settings without the weights, with the defaults of transformers", async () => {
  const place = join(folder, "described");
  await mkdir(place);
  const sizes = {
    vocab_size: 8,
    hidden_size: 12,
    intermediate_size: 4,
    num_hidden_layers: 1,
    num_attention_heads: 3,
  };
  await writeFile(join(place, "config.json"), JSON.stringify({ model_type: "llama", ...sizes }));
  const { configuration } = await describeModel(place);
  assert.deepEqual(
    [configuration.keyValueHeads, configuration.headSize, configuration.sequenceLength],
    [3, 4, 2048],
  );
  assert.deepEqual(
    [configuration.normEpsilon, configuration.rotaryBase, configuration.tiedEmbeddings],
    [1e-6, 10_000, false],
  );
});

test("loadModel: says which files are not there, or not safetensors", async () => {
  await assert.rejects(loadModel(join(folder, "none")), /config\.json must be a readable file/);
  const place = await changed("files", {}, "llama-bf16-sharded");
  await rm(join(place, "model-00002-of-00004.safetensors"));
  await assert.rejects(
    loadModel(place),
    /all 4 shards of its index, got 1 missing: model-00002-of-00004\.safetensors\. Fetch them/,
  );
  await writeFile(join(place, "model.safetensors.index.json"), '{"weight_map":{"a":"../../x.safetensors"}}');
  await assert.rejects(
    loadModel(place),
    /must name 1 to 10000 safetensors files of its folder, got \{"a":"\.\.\/\.\./,
  );
  await writeFile(join(place, "model.safetensors.index.json"), "{");
  await assert.rejects(loadModel(place), /must hold JSON, got/);
  await rm(join(place, "model.safetensors.index.json"));
  await assert.rejects(
    loadModel(place),
    /must hold model\.safetensors or model\.safetensors\.index\.json, got neither/,
  );
  await writeFile(join(place, "pytorch_model.bin"), "");
  await assert.rejects(
    loadModel(place),
    /pytorch_model\.bin, which are not read\. Save it anew with transformers/,
  );
});

test("loadModel: a tensor in two shards, or one of whole numbers, is refused", async () => {
  const place = await changed("twice", {}, "llama-bf16-sharded");
  await cp(join(place, "model-00001-of-00004.safetensors"), join(place, "model-00002-of-00004.safetensors"));
  await assert.rejects(
    loadModel(place),
    /must hold tensor "model\.embed_tokens\.weight" once, got it in .*00001.* and .*00002/,
  );
  const whole = await changed("whole", {});
  const { parameters } = await loadModel(whole);
  const gain: HostTensor = { shape: [32], dtype: "int32", data: new Int32Array(32) };
  await writeSafetensors(join(whole, "model.safetensors"), { ...parameters, "model.norm.weight": gain });
  await assert.rejects(loadModel(whole), /got 1 that are no floating-point numbers \(model\.norm\.weight\)/);
});
