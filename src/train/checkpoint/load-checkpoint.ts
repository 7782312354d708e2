import { join } from "node:path";
import { DataError } from "../../table/index.ts";
import type { HostTensor } from "../../tensor/index.ts";
import { parameterSpecs } from "../parameters.ts";
import { type LoadedModel, loadModel } from "./load-model.ts";
import { openSafetensors } from "./safetensors/read.ts";
import { optimiserComplaint } from "./save-checkpoint.ts";
import { optimiserFile, readState, stepFolders, type TrainingState, verifyCheckpoint } from "./state.ts";

/** A checkpoint, read. */
export interface LoadedCheckpoint extends LoadedModel {
  readonly optimiser: Readonly<Record<string, HostTensor>>;
  readonly state: TrainingState;
}

/** Which checkpoint of a run to go on from. */
export interface NewestCheckpoint {
  /** Folder of the newest whole one; absent where there is none. */
  readonly folder?: string;
  readonly step?: number;
  /** Newer ones that are not whole, for a warning. */
  readonly damaged: readonly { readonly folder: string; readonly reason: string }[];
}

/**
 * Finds the newest checkpoint of a run that is whole: every file there, of its size and hash. What a killed process
 * left half written is passed over in silence; a finished checkpoint that has changed since is named in `damaged`.
 *
 * @example const { folder, damaged } = await newestCheckpoint("runs/a")
 */
export async function newestCheckpoint(runFolder: string): Promise<NewestCheckpoint> {
  const damaged: { folder: string; reason: string }[] = [];
  for (const { name, step } of await stepFolders(runFolder)) {
    const folder = join(runFolder, name);
    try {
      await verifyCheckpoint(folder);
      return { folder, step, damaged };
    } catch (error) {
      damaged.push({ folder, reason: (error as Error).message });
    }
  }
  return { damaged };
}

/** How a checkpoint is loaded. */
export interface LoadCheckpointOptions {
  /** Whether to hash the files first; false right after `newestCheckpoint`, which has done so. */
  readonly verify?: boolean;
}

/**
 * Loads a checkpoint, to go on from it.
 *
 * Shape   parameters as `parameterSpecs` names them; the optimiser's tensors have their parameters' shapes
 *
 * @throws {DataError} if a file is missing, of another size or hash, or holds other tensors than the model's
 * @example const { parameters, optimiser, state } = await loadCheckpoint("runs/a/step-00001000")
 */
export async function loadCheckpoint(
  folder: string,
  { verify = true }: LoadCheckpointOptions = {},
): Promise<LoadedCheckpoint> {
  const { state } = await (verify ? verifyCheckpoint(folder) : readState(folder));
  const model = await loadModel(folder);
  const file = await openSafetensors(join(folder, optimiserFile));
  try {
    const shapes = new Map([...file.tensors].map(([name, { shape }]) => [name, shape]));
    const complaint = optimiserComplaint(parameterSpecs(model.configuration), shapes);
    if (complaint !== undefined) {
      throw new DataError(
        `loadCheckpoint: ${file.file} must hold moments of the model's parameters, got ${complaint}. It belongs to another model.`,
        { file: file.file },
      );
    }
    const optimiser: Record<string, HostTensor> = {};
    for (const name of file.tensors.keys()) optimiser[name] = await file.read(name);
    return { ...model, optimiser, state };
  } finally {
    await file.close();
  }
}
