import type { Ensemble } from "./tree.ts";

/** What a feature did in an ensemble. */
export interface Importance {
  readonly feature: string;
  /** Number of splits with a gain above 0. */
  readonly splits: number;
  /** Sum of the gains of those splits. */
  readonly gain: number;
}

/**
 * How often and with what gain each feature was split on, in the order of the features.
 *
 * Shape   [features]
 * Source  LightGBM `feature_importance`, types `split` and `gain`; gains are float32 sums in tree and node order
 *
 * @example importances(booster.ensemble).sort((a, b) => b.gain - a.gain)
 */
export function importances(ensemble: Ensemble): readonly Importance[] {
  const splits = new Array<number>(ensemble.featureNames.length).fill(0);
  const gain = new Array<number>(ensemble.featureNames.length).fill(0);
  for (const tree of ensemble.trees) {
    for (let node = 0; node < tree.leaves - 1; node++) {
      if (!(tree.splitGain[node] > 0)) continue;
      splits[tree.splitFeature[node]] += 1;
      gain[tree.splitFeature[node]] += tree.splitGain[node];
    }
  }
  return ensemble.featureNames.map((feature, at) => ({ feature, splits: splits[at], gain: gain[at] }));
}
