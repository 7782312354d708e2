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
