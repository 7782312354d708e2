export { type CompiledStep, type CompileStepOptions, compile } from "./compile.ts";
export { type ListEnginesOptions, listEngines, tryEngine } from "./engines.ts";
export { MissingEngine } from "./missing.ts";
export { openEngine } from "./open.ts";
export type {
  CompileOptions,
  DataType,
  Engine,
  EngineName,
  EngineOptions,
  EngineReport,
  HostData,
  HostTensor,
  Program,
  Step,
  StepResult,
  TensorSpec,
  Tensors,
  Variables,
} from "./types.ts";
