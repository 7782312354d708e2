import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readText } from "../../dataset/index.ts";
import { DataError, shown } from "../../table/index.ts";
import type { HostTensor } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { configurationOfJson, type ModelDescription, type SpecialTokens } from "./configuration-json.ts";
import { configFile, indexFile, weightsFile } from "./model-names.ts";
import { openSafetensors, type SafetensorsFile } from "./safetensors/read.ts";
import { parameterComplaints } from "./save-model.ts";

/** A model read from a folder. */
export interface LoadedModel {
  readonly configuration: DecoderConfiguration;
  /** By name as `parameterSpecs` has them, all float32. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
  readonly specialTokens: SpecialTokens;
  /** Tensors of the files that hold nothing to be learnt, or repeat another. */
  readonly ignored: readonly string[];
}

/** Most bytes of a config.json or an index. */
const maximumJsonBytes = 64 * 1024 * 1024;
/** Most shards of one model. */
const maximumShards = 10_000;
/** Rotary tables, which older versions of transformers saved with the weights. */
const rotaryTable = /\.rotary_emb\.(inv_freq|cos_cached|sin_cached)$/;
const embeddings = "model.embed_tokens.weight";
const head = "lm_head.weight";

/**
 * Reads what a model's folder says of it, without its numbers.
 *
 * @throws {DataError} as `loadModel` does for `config.json`
 */
export async function describeModel(folder: string): Promise<ModelDescription> {
  const file = join(folder, configFile);
  return configurationOfJson(await readJson(file), file);
}

/**
 * Loads a model folder: ours, or a Llama as Hugging Face has it, in F32, BF16 or F16, in one file or in shards.
 *
 * Shape   parameters as `parameterSpecs` names them, float32
 * Source  Hugging Face's layout of `LlamaForCausalLM.save_pretrained`, transformers 4 and 5
 *
 * @throws {DataError} if files, tensors or settings are missing, damaged or of another model; names all of them
 * @example const { configuration, parameters } = await loadModel("models/proxy-1")
 */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const { configuration, specialTokens } = await describeModel(folder);
  const names = await weightFiles(folder);
  const files: SafetensorsFile[] = [];
  try {
    for (const name of names) files.push(await openSafetensors(join(folder, name)));
    const places = placesOf(files, folder);
    const ignored = [...places.keys()].filter((name) => rotaryTable.test(name));
    for (const name of ignored) places.delete(name);
    if (configuration.tiedEmbeddings && (await repeatsEmbeddings(places, folder))) {
      places.delete(head);
      ignored.push(head);
    }
    requireTensors(configuration, places, folder);
    const parameters: Record<string, HostTensor> = {};
    for (const [name, file] of places) parameters[name] = await file.read(name);
    return { configuration, parameters, specialTokens, ignored };
  } finally {
    for (const file of files) await file.close();
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file, maximumJsonBytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(
      `loadModel: ${file} must hold JSON, got ${(cause as Error).message}. Fetch or save it again.`,
      { file },
      { cause },
    );
  }
}

/** The files that hold the weights: one, or the shards that the index names. */
async function weightFiles(folder: string): Promise<readonly string[]> {
  const present = new Set(await readdir(folder));
  if (present.has(weightsFile)) return [weightsFile];
  if (!present.has(indexFile)) {
    const torch = [...present].some((name) => /^pytorch_model.*\.bin$/.test(name));
    const remedy = torch
      ? "Save it anew with transformers: model.save_pretrained(folder)."
      : "Check the path, or fetch the weights.";
    throw new DataError(
      `loadModel: ${folder} must hold ${weightsFile} or ${indexFile}, got ${torch ? "weights in pytorch_model.bin, which are not read" : "neither"}. ${remedy}`,
      { file: folder },
    );
  }
  const file = join(folder, indexFile);
  const index = (await readJson(file)) as { weight_map?: unknown } | null;
  const map = index?.weight_map;
  const named = typeof map === "object" && map !== null ? [...new Set(Object.values(map))] : [];
  const plain = (name: unknown): name is string =>
    typeof name === "string" && /^[^/\\]+\.safetensors$/.test(name);
  if (named.length === 0 || named.length > maximumShards || !named.every(plain)) {
    throw new DataError(
      `loadModel: weight_map of ${file} must name 1 to ${maximumShards} safetensors files of its folder, got ${shown(map)}.`,
      { file },
    );
  }
  const absent = named.filter((name) => !present.has(name));
  if (absent.length > 0) {
    throw new DataError(
      `loadModel: ${folder} must hold all ${named.length} shards of its index, got ${absent.length} missing: ${absent.slice(0, 4).join(", ")}. Fetch them.`,
      { file },
    );
  }
  return named;
}

function placesOf(files: readonly SafetensorsFile[], folder: string): Map<string, SafetensorsFile> {
  const places = new Map<string, SafetensorsFile>();
  for (const file of files) {
    for (const name of file.tensors.keys()) {
      const other = places.get(name);
      if (other !== undefined) {
        throw new DataError(
          `loadModel: ${folder} must hold tensor ${shown(name)} once, got it in ${other.file} and ${file.file}.`,
          { file: folder, column: name },
        );
      }
      places.set(name, file);
    }
  }
  return places;
}

/** Whether a tied head was saved too, as older versions did; then it must repeat the embeddings. */
async function repeatsEmbeddings(
  places: ReadonlyMap<string, SafetensorsFile>,
  folder: string,
): Promise<boolean> {
  const first = await places.get(head)?.read(head);
  const second = await places.get(embeddings)?.read(embeddings);
  if (first === undefined || second === undefined) return false;
  const isEqual =
    first.data.length === second.data.length && first.data.every((value, at) => value === second.data[at]);
  if (isEqual) return true;
  throw new DataError(
    `loadModel: ${head} of ${folder} must equal ${embeddings}, since config.json ties them, got other numbers. Set tie_word_embeddings to false if the head is its own.`,
    { file: folder, column: head },
  );
}

function requireTensors(
  configuration: DecoderConfiguration,
  places: ReadonlyMap<string, SafetensorsFile>,
  folder: string,
): void {
  const shapes = new Map([...places].map(([name, file]) => [name, file.tensors.get(name)?.shape ?? []]));
  const complaints = [...parameterComplaints(configuration, shapes)];
  const whole = [...places].filter(
    ([name, file]) => !/^(F|BF)\d+$/.test(file.tensors.get(name)?.dtype ?? ""),
  );
  if (whole.length > 0)
    complaints.push(`${whole.length} that are no floating-point numbers (${whole[0]?.[0]})`);
  if (complaints.length === 0) return;
  const untied = !configuration.tiedEmbeddings && !places.has(head);
  const remedy = untied
    ? ` Without ${head}, set tie_word_embeddings to true if the head is the embeddings.`
    : " Check that config.json and the weights belong together.";
  throw new DataError(
    `loadModel: ${folder} must hold the tensors its config.json asks for, got ${complaints.join(", ")}.${remedy}`,
    { file: folder },
  );
}
