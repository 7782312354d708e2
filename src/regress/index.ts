export {
  type CrossCorrelation,
  correlateColumns,
  correlateLossesWithScores,
  type RankTransfer,
  rankTransfer,
  strongestRow,
} from "./correlate.ts";
export {
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  type Fit,
  holdOut,
  type NestedCrossValidation,
  type NestedOptions,
  nestedCrossValidate,
} from "./cross-validation.ts";
export { type Decomposition, decompose } from "./decomposition.ts";
export {
  type CorrelationRow,
  correlationReport,
  type Evaluation,
  evaluate,
  type Prediction,
  predictedAgainstActual,
  renameRuns,
  spearmanPercent,
} from "./evaluate.ts";
export type { BoostResult } from "./gbdt/boost.ts";
export type { Booster, StopSet } from "./gbdt/booster.ts";
export { type FitBoosterOptions, type FitSettings, fitBooster, regmixFit } from "./gbdt/fit.ts";
export { type FitBoostersOptions, type FitProgress, fitBoosters } from "./gbdt/fit-many.ts";
export { type Importance, importances } from "./gbdt/importance.ts";
export { type Metric, metricNames } from "./gbdt/metric.ts";
export { defaultParameters, type Objective, type Parameters } from "./gbdt/parameters.ts";
export {
  type Predictor,
  predict,
  predictOnThreads,
  predictor,
  type ThreadedPredictor,
  threadedPredictor,
} from "./gbdt/predict.ts";
export { type Contributions, treeShap } from "./gbdt/shap.ts";
export type { StopOn } from "./gbdt/stop-set.ts";
export {
  type ModelText,
  type ModelTextOptions,
  type ReadModelTextOptions,
  readModelText,
  writeModelText,
} from "./gbdt/text.ts";
export { type TrainOptions, train, type Validation } from "./gbdt/train.ts";
export type { Ensemble, Tree } from "./gbdt/tree.ts";
export {
  benefits,
  type Explained,
  helpsAllOthers,
  logLogStraightness,
  meanAbsoluteShap,
  type NamedGrid,
  type OwnWeight,
  ownWeights,
} from "./interactions.ts";
export { curvePercent, firstRuns, type LearningPoint, learningCurve } from "./learning-curve.ts";
export { fitLinear, fitLinears, type LinearModel, type LinearOptions } from "./linear.ts";
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
export {
  besidePublished,
  type RankCells,
  type RankPrediction,
  type RankPredictionRow,
  rankPrediction,
  rankPredictionCells,
} from "./rank-prediction.ts";
export {
  type ScoredModels,
  type ScoreSpread,
  scoreSpread,
  scoresByTask,
  spreadByTask,
} from "./score-spread.ts";
export type { Surrogate } from "./surrogate.ts";
