export { type ComparedMixture, compareBaselines } from "./baselines.ts";
export type { ShareBounds } from "./constraints.ts";
export { bootstrapIntervals, type ShareInterval } from "./intervals.ts";
export {
  type MeanOfBestOptions,
  meanOfBest,
  predictAll,
  predictMixture,
  type Recommendation,
} from "./mean-of-best.ts";
