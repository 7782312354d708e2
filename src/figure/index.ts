export type { FigureWords } from "./compose.ts";
export { type Figure, figureSvg, figureText, showable } from "./figure.ts";
export { domainLabel } from "./labels.ts";
export {
  carriesPlotly,
  type PlotlyLibrary,
  plotlyLoader,
  plotlyMarker,
  plotlyScript,
  withoutPlotly,
} from "./plotly-library.ts";
export { type CoefficientHeatmap, coefficientHeatmap } from "./regmix/coefficient-heatmap.ts";
export {
  type CompareMixturesOptions,
  compareMixtures,
  type Interval,
  type Shares,
} from "./regmix/compare-mixtures.ts";
export { type CorrelationRow, correlationTable } from "./regmix/correlation-table.ts";
export { type LossTaskHeatmap, lossTaskHeatmap } from "./regmix/loss-task-heatmap.ts";
export { type MixtureSimplex, mixtureSimplex } from "./regmix/mixture-simplex.ts";
export {
  type OwnWeightOptions,
  ownWeightVersusLoss,
  type WeightAndLoss,
} from "./regmix/own-weight-versus-loss.ts";
export { type PredictedBestModel, predictedBestModel } from "./regmix/predicted-best-model.ts";
export { type PredictedVersusTrue, predictedVersusTrue } from "./regmix/predicted-versus-true.ts";
export { type ProxyCountPoint, proxyCount } from "./regmix/proxy-count.ts";
export { type PublishedAverage, publishedAverages } from "./regmix/published-averages.ts";
export { type RankInvarianceOptions, type RankPair, rankInvariance } from "./regmix/rank-invariance.ts";
export { type RankPredictionRow, rankPredictionTable } from "./regmix/rank-prediction-table.ts";
export { type RecommendationRow, recommendationTable } from "./regmix/recommendation-table.ts";
export { type ScoreSpreadOptions, type ScoreSpreadRow, scoreSpread } from "./regmix/score-spread.ts";
export { scoreSpreadStrip } from "./regmix/score-spread-strip.ts";
export { type ShapBeeswarm, shapBeeswarm } from "./regmix/shap-beeswarm.ts";
export { type ShapSummary, shapSummary } from "./regmix/shap-summary.ts";
export { type SimulatedLosses, simulatedLosses } from "./regmix/simulated-losses.ts";
export { type WeightHistogram, weightDistributions } from "./regmix/weight-distributions.ts";
export { roundHalfUp, roundHalfUpShort } from "./round.ts";
export { type ArchitectureRow, architectureTable } from "./scaling/architecture-table.ts";
export { type ErrorByLossOptions, errorByLoss } from "./scaling/error-by-loss.ts";
export {
  errorByLossPerTask,
  type TaskPanel,
  type TaskPanelsOptions,
  type TaskSeries,
} from "./scaling/error-by-loss-per-task.ts";
export {
  type ErrorCell,
  type ErrorPanel,
  type RelativeErrorHeatmaps,
  relativeErrorHeatmaps,
} from "./scaling/error-heatmaps.ts";
export type { ErrorLossPanel, ErrorSeries } from "./scaling/error-panel.ts";
export { type ExponentLine, type ExponentPoint, exponents } from "./scaling/exponents.ts";
export { type FitParameter, type FitParameters, fitParametersTable } from "./scaling/fit-parameters-table.ts";
export {
  type FitWindow,
  type FitWindowOptions,
  type FitWindowPanel,
  type FitWindowPoint,
  fitWindow,
} from "./scaling/fit-window.ts";
export type { GridCurve, GridMark, GridRun } from "./scaling/grid-records.ts";
export { type GridSearch, type GridSearchOptions, gridSearch } from "./scaling/grid-search.ts";
export {
  type InclusionThresholdOptions,
  type InclusionThresholdPoint,
  inclusionThreshold,
} from "./scaling/inclusion-threshold.ts";
export type { LossLine } from "./scaling/law-lines.ts";
export {
  type LossByRatioOptions,
  lossByRatio,
  type RatioPanel,
  type RatioSeries,
} from "./scaling/loss-by-ratio.ts";
export type { PointRole } from "./scaling/model-points.ts";
export {
  type ErrorPoint,
  type ExtrapolationOptions,
  type LossPoint,
  type OverTrainingExtrapolation,
  overTrainingExtrapolation,
} from "./scaling/over-training-extrapolation.ts";
export type { PlanChoice, PlanCurve } from "./scaling/plan-parts.ts";
export {
  type SingleTaskError,
  type SingleTaskOptions,
  singleTaskErrors,
} from "./scaling/single-task-errors.ts";
export { type TaskRow, taskTable } from "./scaling/task-table.ts";
export { trainSetLabel } from "./scaling/train-sets.ts";
export { type TrainingCurvesOptions, type TrainingRun, trainingCurves } from "./scaling/training-curves.ts";
export {
  type TrainingPlan,
  type TrainingPlanOptions,
  trainingPlan,
} from "./scaling/training-plan.ts";
export {
  type ParameterInterval,
  type ParameterUncertainty,
  uncertaintyTable,
} from "./scaling/uncertainty-table.ts";
export type * from "./spec.ts";
export { renderSvg } from "./svg/render.ts";
export { type Table, type TableOptions, table } from "./table.ts";
export type { Cell, CellFormat, ColumnTable, Row, TableColumn, TableSource } from "./table-cell.ts";
export { type Displayable, displaySymbol, type MimeBundle } from "./types.ts";
