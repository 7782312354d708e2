export { fitWarnings } from "./describe-fit.ts";
export { intervalText, planText } from "./describe-plan.ts";
export { type FitOptions, fitLaw } from "./fit-law.ts";
export { type FittedLaw, predictLaw } from "./fitted-law.ts";
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
export {
  type LlamaConfiguration,
  type LlamaTraining,
  llamaConfiguration,
  quotedTraining,
  type TrainedDecoder,
} from "./llama-configuration.ts";
export { type LlamaShape, type LlamaShapeOptions, llamaShape } from "./llama-shape.ts";
export type { Objective } from "./objective.ts";
export {
  computeOptimal,
  type LossFit,
  type LossLaw,
  optimalRatio,
  type TrainingRun,
  trainingRun,
} from "./optimum.ts";
export { type Budget, type PlanLaws, type PlanOptions, plan } from "./plan.ts";
export { type CurveValues, type PlanCurve, type PlanCurveOptions, planCurve } from "./plan-curve.ts";
export type { Plan, PlannedRun, RatioCost } from "./planned-run.ts";
export { type ChainOptions, type ErrorFit, type PredictedError, predictError } from "./predict-error.ts";
export {
  type AnyFit,
  type AnyLaw,
  type LawRow,
  laws,
  type ReadLawOptions,
  readLaw,
  writeLaw,
} from "./save.ts";
export { type Outlier, outlier, scatterOverErrors } from "./scatter.ts";
export { symbolOf } from "./show.ts";
export { extrapolation, type Range, type Support, support } from "./support.ts";
export type { ResampleOptions } from "./testbed/bootstrap.ts";
export {
  type BetterThanStar,
  betterThanStar,
  exponentsByRatio,
  heatmapPercents,
  percentByModel,
  starPercents,
} from "./testbed/by-name.ts";
export { type CompareLawsOptions, compareLaws, type LawComparison } from "./testbed/compare-laws.ts";
export {
  type ErrorPanel,
  type ErrorSeries,
  errorByLoss,
  errorByLossPerTask,
  type TaskPanel,
} from "./testbed/error-by-loss.ts";
export {
  type ErrorHeatmaps,
  errorHeatmaps,
  type HeatmapCell,
  type HeatmapFigure,
  type HeatmapPanel,
} from "./testbed/error-heatmaps.ts";
export {
  type DefaultFits,
  type DownstreamFit,
  type FitDefaultsOptions,
  fitDefaults,
  type OverTrainingFit,
} from "./testbed/fit-defaults.ts";
export { fitEachTask, type TaskFit, type TaskFits } from "./testbed/fit-each-task.ts";
export {
  type FitWindow,
  type FitWindowOptions,
  type FitWindowPanel,
  type FitWindowPoint,
  fitWindow,
} from "./testbed/fit-window.ts";
export {
  type GridArchitecture,
  type GridCurve,
  type GridSearch,
  type GridSearchOptions,
  type GridTarget,
  gridArchitectures,
  gridSearch,
  type PlacedRun,
  type SelectedRun,
} from "./testbed/grid-search.ts";
export {
  type ExponentLine,
  type ExponentPoint,
  exponents,
  type LossByRatioOptions,
  lossByRatio,
  type RatioPanel,
  type RatioSeries,
} from "./testbed/loss-by-ratio.ts";
export {
  type MeasuredModel,
  type MeasuredOptions,
  type ModelTestbed,
  measuredModels,
  type TaskChoice,
} from "./testbed/measured.ts";
export {
  type ExtrapolationPoint,
  type LossLine,
  type OverTrainingExtrapolation,
  overTrainingExtrapolation,
} from "./testbed/over-training-extrapolation.ts";
export { type PredictedModel, type PredictModelsOptions, predictModels } from "./testbed/predict-models.ts";
export { type PredictionRow, predictionRows } from "./testbed/prediction-rows.ts";
export {
  defaultCells,
  largestCell,
  lossInDistribution,
  lossLabels,
  type ModelCell,
  tasksAboveChance,
  trainSetLabels,
} from "./testbed/published.ts";
export {
  type FitRow,
  type FitTableOptions,
  fitTable,
  type SingleTaskOptions,
  type SingleTaskRow,
  singleTaskErrors,
} from "./testbed/published-tables.ts";
export { type RankAgreement, type RankAgreementOptions, rankAgreement } from "./testbed/rank-agreement.ts";
export {
  type SelectTasksOptions,
  selectTasks,
  type TaskGain,
  type ThresholdRow,
  thresholdSweep,
} from "./testbed/select-tasks.ts";
export {
  type CurveAxis,
  type TrainingCurve,
  type TrainingCurvesOptions,
  trainingCurves,
} from "./training-curves.ts";
export { type Bootstrap, type BootstrapOptions, bootstrap, type Resample } from "./uncertainty/bootstrap.ts";
export { type Covariance, covariance } from "./uncertainty/covariance.ts";
export type { Covers, Interval, IntervalMethod } from "./uncertainty/interval.ts";
export { type OptimalRatio, optimalRatioInterval } from "./uncertainty/optimal-ratio.ts";
export { type IntervalOptions, type PredictedValue, predictWithInterval } from "./uncertainty/predict.ts";
export {
  type PredictionProfileOptions,
  type ProfileOptions,
  profile,
  profilePrediction,
} from "./uncertainty/profile.ts";
export {
  type UncertaintyOptions,
  type UncertaintyRow,
  uncertaintyRows,
} from "./uncertainty/uncertainty-rows.ts";
