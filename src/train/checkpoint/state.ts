import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { readText } from "../../dataset/index.ts";
import { DataError, shown } from "../../table/index.ts";
import { type FileFacts, factsOf } from "./disk.ts";

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * Where a run stands, beside its numbers: all that is needed to go on as if it had never stopped.
 *
 * Units   `step` in updates of the parameters, `tokens` in tokens seen
 */
export interface TrainingState {
  readonly step: number;
  readonly tokens: number;
  readonly seed: number;
  /** Place in the data, as their reader has it. */
  readonly position: Json;
  readonly schedule: Json;
  /** Versions by name of what computed. */
  readonly versions: Readonly<Record<string, string>>;
  /** What made the run: version, command, seed, hashes of inputs, as of any file of ours. */
  readonly receipt?: Json;
  /** Whatever else the run wants back. */
  readonly more?: Json;
}

/** A checkpoint's `state.json` as it was read. */
export interface StoredState {
  readonly state: TrainingState;
  /** Size and hash of each file of the folder by its name. */
  readonly files: Readonly<Record<string, FileFacts>>;
}

/** Name of the file that holds the state. */
export const stateFile = "state.json";
/** Name of the file that holds the optimiser's tensors. */
export const optimiserFile = "optimiser.safetensors";
const schema = "mixlab-checkpoint/1";
/** Most files of one checkpoint. */
const maximumFiles = 20_000;
const folderName = /^step-(\d{8,15})(\.replaced)?$/;

/** Folder of a step: `step-00001000`. */
export const stepFolder = (step: number): string => `step-${String(step).padStart(8, "0")}`;

/** Checkpoints of a run's folder, the newest first; one that was being replaced comes after the one that replaced it. */
export async function stepFolders(
  folder: string,
): Promise<readonly { readonly name: string; readonly step: number; readonly isReplaced: boolean }[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw cause;
  });
  return names
    .flatMap((name) => {
      const [, step, ending] = folderName.exec(name) ?? [];
      return step === undefined ? [] : [{ name, step: Number(step), isReplaced: ending !== undefined }];
    })
    .toSorted((left, right) => right.step - left.step || Number(left.isReplaced) - Number(right.isReplaced));
}

/** Prints `state.json`; its last field is the hash of all the others. */
export function printState({ state, files }: StoredState): string {
  const body = { schema, ...state, files };
  return `${JSON.stringify({ ...body, sha256: hashOf(body) }, null, 2)}\n`;
}

/** Hash of what JSON keeps of a value. */
const hashOf = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(JSON.parse(JSON.stringify(value))))
    .digest("hex");

/** Reads `state.json` of a checkpoint. */
export async function readState(folder: string): Promise<StoredState> {
  const file = join(folder, stateFile);
  const text = await readText(file);
  const refuse = (rule: string, got: unknown) =>
    new DataError(`loadCheckpoint: ${file} must ${rule}, got ${shown(got)}. The checkpoint is damaged.`, {
      file,
    });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse("hold JSON", text);
  }
  if (typeof json !== "object" || json === null || !("schema" in json) || json.schema !== schema)
    throw refuse(`be of schema ${schema}`, (json as { schema?: unknown } | null)?.schema);
  const { sha256, ...body } = json as unknown as StoredState["state"] & StoredState & { sha256: string };
  if (sha256 !== hashOf(body)) throw refuse(`have the hash ${sha256}`, hashOf(body));
  const { schema: _, files, ...state } = body as typeof body & { schema: string };
  if (Object.keys(files).length > maximumFiles) throw refuse(`name at most ${maximumFiles} files`, files);
  return { state: state as unknown as TrainingState, files };
}

/**
 * Holds a checkpoint's files against its `state.json`: all there, of their size and hash.
 *
 * @throws {DataError} naming the file that is not
 */
export async function verifyCheckpoint(folder: string): Promise<StoredState> {
  const stored = await readState(folder);
  for (const [name, wanted] of Object.entries(stored.files)) {
    const file = join(folder, name);
    const refuse = (rule: string, got: string) =>
      new DataError(`loadCheckpoint: ${file} must ${rule}, got ${got}. The checkpoint is damaged.`, { file });
    const found = await stat(file).catch(() => undefined);
    if (found?.size !== wanted.bytes)
      throw refuse(`have ${wanted.bytes} bytes`, found === undefined ? "no file" : String(found.size));
    const { sha256 } = await factsOf(file);
    if (sha256 !== wanted.sha256) throw refuse(`have SHA-256 ${wanted.sha256}`, sha256);
  }
  return stored;
}
