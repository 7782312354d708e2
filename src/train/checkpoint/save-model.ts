import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { shown } from "../../table/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { parameterSpecs } from "../parameters.ts";
import { jsonOfConfiguration, type SpecialTokens } from "./configuration-json.ts";
import {
  type Disk,
  type FileFacts,
  printBytes,
  realDisk,
  writeFile,
  writeFolder,
  writeText,
} from "./disk.ts";
import { configFile, indexFile, shardFile, weightsFile } from "./model-names.ts";
import type { StoredFloat } from "./safetensors/types.ts";
import { type FilePlan, fillFile, planFile, storedBytes } from "./safetensors/write.ts";
import { type NamedTensors, namedTensors, type TensorSource } from "./source.ts";

/** A model: its shape and its numbers, under Hugging Face's names. */
export interface SavedModel {
  readonly configuration: DecoderConfiguration;
  readonly parameters: TensorSource;
  readonly specialTokens?: SpecialTokens;
}

/** How a model is saved. */
export interface SaveModelOptions {
  /** Type of the numbers in the file, by default F32, which loses nothing. */
  readonly dtype?: StoredFloat;
  /** Most bytes of one file before the weights are put into several; 5 GB as transformers has it. */
  readonly shardBytes?: number;
  /** Whether a folder that holds something may be replaced. */
  readonly replace?: boolean;
}

/** Most bytes of a shard unless asked otherwise. */
export const usualShardBytes = 5_000_000_000;

/** Room for config.json, headers, index and the file system's own blocks. */
export const smallFilesBytes = 1_000_000;

/**
 * Saves a model as a folder that Hugging Face's transformers loads: `config.json` and safetensors, whole or not at all.
 *
 * Shape   parameters as `parameterSpecs` names them
 * Differs a decoder that is no Llama (layer norm, norms of queries and keys) gets a model type of its own
 *
 * @throws {RangeError} if parameters are missing, misshapen or unknown, or the folder is not empty
 * @throws {DataError} if there is too little room or the place cannot be written
 * @example await saveModel("models/proxy-1", { configuration, parameters })
 */
export function saveModel(folder: string, model: SavedModel, options: SaveModelOptions = {}): Promise<void> {
  return saveModelTo(realDisk, folder, model, options);
}

/** `saveModel` on a disk of the caller's. */
export async function saveModelTo(
  disk: Disk,
  folder: string,
  model: SavedModel,
  options: SaveModelOptions,
): Promise<void> {
  const held = await readdir(folder).catch(() => []);
  if (held.length > 0 && options.replace !== true) {
    throw new RangeError(
      `saveModel: folder must be new or empty, got ${folder} with ${held.length} files. Name another, or pass replace: true.`,
    );
  }
  const plan = planModel(model, "saveModel", options);
  const needed = { bytes: plan.bytes + smallFilesBytes, arithmetic: plan.arithmetic };
  await writeFolder(folder, { where: "saveModel", disk, needed }, (temporary) =>
    writeModel(disk, temporary, plan),
  );
}

/** A model's files, laid out. */
export interface ModelPlan {
  readonly files: Readonly<Record<string, FilePlan>>;
  /** `config.json` and, with several shards, the index. */
  readonly texts: Readonly<Record<string, string>>;
  readonly tensors: NamedTensors;
  readonly dtype: StoredFloat;
  readonly bytes: number;
  /** How `bytes` comes about. */
  readonly arithmetic: string;
}

/** Lays out the files of a model. */
export function planModel(model: SavedModel, where: string, options: SaveModelOptions): ModelPlan {
  const { dtype = "F32", shardBytes = usualShardBytes } = options;
  if (!(shardBytes > 0)) throw new RangeError(`${where}: shardBytes must be above 0, got ${shardBytes}.`);
  const tensors = namedTensors(model.parameters, where);
  requireParameters(model.configuration, tensors, where);
  const shards = shardsOf(tensors, dtype, shardBytes);
  const named = shards.map((names, at) => ({
    file: shards.length === 1 ? weightsFile : shardFile(at + 1, shards.length),
    names,
  }));
  const files = Object.fromEntries(
    named.map(({ file, names }) => {
      const specs = Object.fromEntries(names.map((name) => [name, tensors.specs[name]]));
      return [file, planFile(specs, { dtype, metadata: { format: "pt" } })];
    }),
  );
  const texts: Record<string, string> = {
    [configFile]: printed(jsonOfConfiguration(model.configuration, dtype, model.specialTokens)),
  };
  const total = Object.values(tensors.specs).reduce((sum, spec) => sum + storedBytes(spec, dtype), 0);
  if (shards.length > 1) {
    const map = named.flatMap(({ file, names }) => names.map((name) => [name, file]));
    texts[indexFile] = printed({
      metadata: { total_size: total },
      weight_map: Object.fromEntries(map.toSorted(([left], [right]) => (left < right ? -1 : 1))),
    });
  }
  const bytes = Object.values(files).reduce((sum, plan) => sum + plan.bytes, 0);
  const width = dtype === "F32" ? 4 : 2;
  const arithmetic = `parameters ${total / width} × ${width} bytes = ${printBytes(total)}`;
  return { files, texts, tensors, dtype, bytes, arithmetic };
}

const printed = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Fills files one after another, each up to its limit, in the order of the parameters. */
function shardsOf({ specs }: NamedTensors, dtype: StoredFloat, shardBytes: number): readonly string[][] {
  const shards: string[][] = [[]];
  let filled = 0;
  for (const [name, spec] of Object.entries(specs)) {
    const bytes = storedBytes(spec, dtype);
    if (filled > 0 && filled + bytes > shardBytes) {
      shards.push([]);
      filled = 0;
    }
    shards.at(-1)?.push(name);
    filled += bytes;
  }
  return shards;
}

/** Writes a planned model into a folder that stands. */
export async function writeModel(
  disk: Disk,
  folder: string,
  { files, texts, tensors, dtype }: ModelPlan,
): Promise<Record<string, FileFacts>> {
  const written: Record<string, FileFacts> = {};
  for (const [name, text] of Object.entries(texts))
    written[name] = await writeText(disk, join(folder, name), text);
  for (const [name, plan] of Object.entries(files)) {
    written[name] = await writeFile(disk, join(folder, name), (sink) => fillFile(sink, plan, tensors, dtype));
  }
  return written;
}

/** What is wrong with tensors that should be a decoder's parameters; empty where nothing is. */
export function parameterComplaints(
  configuration: DecoderConfiguration,
  shapes: ReadonlyMap<string, readonly number[]>,
): readonly string[] {
  const wanted = parameterSpecs(configuration);
  const missing = Object.keys(wanted).filter((name) => !shapes.has(name));
  const unknown = [...shapes.keys()].filter((name) => !Object.hasOwn(wanted, name));
  const misshapen = Object.entries(wanted).flatMap(([name, { shape }]) => {
    const got = shapes.get(name);
    if (got === undefined || got.join() === shape.join()) return [];
    return [`${name} is ${shown(got)} and must be ${shown(shape)}`];
  });
  return [...few("missing", missing), ...few("misshapen", misshapen), ...few("unknown", unknown)];
}

const few = (kind: string, names: readonly string[]): readonly string[] => {
  if (names.length === 0) return [];
  return [`${names.length} ${kind} (${names.slice(0, 4).join("; ")}${names.length > 4 ? "; …" : ""})`];
};

function requireParameters(
  configuration: DecoderConfiguration,
  { specs }: NamedTensors,
  where: string,
): void {
  const shapes = new Map(Object.entries(specs).map(([name, { shape }]) => [name, shape]));
  const complaints = parameterComplaints(configuration, shapes);
  if (complaints.length === 0) return;
  throw new RangeError(
    `${where}: parameters must be those of the configuration, got ${complaints.join(", ")}.`,
  );
}
