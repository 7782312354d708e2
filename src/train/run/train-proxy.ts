import { mkdir, rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { TrainingLog } from "../../dataset/index.ts";
import { shown } from "../../table/index.ts";
import { type Engine, type EngineOptions, openEngine } from "../../tensor/index.ts";
import { openInputs } from "./inputs.ts";
import { lockFolder } from "./lock.ts";
import type { TrainingRecord } from "./log.ts";
import { runSteps, type TrainingResult } from "./loop.ts";
import { resolvePlan, type TrainingPlan } from "./plan.ts";
import { startRun } from "./start.ts";

/** Where and how a run is made; none of it changes what is learnt, but for the engine's last bits. */
export interface TrainOptions {
  /** Folder of the run: plan, log, checkpoints. A run that is there goes on. */
  readonly folder: string;
  /** An open engine, which stays open, or which to open. */
  readonly engine?: Engine | EngineOptions;
  /** Told each step, with the log so far. What it throws ends the run, saved. */
  readonly onRecord?: (record: TrainingRecord, log: TrainingLog) => void;
  /** Told how it goes, a line at a time. */
  readonly onLine?: (line: string) => void;
  /** Once aborted the run stops before the next step, saved; in a notebook `notebook.cellSignal()`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since any moment. */
  readonly clock?: () => number;
  /** Fields of the plan that may differ from those the run began with. */
  readonly allowed?: readonly string[];
  /** How the run was asked for, for its receipt. */
  readonly command?: string;
  /** Memory that a step may take; by default what the system says is free. */
  readonly availableBytes?: number;
  /** Room for a checkpoint; by default what is free on the folder's disk. */
  readonly freeDiskBytes?: number;
}

/**
 * Trains one model as its plan says, from the beginning or from where a run of the folder stopped. Killed at any
 * moment, it loses what came after the last save, and ends with the bits of an unbroken run on engines that are
 * deterministic.
 *
 * Shape   batches int32 [sequences, length + 1]
 * Units   nats per token; bits per byte where a domain's bytes per token are known
 * Random  reads only the plan's `seed`: weights at the start and the order of windows
 *
 * @throws {TypeError} if no folder is named
 * @throws {RangeError} if the plan cannot be: an unknown shape, a length beyond the rotary table, parts that do not
 *   divide a batch, too little memory
 * @throws {DataError} if tokens are missing, damaged, too few or outside the vocabulary; if the folder holds a run of
 *   another plan, or one that is still running; if the disk is full
 * @throws {DivergedError} if a loss or gradient is not finite: step, windows, first tensor; the state before is saved
 * @example await trainProxy({ ...plan, tokens: "train.bin", seed: 1 }, { folder: "runs/proxy-1" })
 */
export async function trainProxy(plan: TrainingPlan, options: TrainOptions): Promise<TrainingResult> {
  if (typeof options?.folder !== "string" || options.folder === "")
    throw new TypeError(
      `trainProxy: folder must be a path, got ${shown(options?.folder)}. Say where the run is kept: trainProxy(plan, { folder: "runs/a" }).`,
    );
  const { folder, engine: wanted = {}, clock = () => performance.now(), onLine = () => undefined } = options;
  const resolved = resolvePlan(plan);
  const inputs = await openInputs(plan, resolved);
  const closing: (() => Promise<void>)[] = [() => inputs.close()];
  try {
    const made = await mkdir(folder, { recursive: true });
    if (made !== undefined) closing.push(() => removeEmpty(folder, made));
    const lock = await lockFolder(folder);
    closing.push(() => lock.release());
    const isOpen = "compile" in wanted;
    const engine = isOpen ? wanted : await openEngine(wanted);
    if (!isOpen) closing.push(() => engine.close());
    const run = await startRun(resolved, inputs, { ...options, engine, clock, onLine });
    closing.push(() => run.close());
    return await runSteps(run);
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** Takes away folders that were made, the lower first, as far as nothing stands in them. */
async function removeEmpty(folder: string, made: string): Promise<void> {
  const last = dirname(resolve(made));
  for (let at = resolve(folder); at !== last; at = dirname(at)) {
    const isRemoved = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}
