export { type FitOptions, fitLaw } from "./fit-law.ts";
export { type FittedLaw, predictLaw } from "./fitted-law.ts";
export type { Law, LawValues } from "./law.ts";
export { type ChinchillaParameter, chinchilla } from "./laws/chinchilla.ts";
export { type DownstreamParameter, downstream, type ErrorPoint, type LossValue } from "./laws/downstream.ts";
export {
  type LossPoint,
  type OverTrainingParameter,
  overTraining,
  type TrainingSize,
} from "./laws/over-training.ts";
export { irreduciblePower, type PowerInput, type PowerPoint, power } from "./laws/power.ts";
export {
  type LlamaConfiguration,
  type LlamaTraining,
  llamaConfiguration,
  quotedTraining,
  type TrainedDecoder,
} from "./llama-configuration.ts";
export { type LlamaShape, type LlamaShapeOptions, llamaShape } from "./llama-shape.ts";
export type { Objective } from "./objective.ts";
export {
  computeOptimal,
  type LossFit,
  type LossLaw,
  optimalRatio,
  type TrainingRun,
  trainingRun,
} from "./optimum.ts";
export { type Covariance, covariance } from "./uncertainty/covariance.ts";
export type { Covers, Interval, IntervalMethod } from "./uncertainty/interval.ts";
