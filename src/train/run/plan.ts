import { shown, unknownName } from "../../table/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { checkConfiguration } from "../model/check-configuration.ts";
import { configurations } from "../model/configurations.ts";
import type { InitialScheme } from "../model/initial-parameters.ts";
import { type AdamWSettings, adamWConstants, decayMatrices } from "../optimise/adamw.ts";
import { checkSchedule, type LearningRateSchedule } from "../optimise/schedule.ts";
import type { StepSettings } from "../optimise/steps.ts";
import type { BatchSource, TokenFile } from "../tokens/types.ts";

/** Tokens to train on: files as `openTokens` reads them, tokens that are open, or batches from elsewhere. */
export type TrainingTokens = string | readonly string[] | TokenFile | BatchSource;

/** Tokens of a domain that are set aside; bytes of text a token stands for, where that is known. */
export interface ValidationTokens {
  readonly tokens: string | readonly string[] | TokenFile;
  readonly bytesPerToken?: number;
}

/** Constants of AdamW that can be written down. */
export interface PlannedAdamW extends Omit<AdamWSettings, "decays"> {
  /** Parameters that decay: all, as in RegMix's runs (default), or matrices without the token embedding. */
  readonly decays?: "all" | "matrices";
}

/** When a run is saved. The last step always is. */
export interface SaveEvery {
  readonly steps?: number;
  readonly minutes?: number;
}

/**
 * One run: a model, its tokens, and how it learns. Everything that its numbers depend on is here.
 *
 * Units   `length` in tokens; `steps` of the optimiser; a step is `sequences` × `length` tokens
 */
export interface TrainingPlan {
  readonly name: string;
  /** A shape by its name in `configurations`, or a shape. */
  readonly configuration: string | DecoderConfiguration;
  readonly tokens: TrainingTokens;
  /** By domain. */
  readonly validation?: Readonly<Record<string, ValidationTokens>>;
  readonly sequences: number;
  /** Sequences computed at a time, by default all of a step; divides `sequences`. Fewer take less memory. */
  readonly microSequences?: number;
  readonly length: number;
  readonly steps: number;
  readonly schedule: LearningRateSchedule;
  readonly adamW?: PlannedAdamW;
  /** Largest norm of the gradients, 1 by default. */
  readonly clip?: number;
  readonly zLoss?: number;
  readonly seed: number;
  readonly initial?: InitialScheme;
  /** By default every 15 minutes. */
  readonly saveEvery?: SaveEvery;
  /** Steps between validations; by default only after the last. */
  readonly validateEvery?: number;
  /** Sequences of each domain a validation reads, from its beginning; by default 128. */
  readonly validationSequences?: number;
  /** Checkpoints that are kept, the newest; by default 2. */
  readonly keep?: number;
  /** Steps whose multiples are kept for good. */
  readonly keepEvery?: number;
}

/** A plan with nothing left to be guessed; tokens apart, it is JSON. */
export interface ResolvedPlan {
  readonly name: string;
  readonly configuration: DecoderConfiguration;
  readonly sequences: number;
  readonly microSequences: number;
  readonly length: number;
  readonly steps: number;
  readonly schedule: LearningRateSchedule;
  readonly adamW: Required<PlannedAdamW>;
  readonly clip: number;
  readonly zLoss: number;
  readonly seed: number;
  readonly initial: InitialScheme;
  readonly saveEvery: SaveEvery;
  readonly validateEvery: number;
  readonly validationSequences: number;
  readonly keep: number;
  readonly keepEvery?: number;
}

/** Fills in what a plan leaves out and refuses what cannot be trained, before anything is read or computed. */
export function resolvePlan(plan: TrainingPlan): ResolvedPlan {
  const { name, sequences, length, steps, seed, microSequences = sequences } = plan;
  if (typeof name !== "string" || name.trim() === "" || name.length > 200)
    throw new RangeError(`trainProxy: name must be text of at most 200 characters, got ${shown(name)}.`);
  const configuration = configurationOf(plan.configuration);
  const whole: readonly (readonly [string, number, number])[] = [
    ["sequences", sequences, 1],
    ["microSequences", microSequences, 1],
    ["length", length, 1],
    ["steps", steps, 1],
    ["seed", seed, 0],
    ["validateEvery", plan.validateEvery ?? steps, 1],
    ["validationSequences", plan.validationSequences ?? 128, 1],
    ["keep", plan.keep ?? 2, 1],
    ["keepEvery", plan.keepEvery ?? 1, 1],
    ["saveEvery.steps", plan.saveEvery?.steps ?? 1, 1],
  ];
  for (const [field, value, least] of whole)
    if (!Number.isSafeInteger(value) || value < least)
      throw new RangeError(
        `trainProxy: ${field} must be a whole number of at least ${least}, got ${shown(value)}.`,
      );
  if (sequences % microSequences !== 0)
    throw new RangeError(
      `trainProxy: microSequences must divide sequences (${sequences}), got ${microSequences}. Take ${nearestDivisor(sequences, microSequences)}.`,
    );
  if (length > configuration.sequenceLength)
    throw new RangeError(
      `trainProxy: length must be at most the configuration's sequenceLength (${configuration.sequenceLength}), got ${length}. Its rotary table serves no later position: take a smaller length, or raise sequenceLength.`,
    );
  const { minutes } = plan.saveEvery ?? {};
  if (minutes !== undefined && !(minutes > 0 && minutes < Number.POSITIVE_INFINITY))
    throw new RangeError(`trainProxy: saveEvery.minutes must be a number above 0, got ${shown(minutes)}.`);
  const { clip = 1, zLoss = 0, initial = "regmix" } = plan;
  if (!(clip > 0)) throw new RangeError(`trainProxy: clip must be a number above 0, got ${shown(clip)}.`);
  if (!(zLoss >= 0 && zLoss < Number.POSITIVE_INFINITY))
    throw new RangeError(`trainProxy: zLoss must be a number from 0 up, got ${shown(zLoss)}.`);
  if (initial !== "regmix" && initial !== "normal")
    throw new RangeError(`trainProxy: initial must be "regmix" or "normal", got ${shown(initial)}.`);
  const schedule = { ...(plan.schedule.kind === "cosine" ? { steps } : {}), ...plan.schedule };
  const { kind, warmupSteps, steps: end = steps } = schedule;
  if (kind === "cosine" && warmupSteps >= end)
    throw new RangeError(
      `trainProxy: schedule.warmupSteps must be below the ${end} steps after which its cosine ends, got ${shown(warmupSteps)}. Take fewer warm-up steps (${Math.floor(end / 10)} are a tenth), or more steps.`,
    );
  return {
    name,
    configuration,
    sequences,
    microSequences,
    length,
    steps,
    schedule: checkSchedule("trainProxy", schedule),
    adamW: resolveAdamW(plan.adamW),
    clip,
    zLoss,
    seed,
    initial,
    saveEvery: plan.saveEvery ?? { minutes: 15 },
    validateEvery: plan.validateEvery ?? steps,
    validationSequences: plan.validationSequences ?? 128,
    keep: plan.keep ?? 2,
    ...(plan.keepEvery === undefined ? {} : { keepEvery: plan.keepEvery }),
  };
}

/** The shape of a plan, looked up where it is named. */
export function configurationOf(given: string | DecoderConfiguration): DecoderConfiguration {
  if (typeof given !== "string") return checkConfiguration("trainProxy", given);
  const names = Object.keys(configurations);
  if (!Object.hasOwn(configurations, given)) throw unknownName("trainProxy", "configuration", given, names);
  return configurations[given as keyof typeof configurations];
}

function resolveAdamW({ decays = "all", ...settings }: PlannedAdamW = {}): Required<PlannedAdamW> {
  if (decays !== "all" && decays !== "matrices")
    throw new RangeError(`trainProxy: adamW.decays must be "all" or "matrices", got ${shown(decays)}.`);
  const { beta1, beta2, epsilon, weightDecay } = adamWConstants(settings);
  return { beta1, beta2, epsilon, weightDecay, decays };
}

/** Settings of the steps that a plan asks for. */
export function stepSettings({ adamW, clip, zLoss }: ResolvedPlan): StepSettings & { adamW: AdamWSettings } {
  const { decays, ...constants } = adamW;
  return { adamW: { ...constants, ...(decays === "all" ? {} : { decays: decayMatrices }) }, clip, zLoss };
}

function nearestDivisor(of: number, wanted: number): number {
  for (let size = Math.min(of, Math.max(1, Math.floor(wanted))); ; size--) if (of % size === 0) return size;
}
