export { type Importance, importances } from "./gbdt/importance.ts";
export {
  type ModelText,
  type ModelTextOptions,
  type ReadModelTextOptions,
  readModelText,
  writeModelText,
} from "./gbdt/text.ts";
export type { Ensemble, Tree } from "./gbdt/tree.ts";
export { fitLinear, type LinearModel, type LinearOptions } from "./linear.ts";
export {
  kendall,
  meanAbsoluteError,
  meanSquaredError,
  type Numbers,
  pearson,
  r2,
  ranks,
  spearman,
} from "./metrics.ts";
export type { Surrogate } from "./surrogate.ts";
