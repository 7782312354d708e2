export { type Caps, caps, capsFromPrior } from "./caps.ts";
export { regmixNotebookPrior, regmixSamplerPrior } from "./priors.ts";
export { type SampleOptions, type Strengths, sampleMixtures } from "./sample-mixtures.ts";
export { normalise, proportional, uniform, type ValidateOptions, validateMixture } from "./shares.ts";
export { candidatesFrom, type SimulateOptions, simulate } from "./simulate.ts";
export type { Candidates, Mixture, MixtureTable } from "./types.ts";
export { type WeightHistogram, weightHistogram } from "./weight-histogram.ts";
