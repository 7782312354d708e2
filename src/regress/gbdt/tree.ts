/**
 * One regression tree in LightGBM's layout: inner nodes numbered in order of their making, children ≥ 0 are inner
 * nodes, children < 0 are leaves (`~leaf`).
 *
 * Shape   inner-node arrays [leaves - 1], leaf arrays [leaves]
 * Source  LightGBM model text, version 4
 */
export interface Tree {
  readonly leaves: number;
  /** Column of the training table, by position in `Ensemble.featureNames`. */
  readonly splitFeature: Int32Array;
  /** Split gain as stored by LightGBM: rounded to float32. */
  readonly splitGain: Float64Array;
  readonly threshold: Float64Array;
  /** 2 × default-left + 4 × missing type (none 0, zero 1, NaN 2). */
  readonly decisionType: Uint8Array;
  readonly leftChild: Int32Array;
  readonly rightChild: Int32Array;
  readonly leafValue: Float64Array;
  readonly leafWeight: Float64Array;
  readonly leafCount: Int32Array;
  readonly internalValue: Float64Array;
  readonly internalWeight: Float64Array;
  readonly internalCount: Int32Array;
  readonly shrinkage: number;
}

/** Trees in boosting order, with what the model text says about their columns. */
export interface Ensemble {
  readonly featureNames: readonly string[];
  /** `[min:max]` with 17 digits, or `none` for a column that was not used. */
  readonly featureInfos: readonly string[];
  /** LightGBM's objective line, e.g. `regression`, `huber alpha:0.9`. */
  readonly objective: string;
  readonly trees: readonly Tree[];
}
