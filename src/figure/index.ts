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
export {
  type CompareMixturesOptions,
  compareMixtures,
  type Interval,
  type Shares,
} from "./regmix/compare-mixtures.ts";
export { type LossTaskHeatmap, lossTaskHeatmap } from "./regmix/loss-task-heatmap.ts";
export { type PredictedVersusTrue, predictedVersusTrue } from "./regmix/predicted-versus-true.ts";
export { roundHalfUp, roundHalfUpShort } from "./round.ts";
export type * from "./spec.ts";
export { renderSvg } from "./svg/render.ts";
export { type Table, type TableOptions, table } from "./table.ts";
export type { Cell, CellFormat, ColumnTable, Row, TableColumn, TableSource } from "./table-cell.ts";
export { type Displayable, displaySymbol, type MimeBundle } from "./types.ts";
