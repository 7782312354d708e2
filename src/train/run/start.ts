import { freemem, totalmem } from "node:os";
import { join } from "node:path";
import { packageVersion, readText, type TrainingLog, writeWhole } from "../../dataset/index.ts";
import { DataError, shown } from "../../table/index.ts";
import type { Engine } from "../../tensor/index.ts";
import { requireMemory } from "../memory.ts";
import { parameterCount } from "../parameters.ts";
import { requireSamePlan } from "./changes.ts";
import { GrowingLog } from "./growing-log.ts";
import type { InputsDescription, RunInputs } from "./inputs.ts";
import { beginLog, continueLog, type LogWriter, type TrainingRecord } from "./log.ts";
import type { ResolvedPlan } from "./plan.ts";
import { loadState, requireRoomForSave, saveToGoOn } from "./saves.ts";
import { openTrainer, type Trainer } from "./trainer.ts";
import { isValidated } from "./validate.ts";

/** A run that is ready for its next step. */
export interface Run {
  readonly plan: ResolvedPlan;
  readonly folder: string;
  readonly inputs: RunInputs;
  readonly trainer: Trainer;
  readonly log: LogWriter;
  readonly growing: GrowingLog;
  /** Steps that are done. */
  readonly step: number;
  /** The last record of the log. */
  readonly last: TrainingRecord | undefined;
  /** The record of the last step where its validation was called off: it gets the losses when they are known. */
  readonly pending: TrainingRecord | undefined;
  /** Folder of the save that the run goes on from. */
  readonly model: string | undefined;
  /** Milliseconds. */
  readonly clock: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onLine: (line: string) => void;
  readonly onRecord?: (record: TrainingRecord, log: TrainingLog) => void;
  close(): Promise<void>;
}

/** What a run is started with. */
export interface StartOptions extends Pick<Run, "folder" | "clock" | "onLine" | "signal" | "onRecord"> {
  readonly engine: Engine;
  readonly allowed?: readonly string[];
  readonly command?: string;
  readonly availableBytes?: number;
  readonly freeDiskBytes?: number;
}

/** Engines whose numbers lie in a memory of their own. */
const ofGraphicsCard: ReadonlySet<string> = new Set(["webgpu", "tfjs-node-gpu"]);

const stepSize = ({ sequences, microSequences, length }: ResolvedPlan) => ({
  sequences: microSequences,
  length,
  accumulation: sequences / microSequences,
});

/** What the system could still give, within what this process may take. */
function availableBytes(): number {
  const limit = process.constrainedMemory();
  // macOS counts as free only what nothing was ever put into.
  const free = process.platform === "darwin" ? totalmem() : freemem();
  return limit > 0 ? Math.min(free, limit) : free;
}

const planFile = "run.json";
const logFile = "log.jsonl";
const schema = "mixlab-training-run";
const version = 1;

/** Begins a run, or goes on with the one in the folder from its newest checkpoint. */
export async function startRun(plan: ResolvedPlan, inputs: RunInputs, options: StartOptions): Promise<Run> {
  const { folder, engine, clock, onLine, allowed = [], command } = options;
  if (!ofGraphicsCard.has(engine.name))
    requireMemory(plan.configuration, stepSize(plan), options.availableBytes ?? availableBytes());
  onLine(`${plan.name} on ${engine.description}`);
  const file = join(folder, planFile);
  const before = await readPlan(file);
  const described = JSON.parse(JSON.stringify({ ...plan, ...inputs.described }));
  const found = before === undefined ? undefined : await saveToGoOn(folder, onLine);
  if (before !== undefined) {
    requireSamePlan(before.plan, described, { file, allowed, step: found?.step, onLine });
    if (before.engine !== engine.name)
      onLine(`the run began on ${before.engine} and goes on with ${engine.name}: last bits may differ`);
  }
  if (found !== undefined && found.step > plan.steps)
    throw new RangeError(
      `trainProxy: steps must be at least those that are done, got ${plan.steps} where ${folder} has ${found.step}.`,
    );
  const about = {
    mixlab: packageVersion(),
    engine: engine.name,
    ...(command === undefined ? {} : { command }),
  };
  const document = { schema, version, ...about, plan: described };
  const header = {
    name: plan.name,
    parameters: parameterCount(plan.configuration),
    seed: plan.seed,
    ...about,
    configuration: plan.configuration,
    inputs: hashesOf(inputs.described),
  };
  const { name, parameters, ...details } = header;
  const growing = new GrowingLog({ name, parameters, details });
  const path = join(folder, logFile);
  const step = found?.step ?? 0;
  const state = found === undefined ? undefined : await loadState(found.folder);
  const trainer = await openTrainer(engine, plan, state);
  let log: LogWriter | undefined;
  try {
    let last: TrainingRecord | undefined;
    let pending: TrainingRecord | undefined;
    if (step < plan.steps) await requireRoomForSave(folder, trainer, plan, options.freeDiskBytes);
    if (found !== undefined) {
      const records: TrainingRecord[] = [];
      ({ log, last } = await continueLog(path, step, (record) => void records.push(record)));
      if (last !== undefined && last.validation === undefined && isValidated(plan, inputs.validation, step))
        pending = records.pop();
      for (const record of records) growing.add(record);
      onLine(`goes on after step ${step} of ${plan.steps}, from ${found.folder}`);
    }
    // Only now is it sure that the run goes on: a plan that was refused must not take the place of its own.
    if (step < plan.steps) await writeWhole(file, `${JSON.stringify(document, null, 2)}\n`);
    log ??= await beginLog(path, header);
    const writer = log;
    return {
      ...options,
      plan,
      inputs,
      trainer,
      log: writer,
      growing,
      step,
      last,
      pending,
      model: found?.folder,
      clock,
      onLine,
      async close() {
        await writer.close();
        await trainer.release();
      },
    };
  } catch (error) {
    await log?.close();
    await trainer.release();
    throw error;
  }
}

const hashesOf = ({ tokens, validation }: InputsDescription): Readonly<Record<string, string>> => ({
  tokens: tokens.sha256,
  ...Object.fromEntries(
    Object.entries(validation).map(([domain, { sha256 }]) => [`validation ${domain}`, sha256]),
  ),
});

async function readPlan(
  file: string,
): Promise<{ readonly engine: string; readonly plan: Readonly<Record<string, unknown>> } | undefined> {
  const text = await readText(file).catch((error: Error) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  let value: Readonly<Record<string, unknown>> | undefined;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below.
  }
  const { engine, plan } = value ?? {};
  if (value?.schema !== schema || value.version !== version || typeof plan !== "object" || plan === null)
    throw new DataError(
      `trainProxy: ${file} must be the plan of a run, version 1, got ${shown(text)}. Train in another folder, or put it back.`,
      { file },
    );
  return { engine: String(engine), plan: plan as Readonly<Record<string, unknown>> };
}
