import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../dataset/index.ts";
import { shown } from "../../table/index.ts";
import type { TensorSpec } from "../../tensor/index.ts";
import { parameterSpecs } from "../parameters.ts";
import {
  clearLeftovers,
  type Disk,
  type FileFacts,
  printBytes,
  realDisk,
  removeFolder,
  writeFile,
  writeFolder,
  writeText,
} from "./disk.ts";
import { fillFile, planFile } from "./safetensors/write.ts";
import { planModel, type SavedModel, smallFilesBytes, usualShardBytes, writeModel } from "./save-model.ts";
import { type NamedTensors, namedTensors, type TensorSource } from "./source.ts";
import {
  optimiserFile,
  printState,
  stateFile,
  stepFolder,
  stepFolders,
  type TrainingState,
} from "./state.ts";

/** A run at one step. */
export interface TrainingCheckpoint extends SavedModel {
  /** `first_moment.*`, `second_moment.*`, and `gradient.*` in the middle of an accumulation. */
  readonly optimiser: TensorSource;
  readonly state: TrainingState;
}

/** How checkpoints are kept. */
export interface SaveCheckpointOptions {
  /** Newest checkpoints to keep, at least 1; 2 by default, so that a damaged one has one before it. */
  readonly keepLast?: number;
  /** Steps whose multiples are kept for good; none by default. */
  readonly keepEvery?: number;
  readonly shardBytes?: number;
}

/** What `saveCheckpoint` did. */
export interface SavedCheckpoint {
  readonly folder: string;
  readonly bytes: number;
  /** Checkpoints that were taken away, once this one stood. */
  readonly removed: readonly string[];
}

/** Name of the file that says which checkpoint was saved last. */
export const latestFile = "latest.json";
const kinds = ["first_moment", "second_moment", "gradient"];

/**
 * Saves a run at a step, in a folder of its own below the run's: the model as `saveModel` has it, the optimiser's
 * tensors, and the state. A kill at any moment leaves the old checkpoint or the new one, whole.
 *
 * Shape   each tensor of the optimiser has the shape of its parameter
 *
 * @throws {RangeError} if tensors or numbers are not those of a run
 * @throws {DataError} if there is too little room or the place cannot be written; earlier checkpoints stay
 * @example await saveCheckpoint("runs/a", { configuration, parameters, optimiser, state })
 */
export function saveCheckpoint(
  runFolder: string,
  checkpoint: TrainingCheckpoint,
  options: SaveCheckpointOptions = {},
): Promise<SavedCheckpoint> {
  return saveCheckpointTo(realDisk, runFolder, checkpoint, options);
}

/** `saveCheckpoint` on a disk of the caller's. */
export async function saveCheckpointTo(
  disk: Disk,
  runFolder: string,
  checkpoint: TrainingCheckpoint,
  { keepLast = 2, keepEvery, shardBytes = usualShardBytes }: SaveCheckpointOptions,
): Promise<SavedCheckpoint> {
  const where = "saveCheckpoint";
  const { state } = checkpoint;
  requireWhole("keepLast", keepLast, 1);
  if (keepEvery !== undefined) requireWhole("keepEvery", keepEvery, 1);
  requireWhole("step", state.step, 0);
  requireWhole("tokens", state.tokens, 0);
  const model = planModel(checkpoint, where, { shardBytes });
  const optimiser = namedTensors(checkpoint.optimiser, where);
  requireOptimiser(checkpoint, optimiser);
  const plan = planFile(optimiser.specs, {});
  const bytes = model.bytes + plan.bytes;
  const arithmetic = `${model.arithmetic}, optimiser ${printBytes(plan.bytes)}`;
  const needed = { bytes: bytes + smallFilesBytes, arithmetic };

  await mkdir(runFolder, { recursive: true }).catch(() => undefined);
  await clearLeftovers(runFolder, "step-");
  const name = stepFolder(state.step);
  const folder = join(runFolder, name);
  await writeFolder(folder, { where, disk, needed }, async (temporary) => {
    const files: Record<string, FileFacts> = await writeModel(disk, temporary, model);
    files[optimiserFile] = await writeFile(disk, join(temporary, optimiserFile), (sink) =>
      fillFile(sink, plan, optimiser),
    );
    await writeText(disk, join(temporary, stateFile), printState({ state, files }));
  });
  await writeWhole(
    join(runFolder, latestFile),
    `${JSON.stringify({ checkpoint: name, step: state.step }, null, 2)}\n`,
  );
  return { folder, bytes, removed: await removeOld(runFolder, state.step, keepLast, keepEvery) };
}

function requireWhole(field: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `saveCheckpoint: ${field} must be a whole number of at least ${least}, got ${shown(value)}.`,
  );
}

/** What is wrong with tensors that should be an optimiser's; each kind is there for every parameter or for none. */
export function optimiserComplaint(
  parameters: Readonly<Record<string, TensorSpec>>,
  shapes: ReadonlyMap<string, readonly number[]>,
): string | undefined {
  for (const [name, shape] of shapes) {
    const at = name.indexOf(".");
    const parameter = name.slice(at + 1);
    if (!kinds.includes(name.slice(0, at)) || !Object.hasOwn(parameters, parameter)) return `unknown ${name}`;
    const wanted = parameters[parameter].shape;
    if (shape.join() !== wanted.join()) return `${name} of shape ${shown(shape)}, not ${shown(wanted)}`;
  }
  for (const kind of kinds) {
    const missing = Object.keys(parameters).filter((name) => !shapes.has(`${kind}.${name}`));
    if (missing.length > 0 && missing.length < Object.keys(parameters).length)
      return `none for ${missing.length} parameters, such as ${kind}.${missing[0]}`;
  }
  return undefined;
}

function requireOptimiser({ configuration }: TrainingCheckpoint, { specs }: NamedTensors): void {
  const shapes = new Map(Object.entries(specs).map(([name, { shape }]) => [name, shape]));
  const complaint = optimiserComplaint(parameterSpecs(configuration), shapes);
  if (complaint === undefined) return;
  throw new RangeError(
    `saveCheckpoint: optimiser must hold ${kinds.join(".*, ")}.* of the parameters, got ${complaint}.`,
  );
}

/** Takes away what is no longer to be kept. Later steps than the one just saved are another run's; they stay. */
async function removeOld(
  runFolder: string,
  step: number,
  keepLast: number,
  keepEvery = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const before = (await stepFolders(runFolder)).filter((found) => found.step <= step);
  const kept = new Set([...new Set(before.map((found) => found.step))].slice(0, keepLast));
  const old = before.filter((found) => !kept.has(found.step) && found.step % keepEvery !== 0);
  for (const { name } of old) await removeFolder(join(runFolder, name));
  return old.map(({ name }) => join(runFolder, name));
}
