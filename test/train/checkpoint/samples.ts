import type { HostTensor } from "../../../src/tensor/index.ts";
import { type DecoderConfiguration, parameterSpecs, type TrainingState } from "../../../src/train/index.ts";

/** Two layers with grouped queries, a few thousand numbers. */
export const tiny: DecoderConfiguration = Object.freeze({
  vocabularySize: 96,
  hiddenSize: 32,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  headSize: 8,
  feedForwardSize: 64,
  sequenceLength: 32,
  norm: "rms",
  normEpsilon: 1e-5,
  rotaryBase: 10_000,
  queryKeyNorm: false,
  tiedEmbeddings: false,
});

/** Parameters of a shape, each number different and known. */
export function sampleParameters(configuration: DecoderConfiguration, start = 0): Record<string, HostTensor> {
  let next = start;
  return Object.fromEntries(
    Object.entries(parameterSpecs(configuration)).map(([name, spec]) => {
      const size = spec.shape.reduce((product, each) => product * each, 1);
      const data = Float32Array.from({ length: size }, () => Math.sin(++next));
      return [name, { ...spec, data }];
    }),
  );
}

/** A run of `tiny` at a step; its numbers depend on the step. */
export function sampleCheckpoint(step: number): {
  readonly configuration: DecoderConfiguration;
  readonly parameters: Record<string, HostTensor>;
  readonly optimiser: Record<string, HostTensor>;
  readonly state: TrainingState;
} {
  const moments = (kind: string, start: number) =>
    Object.entries(sampleParameters(tiny, start)).map(([name, tensor]) => [`${kind}.${name}`, tensor]);
  return {
    configuration: tiny,
    parameters: sampleParameters(tiny, step),
    optimiser: Object.fromEntries([
      ...moments("first_moment", step + 1),
      ...moments("second_moment", step + 2),
    ]),
    state: {
      step,
      tokens: step * 512,
      seed: 42,
      position: { epoch: 1, at: step },
      schedule: { kind: "constant", rate: 4e-4 },
      versions: { mixlab: "0.1.0" },
      receipt: { version: "0.1.0", command: "mixlab train", inputs: {} },
    },
  };
}
