import type { DecoderConfiguration } from "../configuration.ts";
import { checkConfiguration } from "./check-configuration.ts";

/** Name of a shape in `configurations`. */
export type ConfigurationName =
  | "regmix-1m"
  | "regmix-60m"
  | "regmix-1.1b"
  | "pocket-m"
  | "pocket-s"
  | "pocket-tiny";

/** What RegMix's models share; read from the authors' configurations. */
const regmix = {
  vocabularySize: 50_432, // GPT-NeoX's 50 277 tokens, padded
  sequenceLength: 2048,
  norm: "rms",
  normEpsilon: 1e-5,
  rotaryBase: 10_000,
  queryKeyNorm: false,
  tiedEmbeddings: false,
} as const;

/** What the small shapes share: all but the sizes is as in RegMix's models. */
const pocket = { ...regmix, sequenceLength: 256 } as const;

/**
 * Shapes by name. `regmix-*` are the models of the RegMix paper, named as the field names them (by the authors' count
 * of what lies between embedding and head, or of all); `pocket-*` are small ones for one's own machine: each step of a
 * `pocket-m` costs 90 GFLOP at 16 × 256 tokens.
 *
 * Source  sail-sg/regmix, model_training (TinyLlama's lit_gpt configurations)
 *
 * @example configurations["regmix-1m"].hiddenSize // 256
 */
export const configurations: Readonly<Record<ConfigurationName, DecoderConfiguration>> = {
  "regmix-1m": {
    ...regmix,
    hiddenSize: 256,
    layers: 2,
    heads: 8,
    keyValueHeads: 8,
    headSize: 32,
    feedForwardSize: 512,
  },
  "regmix-60m": {
    ...regmix,
    hiddenSize: 768,
    layers: 10,
    heads: 8,
    keyValueHeads: 8,
    headSize: 96,
    feedForwardSize: 1536,
  },
  "regmix-1.1b": {
    ...regmix,
    hiddenSize: 2048,
    layers: 22,
    heads: 16,
    keyValueHeads: 16,
    headSize: 128,
    feedForwardSize: 5632,
  },
  /** 3.4 million parameters that multiply: minutes of training on two cores. */
  "pocket-m": {
    ...pocket,
    vocabularySize: 8192,
    hiddenSize: 256,
    layers: 2,
    heads: 8,
    keyValueHeads: 8,
    headSize: 32,
    feedForwardSize: 512,
  },
  /** 0.6 million parameters that multiply: a proxy in under a minute. */
  "pocket-s": {
    ...pocket,
    vocabularySize: 2048,
    hiddenSize: 128,
    layers: 2,
    heads: 4,
    keyValueHeads: 4,
    headSize: 32,
    feedForwardSize: 256,
  },
  /** Small enough for tests op by op. */
  "pocket-tiny": {
    ...pocket,
    vocabularySize: 96,
    sequenceLength: 16,
    hiddenSize: 32,
    layers: 2,
    heads: 4,
    keyValueHeads: 4,
    headSize: 8,
    feedForwardSize: 64,
  },
};

/** What is taken of a model of the scaling testbed; `scaling.llamaConfiguration` gives such records. */
export interface ScalingShape {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  readonly feedForwardSize: number;
  readonly sequenceLength: number;
  readonly norm: "gain-only-layer-norm";
  readonly normEpsilon: number;
  readonly rotaryBase: number;
  readonly tiedEmbeddings: false;
  /** Of a configuration; a bare shape does not say. */
  readonly queryKeyNorm?: boolean;
}

/**
 * The decoder of a model of the scaling testbed.
 *
 * Source  Gadre et al. 2024, arXiv:2403.08540; open_lm norms queries and keys unless told otherwise
 *
 * @throws {RangeError} if the shape is no decoder
 * @example fromScalingModel(scaling.llamaShape("d=96_l=8_h=4")).headSize // 24
 */
export function fromScalingModel(
  model: ScalingShape,
  { queryKeyNorm = model.queryKeyNorm ?? true }: { readonly queryKeyNorm?: boolean } = {},
): DecoderConfiguration {
  const { vocabularySize, hiddenSize, layers, heads, headSize, feedForwardSize } = model;
  return checkConfiguration("fromScalingModel", {
    vocabularySize,
    hiddenSize,
    layers,
    heads,
    keyValueHeads: heads,
    headSize,
    feedForwardSize,
    sequenceLength: model.sequenceLength,
    norm: model.norm,
    normEpsilon: model.normEpsilon,
    rotaryBase: model.rotaryBase,
    queryKeyNorm,
    tiedEmbeddings: model.tiedEmbeddings,
  });
}
