import type { Tensor } from "@tensorflow/tfjs-core";

/** Types of numbers that a compiled step may hold. */
export type DataType = "float32" | "int32" | "bool";

/** Numbers of a tensor on the host; `bool` is one byte a value, 0 or 1. */
export type HostData = Float32Array | Int32Array | Uint8Array;

/** What a tensor looks like before it has numbers. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** A tensor on the host: row-major numbers with their shape. */
export interface HostTensor extends TensorSpec {
  readonly data: HostData;
}

/** Tensors by name, as a step in plain tfjs-core sees them. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** What a step returns: what the caller reads, and the next value of each variable it changes. */
export interface StepResult {
  readonly outputs: Tensors;
  readonly variables?: Tensors;
}

/**
 * One step in plain tfjs-core: variables and inputs in, outputs and new variables out. It is called once where it is
 * compiled and at every run where it is not, so it must not depend on anything but its arguments.
 */
export type Step = (variables: Tensors, inputs: Tensors) => StepResult;

/** Places a step can run. `onnx` and `webgpu` compile it; the others are tfjs backends that run it op by op. */
export type EngineName = "onnx" | "webgpu" | "tfjs-node-gpu" | "tfjs-node" | "wasm" | "cpu";

/** Tensors that outlive a run and that programs read and change; they stay where the engine computes. */
export interface Variables {
  readonly specs: Readonly<Record<string, TensorSpec>>;
  /** Copies of the values as they stand, all or those named. */
  read(names?: readonly string[]): Promise<Readonly<Record<string, HostTensor>>>;
  /** Replaces values; shapes and dtypes must be those of `specs`. */
  write(values: Readonly<Record<string, HostTensor>>): Promise<void>;
  release(): void;
}

/** A step made ready for one engine and for fixed shapes. */
export interface Program {
  readonly engine: EngineName;
  /** Size of what was compiled; absent where nothing is. */
  readonly graph?: { readonly nodes: number; readonly bytes: number; readonly seconds: number };
  /**
   * Runs the step once. The variables it returns take their new values; the outputs come back to the host.
   * One run at a time: a second call before the first has ended waits for it.
   */
  run(inputs: Readonly<Record<string, HostTensor | HostData>>): Promise<Readonly<Record<string, HostTensor>>>;
  release(): Promise<void>;
}

/** What `Engine.compile` needs beside the step. */
export interface CompileOptions {
  /** Sets of variables the step reads or changes; no name may occur twice. */
  readonly variables?: readonly Variables[];
  readonly inputs?: Readonly<Record<string, TensorSpec>>;
  /** Name of the step in messages. */
  readonly name?: string;
}

/** A place that computes, opened. */
export interface Engine {
  readonly name: EngineName;
  /** For people: provider, version, threads or device. */
  readonly description: string;
  variables(initial: Readonly<Record<string, HostTensor>>): Variables;
  compile(step: Step, options?: CompileOptions): Promise<Program>;
  close(): Promise<void>;
}

/** How an engine is chosen. */
export interface EngineOptions {
  /** "auto" takes the first that works of those that need no further download. */
  readonly engine?: EngineName | "auto";
  /** Threads of one step, by default one a core; used by `onnx`. */
  readonly threads?: number;
}

/** What `listEngines` says of one engine on this machine. */
export interface EngineReport {
  readonly engine: EngineName;
  readonly available: boolean;
  /** Version of the package that runs it, where it is installed. */
  readonly version?: string;
  /** What it runs on, or why it cannot run here. */
  readonly reason: string;
  /** The command or setting that would make it available. */
  readonly remedy?: string;
}
