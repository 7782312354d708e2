export { type FitOptions, type FittedLaw, fitLaw, predictLaw } from "./fit-law.ts";
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
export type { Objective } from "./objective.ts";
