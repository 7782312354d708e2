import { train } from "../../src/index.ts";

/** A decoder with the batch of its steps. */
export interface TrainShape {
  readonly configuration: train.DecoderConfiguration;
  readonly sequences: number;
  readonly length: number;
}

/** The shapes that are measured: two small ones, and RegMix's own at a micro-batch of one. */
export const trainShapes: Readonly<Record<"s" | "m" | "1m", TrainShape>> = {
  s: { configuration: train.configurations["pocket-s"], sequences: 16, length: 256 },
  m: { configuration: train.configurations["pocket-m"], sequences: 16, length: 256 },
  "1m": { configuration: train.configurations["regmix-1m"], sequences: 1, length: 2048 },
};

export const tokensOf = ({ sequences, length }: TrainShape): number => sequences * length;

/** FLOPs of one step: tokens × (6N + 12·L·T·d), N the parameters that multiply, attention counted as a full square. */
export function flopsOf(shape: TrainShape): number {
  const { configuration, length } = shape;
  const { hiddenSize: d, headSize, layers, vocabularySize } = configuration;
  const width = configuration.heads * headSize;
  const block =
    d * (2 * width + 2 * configuration.keyValueHeads * headSize + 3 * configuration.feedForwardSize);
  const multiplying = layers * block + vocabularySize * d;
  return tokensOf(shape) * (6 * multiplying + 12 * layers * length * width);
}
