/** Training sets of the testbed: C4, RedPajama and RefinedWeb. */
export const trainSets = ["c4_original", "rpj", "rw_original"] as const;
export type TrainSet = (typeof trainSets)[number];

/** Sizes by the paper's labels, smallest first. */
export const modelSizes = ["0.011B", "0.079B", "0.154B", "0.411B", "1.4B", "6.9B"] as const;
export type ModelSize = (typeof modelSizes)[number];

/** The 8 texts every model's loss was measured on; "programing" is spelt as published. */
export const lossNames = [
  "openlm",
  "c4_val",
  "paloma_c4_en",
  "paloma_dolma_100_programing_languages",
  "paloma_falcon-refinedweb",
  "paloma_ptb",
  "paloma_redpajama",
  "val_de-en_100",
] as const;
export type LossName = (typeof lossNames)[number];

/** Ends of a 95 % interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * One loss of one model.
 *
 * Units   nats per token
 */
export interface MeasuredLoss extends Interval {
  readonly loss: number;
  /** 95 %, bootstrap over single tokens. */
  readonly lower: number;
  readonly upper: number;
  /** 95 %, bootstrap over whole sequences: the ends the authors' table shows, wider where the text is short. */
  readonly sequences: Interval;
  /** Tokens measured, in sequences of 2048. */
  readonly measuredTokens: number;
}

/** Hyperparameters as the model's file has them; see `contradicted` before quoting one. */
export interface ModelSettings {
  readonly warmupSteps: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Learning rate at the end of the cosine cooldown. */
  readonly finalLearningRate: number;
  /** Sequences of one optimiser step, over all devices. */
  readonly batch: number;
  readonly accumulation: number;
  readonly queryKeyNorm: boolean;
  readonly zLoss: number;
  /** M / 20. */
  readonly chinchillaMultiplier: number;
  /** Settings for which the training command in the same file says otherwise, as it does for the three 6.9B models. */
  readonly contradicted: readonly (keyof ModelSettings)[];
}

/** One of the 104 models: what it is, how it was trained, how it fared. */
export interface ScalingModel {
  readonly name: string;
  readonly trainSet: TrainSet;
  readonly size: ModelSize;
  /** `d=96_l=8_h=4` (width, layers, heads), `open_lm_1b` or `open_lm_7b`. */
  readonly architecture: string;
  /** N, embedding and head included; the gains of the query-key norms are not counted. */
  readonly parameters: number;
  /** N less the token embedding; the head's matrix stays in. */
  readonly parametersWithoutEmbedding: number;
  /** D. */
  readonly tokens: number;
  /** M = D / N. */
  readonly tokensPerParameter: number;
  /** C = 6ND; beyond 2^53, so choose models by name, size and M, never by this. */
  readonly flops: number;
  readonly losses: Readonly<Record<LossName, MeasuredLoss>>;
  /** 1 - accuracy by task. */
  readonly errors: Readonly<Record<string, number>>;
  readonly settings: ModelSettings;
}

/** A downstream task of the evaluation. */
export interface ScalingTask {
  readonly name: string;
  readonly category: string;
  readonly type: string;
  readonly shots: number;
  readonly samples: number;
  /** Accuracy of guessing, in percent. */
  readonly baselinePercent: number;
  /** Error of guessing, 1 - baseline / 100. */
  readonly chanceError: number;
}

/**
 * One small model of the grid searched for the default configuration. Its `openlm` loss equals none of the 104 models'
 * at the same size and M: compare within the grid only.
 */
export interface GridRun {
  readonly name: string;
  readonly architecture: string;
  /** As written. Four architectures are also among the 104, with 8 times this batch: it is presumably per device, on 8. */
  readonly batch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly tokens: number;
  readonly warmupSteps: number;
  readonly finalLearningRate: number;
  /** tokens / 20: every run has M = 20. */
  readonly parameters: number;
  /** tokens / 2048 / batch, by which Figs 4 and 6 colour; optimiser steps are an eighth where the batch is per device. */
  readonly steps: number;
  /** The openlm loss, in nats per token. */
  readonly loss: number;
  /** 6 × parameters × tokens. */
  readonly flops: number;
}

/** The testbed: models by train set, size and M; the tasks they were tested on; the grid of small runs. */
export interface ScalingTestbed {
  readonly models: readonly ScalingModel[];
  /** Tasks with an error in every model. */
  readonly tasks: readonly ScalingTask[];
  /** Tasks that are described but were not run. */
  readonly unusedTasks: readonly ScalingTask[];
  readonly grid: readonly GridRun[];
}
