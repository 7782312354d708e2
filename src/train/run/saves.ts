import { packageVersion } from "../../dataset/index.ts";
import { DataError } from "../../table/index.ts";
import type { HostTensor } from "../../tensor/index.ts";
import { printBytes, realDisk } from "../checkpoint/disk.ts";
import { loadCheckpoint, newestCheckpoint } from "../checkpoint/load-checkpoint.ts";
import { planFile } from "../checkpoint/safetensors/write.ts";
import { saveCheckpoint } from "../checkpoint/save-checkpoint.ts";
import { planModel, smallFilesBytes } from "../checkpoint/save-model.ts";
import { namedTensors } from "../checkpoint/source.ts";
import type { ResolvedPlan } from "./plan.ts";
import type { Trainer } from "./trainer.ts";

/** A saved state. */
export interface Save {
  readonly step: number;
  readonly folder: string;
}

/** The newest save of a run's folder that is whole. */
export async function newestSave(folder: string): Promise<Save | undefined> {
  const found = await newestCheckpoint(folder);
  if (found.folder === undefined || found.step === undefined) return undefined;
  return { step: found.step, folder: found.folder };
}

/**
 * The save that a run goes on from; none where nothing was saved yet. Saves that are damaged are told and passed over.
 *
 * @throws {DataError} if there are saves and all of them are damaged: to begin anew would replace the log
 */
export async function saveToGoOn(folder: string, onLine: (line: string) => void): Promise<Save | undefined> {
  const { folder: newest, step, damaged } = await newestCheckpoint(folder);
  for (const { folder: passed, reason } of damaged) onLine(`passes over ${passed}: ${reason}`);
  if (newest !== undefined && step !== undefined) return { step, folder: newest };
  if (damaged.length === 0) return undefined;
  throw new DataError(
    `trainProxy: ${folder} must have a checkpoint that is whole, got ${damaged.length} damaged (${damaged[0].reason}) Put one back, remove them to begin anew, or train in another folder.`,
    { file: damaged[0].folder },
  );
}

type HostTensors = Readonly<Record<string, HostTensor>>;

/** Parameters and moments of a save; `newestSave` has held its files against their hashes. */
export async function loadState(
  folder: string,
): Promise<{ readonly parameters: HostTensors; readonly moments: HostTensors }> {
  const { parameters, optimiser } = await loadCheckpoint(folder, { verify: false });
  return { parameters, moments: optimiser };
}

/** Saves a run as it stands after a number of steps; gives the folder. */
export async function saveState(
  runFolder: string,
  { parameters, moments }: Trainer,
  plan: ResolvedPlan,
  step: number,
): Promise<string> {
  const { configuration, sequences, length, seed, keep, keepEvery, name, schedule } = plan;
  const { folder } = await saveCheckpoint(
    runFolder,
    {
      configuration,
      parameters,
      optimiser: moments,
      state: {
        step,
        tokens: step * sequences * length,
        seed,
        position: { batch: step },
        schedule: { ...schedule },
        versions: { mixlab: packageVersion() },
        more: { name },
      },
    },
    { keepLast: keep, ...(keepEvery === undefined ? {} : { keepEvery }) },
  );
  return folder;
}

/**
 * Refuses a run whose disk cannot take one checkpoint, before a step is taken.
 *
 * Units   bytes
 * @throws {DataError} with the arithmetic
 */
export async function requireRoomForSave(
  runFolder: string,
  { parameters, moments }: Trainer,
  { configuration }: ResolvedPlan,
  freeDiskBytes?: number,
): Promise<void> {
  const where = "trainProxy";
  const model = planModel({ configuration, parameters }, where, {});
  const optimiser = planFile(namedTensors(moments, where).specs, {});
  const bytes = model.bytes + optimiser.bytes + smallFilesBytes;
  const free = freeDiskBytes ?? (await realDisk.freeBytes(runFolder));
  if (free >= bytes) return;
  throw new DataError(
    `${where}: ${runFolder} must have ${printBytes(bytes)} free for one checkpoint (${model.arithmetic}, optimiser ${printBytes(optimiser.bytes)}), got ${printBytes(free)}. Make room, or name a folder on another disk; nothing was computed.`,
    { file: runFolder },
  );
}
