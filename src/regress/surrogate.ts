import type { Matrix } from "../table/index.ts";

/**
 * A fitted regression from mixture to one target.
 *
 * Shape   predict: mixtures [rows × any columns that include `features`, any order] → [rows]
 */
export interface Surrogate {
  readonly kind: string;
  readonly target: string;
  readonly features: readonly string[];
  predict(mixtures: Matrix): Float64Array;
}
