import type { Matrix } from "../../table/index.ts";
import { described } from "../describe.ts";
import type { Surrogate } from "../surrogate.ts";
import type { BoostResult } from "./boost.ts";
import { type Importance, importances } from "./importance.ts";
import type { Parameters } from "./parameters.ts";
import { predictor } from "./predict.ts";
import { type Contributions, treeShap } from "./shap.ts";
import { writeModelText } from "./text.ts";
import type { Ensemble } from "./tree.ts";

/** The runs on which early stopping looked, so that a report can say whether a score is honest. */
export interface StopSet {
  readonly kind: "hold-out" | "given" | "none";
  /** Name of the swarm the runs are from. */
  readonly swarm: string;
  readonly runs: number;
  /** In words, e.g. `102 of 512 runs of regmix/1m train, drawn with seed 42`. */
  readonly description: string;
}

/** Gradient-boosted trees from mixture to one target. */
export interface Booster extends Surrogate {
  readonly kind: "gbdt";
  readonly ensemble: Ensemble;
  /** Trees that early stopping kept; 0 where it was not asked for. */
  readonly bestIteration: number;
  /** The metric that stopped improving first. */
  readonly stoppedBy: BoostResult["stoppedBy"];
  /** Per metric, its value on the stop set after each iteration. */
  readonly history: Readonly<Record<string, Float64Array>>;
  readonly parameters: Parameters;
  readonly stopSet: StopSet;
  /** What a careful reader should know about this fit. */
  readonly warnings: readonly string[];
  /** The model in LightGBM's text format, which LightGBM's own tools load. */
  toText(): string;
  importance(): readonly Importance[];
  /** What each domain adds to each prediction. */
  shap(mixtures: Matrix): Contributions;
}

/** What a fit leaves behind: plain data, fit to travel between threads. */
export interface FittedBooster extends BoostResult {
  readonly target: string;
  readonly parameters: Parameters;
  readonly stopSet: StopSet;
  readonly warnings: readonly string[];
}

/**
 * Gives a fitted model its methods.
 *
 * Shape   predict: mixtures [rows × any columns that include the features] → [rows]
 */
export function boosterOf(fitted: FittedBooster): Booster {
  const { ensemble } = fitted;
  return {
    kind: "gbdt",
    ...fitted,
    features: ensemble.featureNames,
    predict: predictor(ensemble).predict,
    toText: () => writeModelText(ensemble),
    importance: () => importances(ensemble),
    shap: (mixtures: Matrix) => treeShap(ensemble, mixtures),
    ...described(() => inWords(fitted)),
  };
}

function inWords({ target, ensemble, stoppedBy, stopSet, warnings }: FittedBooster): string {
  const stopped =
    stopSet.kind === "none" ? "without early stopping" : `stopped by ${stoppedBy} on ${stopSet.description}`;
  const trees = `gradient boosting for ${target}: ${ensemble.trees.length} trees, ${stopped}`;
  return [trees, ...warnings.map((warning) => `warning: ${warning}`)].join("\n");
}
