export {
  type BaselineOptions,
  type ComparedMixture,
  compareBaselines,
  referenceLosses,
} from "./baselines.ts";
export type { ShareBounds } from "./constraints.ts";
export { bootstrapIntervals, type ShareInterval } from "./intervals.ts";
export {
  type MeanOfBestOptions,
  meanOfBest,
  predictAll,
  predictMixture,
  type Recommendation,
} from "./mean-of-best.ts";
export { type Simplex, simplexOf } from "./simplex.ts";
