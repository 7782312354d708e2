import { type LlamaShape, llamaShape } from "./llama-shape.ts";

/** What must be known of a model to rebuild it; the models of the testbed are of this kind. */
export interface TrainedDecoder {
  readonly name: string;
  readonly architecture: string;
  readonly parameters: number;
  readonly parametersWithoutEmbedding: number;
  readonly tokens: number;
  readonly settings: TrainedSettings & {
    readonly queryKeyNorm: boolean;
    readonly zLoss: number;
    /** Settings for which the model's own training command says otherwise. */
    readonly contradicted: readonly string[];
  };
}

interface TrainedSettings {
  readonly warmupSteps: number;
  readonly learningRate: number;
  /** Sequences of one optimiser step, over all devices. */
  readonly batch: number;
  readonly finalLearningRate: number;
  readonly weightDecay: number;
}

/** How a model was trained: AdamW, linear warm-up, cosine down to the final rate. */
export interface LlamaTraining extends TrainedSettings {
  readonly tokens: number;
  /** Whole optimiser steps, tokens / (sequence length × batch). */
  readonly steps: number;
  readonly zLoss: number;
  readonly beta2: number;
  readonly gradientClip: number;
  /** Settings taken from the paper's Table 3, because the model's file contradicts itself on them. */
  readonly quoted: readonly (keyof TrainedSettings)[];
  /** Settings on which the file contradicts itself and Table 3 is silent: possibly placeholders. */
  readonly unconfirmed: readonly (keyof TrainedSettings)[];
}

/** A model as a plain record from which it can be built and trained again. */
export interface LlamaConfiguration extends LlamaShape {
  readonly name: string;
  readonly architecture: string;
  /** Norms of queries and keys over all heads at once, before they turn. */
  readonly queryKeyNorm: boolean;
  readonly training: LlamaTraining;
}

/** Warm-up, learning rate and batch in sequences by architecture; quoted from Table 3. */
export const quotedTraining: Readonly<
  Record<string, Pick<TrainedSettings, "warmupSteps" | "learningRate" | "batch">>
> = {
  "d=96_l=8_h=4": { warmupSteps: 100, learningRate: 3e-3, batch: 64 },
  "d=512_l=8_h=4": { warmupSteps: 400, learningRate: 3e-3, batch: 512 },
  "d=576_l=24_h=8": { warmupSteps: 400, learningRate: 3e-3, batch: 512 },
  "d=1024_l=24_h=8": { warmupSteps: 2000, learningRate: 3e-3, batch: 512 },
  open_lm_1b: { warmupSteps: 5000, learningRate: 3e-3, batch: 256 },
  open_lm_7b: { warmupSteps: 5000, learningRate: 3e-4, batch: 2048 },
};

/**
 * The configuration of a model of the testbed, in the spirit of a config.json. The vocabulary follows from the two
 * published counts of parameters, and both must come out exactly.
 *
 * Units   sizes in numbers, batch in sequences, rates per step
 * Source  Gadre et al. 2024, arXiv:2403.08540, Table 3 and the model's own file; β2 and clipping stand alike in all 104
 * Differs where the file contradicts itself (the three 6.9B models), Table 3 is taken and said so
 *
 * @throws {RangeError} if the architecture is unknown or its counts are not those of the model
 * @example llamaConfiguration(modelAt(testbed, { trainSet: "rpj", size: "1.4B", tokensPerParameter: 20 })).layers // 24
 */
export function llamaConfiguration(model: TrainedDecoder): LlamaConfiguration {
  const { name, architecture, parameters, parametersWithoutEmbedding, settings } = model;
  const usual = llamaShape(architecture);
  const vocabularySize = (parameters - parametersWithoutEmbedding) / usual.hiddenSize;
  const shape = llamaShape(architecture, { vocabularySize });
  if (
    !Number.isSafeInteger(vocabularySize) ||
    shape.parameters !== parameters ||
    shape.parametersWithoutEmbedding !== parametersWithoutEmbedding
  ) {
    throw new RangeError(
      `llamaConfiguration: the parameters of ${architecture} must be ${usual.parameters} and ${usual.parametersWithoutEmbedding} without embedding (vocabulary ${usual.vocabularySize}), got ${parameters} and ${parametersWithoutEmbedding} at ${name}.`,
    );
  }
  return {
    name,
    architecture,
    ...shape,
    queryKeyNorm: settings.queryKeyNorm,
    training: trainingOf(model, shape.sequenceLength),
  };
}

const settingNames = ["warmupSteps", "learningRate", "batch", "finalLearningRate", "weightDecay"] as const;

function trainingOf(
  { architecture, tokens, settings }: TrainedDecoder,
  sequenceLength: number,
): LlamaTraining {
  const doubtful = settingNames.filter((name) => settings.contradicted.includes(name));
  const quotable: Partial<TrainedSettings> = Object.hasOwn(quotedTraining, architecture)
    ? quotedTraining[architecture]
    : {};
  const quoted = doubtful.filter((name) => quotable[name] !== undefined);
  const taken = Object.fromEntries(
    settingNames.map((name) => [name, (quoted.includes(name) ? quotable : settings)[name]]),
  ) as unknown as TrainedSettings;
  return {
    ...taken,
    tokens,
    steps: Math.floor(tokens / (sequenceLength * taken.batch)),
    zLoss: settings.zLoss,
    beta2: 0.95,
    gradientClip: 1,
    quoted,
    unconfirmed: doubtful.filter((name) => !quoted.includes(name)),
  };
}
