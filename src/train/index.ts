export type { ModelDescription, SpecialTokens } from "./checkpoint/configuration-json.ts";
export type { FileFacts } from "./checkpoint/disk.ts";
export {
  type LoadCheckpointOptions,
  type LoadedCheckpoint,
  loadCheckpoint,
  type NewestCheckpoint,
  newestCheckpoint,
} from "./checkpoint/load-checkpoint.ts";
export { describeModel, type LoadedModel, loadModel } from "./checkpoint/load-model.ts";
export { openSafetensors, type SafetensorsFile } from "./checkpoint/safetensors/read.ts";
export type { StoredFloat, StoredTensor, StoredType } from "./checkpoint/safetensors/types.ts";
export { type WriteOptions, writeSafetensors } from "./checkpoint/safetensors/write.ts";
export {
  type SaveCheckpointOptions,
  type SavedCheckpoint,
  saveCheckpoint,
  type TrainingCheckpoint,
} from "./checkpoint/save-checkpoint.ts";
export { type SavedModel, type SaveModelOptions, saveModel } from "./checkpoint/save-model.ts";
export type { TensorSource } from "./checkpoint/source.ts";
export type { Json, TrainingState } from "./checkpoint/state.ts";
export type { DecoderConfiguration } from "./configuration.ts";
export { type CacheSize, cachedInputs, cachedStep, emptyCache } from "./inference/cached.ts";
export {
  type Continuation,
  type DecoderModel,
  type GenerateOptions,
  type Generator,
  type GeneratorOptions,
  generate,
  openGenerator,
} from "./inference/generate.ts";
export { logitsStep } from "./inference/logits.ts";
export type { SamplingOptions } from "./inference/sample.ts";
export { type MemoryEstimate, memoryNeeded, requireMemory, type StepSize } from "./memory.ts";
export { checkConfiguration } from "./model/check-configuration.ts";
export {
  type ConfigurationName,
  configurations,
  fromScalingModel,
  type ScalingShape,
} from "./model/configurations.ts";
export {
  type InitialParametersOptions,
  type InitialScheme,
  initialParameters,
} from "./model/initial-parameters.ts";
export { type AdamWSettings, decayMatrices, stepInputs } from "./optimise/adamw.ts";
export {
  checkSchedule,
  type LearningRateOptions,
  type LearningRateSchedule,
  learningRateAt,
} from "./optimise/schedule.ts";
export {
  accumulateStep,
  applyStep,
  batchSpec,
  evaluateStep,
  gradientStep,
  type StepSettings,
  scalarSpecs,
  trainStep,
} from "./optimise/steps.ts";
export {
  type ParameterCountOptions,
  parameterCount,
  parameterSpecs,
} from "./parameters.ts";
export { parseTrainingConfig, type TrainingConfig } from "./run/config.ts";
export { type ContinueTextOptions, continueText } from "./run/continue-text.ts";
export { DivergedError } from "./run/diverged.ts";
export { exampleTrainingConfig } from "./run/example.ts";
export type { DomainLoss, TrainingRecord } from "./run/log.ts";
export type { TrainingResult } from "./run/loop.ts";
export type { PlannedAdamW, SaveEvery, TrainingPlan, TrainingTokens, ValidationTokens } from "./run/plan.ts";
export {
  type Job,
  type JobReport,
  type JobResult,
  type MergeOptions,
  mergedLines,
  type RunJobs,
  runSeveral,
  type SeveralOptions,
} from "./run/several/index.ts";
export { type TrainOptions, trainProxy } from "./run/train-proxy.ts";
export { type BatchOptions, batches } from "./tokens/batches.ts";
export {
  type ByteDomain,
  type ByteDomains,
  type ByteDomainsOptions,
  byteDomains,
} from "./tokens/byte-domains.ts";
export {
  bytesToTokens,
  byteVocabulary,
  keepByteTokens,
  tokensToText,
  writeByteTokens,
} from "./tokens/bytes.ts";
export { openTokens } from "./tokens/open.ts";
export type { BatchSource, BatchWindow, TokenFile, TokenFingerprint, TokenType } from "./tokens/types.ts";
export { type TokenHeader, writeTokens } from "./tokens/write.ts";
