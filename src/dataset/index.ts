export { card, type ModelCard, modelName } from "./card.ts";
export { type DownloadOptions, type DownloadProgress, download, sha256 } from "./download.ts";
export { type FilesOptions, fetchDataset, isAvailable, resolveFiles } from "./fetch.ts";
export { type NamedText, readFolder, readText, writeWhole } from "./files.ts";
export { datasetEntry, type PublicDataset, type PublicFile, readManifest } from "./manifest.ts";
export { type OwnRun, type OwnRuns, ownRuns } from "./own-runs.ts";
export { defaultPlaces, type Places, packageFolder, packageVersion } from "./places.ts";
export { regmixPrior } from "./prior.ts";
export {
  type RegmixProxies,
  type RegmixRuns,
  type RegmixScale,
  regmix,
  regmixMixtures,
} from "./regmix.ts";
export { type ResolveOptions, resolveFile } from "./resolve.ts";
export { assembleTestbed, type TestbedTexts } from "./scaling/assemble.ts";
export { type ModelPlace, modelAt, modelsOf } from "./scaling/find-models.ts";
export { type ModelTableOptions, modelTable } from "./scaling/model-table.ts";
export { parseEvaluation } from "./scaling/parse-evaluation.ts";
export { parseGrid } from "./scaling/parse-grid.ts";
export { parseModel } from "./scaling/parse-model.ts";
export { parseTasks } from "./scaling/parse-tasks.ts";
export { scaling, scalingOf } from "./scaling/scaling.ts";
export {
  type GridRun,
  type Interval,
  type LossName,
  lossNames,
  type MeasuredLoss,
  type ModelSettings,
  type ModelSize,
  modelSizes,
  type ScalingModel,
  type ScalingTask,
  type ScalingTestbed,
  type TrainSet,
  trainSets,
} from "./scaling/types.ts";
export { readNumericCsv, readSwarm, type SwarmOptions, swarmOfTables } from "./swarm-files.ts";
export { parseTrainingLog, type TrainingLog, trainingLog, trainingLogs } from "./training-log.ts";
