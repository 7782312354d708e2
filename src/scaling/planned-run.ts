import type { PredictedError } from "./predict-error.ts";
import type { OptimalRatio } from "./uncertainty/optimal-ratio.ts";
import type { PredictedValue } from "./uncertainty/predict.ts";

/** A run that could be trained, and what is predicted of it. */
export interface PlannedRun {
  readonly flops: number;
  readonly tokensPerParameter: number;
  readonly parameters: number;
  readonly tokens: number;
  readonly loss: PredictedValue;
  readonly error: PredictedError | undefined;
}

/** What a ratio costs against the compute-optimal one, and what it saves. */
export interface RatioCost {
  /** Predicted loss less the optimum's, in nats per token. */
  readonly lossAboveOptimal: number;
  /** Parameters over the optimum's: the share of its compute that each generated token takes. */
  readonly parametersShare: number;
  /** Training at the same ratio until the optimum's loss is reached: times the budget, and the model that results. */
  readonly sameLoss: {
    readonly computeFactor: number;
    readonly flops: number;
    readonly parameters: number;
    readonly tokens: number;
    readonly parametersShare: number;
  };
}

/** The run whose loss is lowest at a budget, and how sure its ratio is. */
export interface OptimalRun extends PlannedRun {
  readonly ratio: OptimalRatio;
}

/** A plan for a budget. */
export interface Plan extends PlannedRun {
  /** The run whose loss is lowest at the budget; undefined where the law has none. */
  readonly optimal: OptimalRun | undefined;
  readonly cost: RatioCost | undefined;
  /** Where the points do not reach, and why bounds or the optimum do not exist. */
  readonly warnings: readonly string[];
}
