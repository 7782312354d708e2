export { card, type ModelCard, modelName } from "./card.ts";
export { type DownloadOptions, type DownloadProgress, download, sha256 } from "./download.ts";
export { type NamedText, readFolder, readText, writeWhole } from "./files.ts";
export { datasetEntry, type PublicDataset, type PublicFile, readManifest } from "./manifest.ts";
export { defaultPlaces, type Places, packageFolder, packageVersion } from "./places.ts";
export { regmixPrior } from "./prior.ts";
export {
  fetchDataset,
  isAvailable,
  type RegmixProxies,
  type RegmixRuns,
  type RegmixScale,
  regmix,
  regmixMixtures,
} from "./regmix.ts";
export { type ResolveOptions, resolveFile } from "./resolve.ts";
export { readNumericCsv, readSwarm, type SwarmOptions, swarmOfTables } from "./swarm-files.ts";
