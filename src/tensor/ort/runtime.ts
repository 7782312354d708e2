import type { InferenceSession, Tensor } from "onnxruntime-node";
import { sizeOf } from "../host.ts";
import { firstLine, MissingEngine } from "../missing.ts";
import type { DataType, EngineName, HostData, TensorSpec } from "../types.ts";

/** onnxruntime-node, loaded. */
export type Runtime = typeof import("onnxruntime-node");

/** Parts of onnxruntime that compute. */
export type Provider = "cpu" | "webgpu";

/** Name of the engine that a provider is. */
export const engineOf = (provider: Provider): EngineName => (provider === "cpu" ? "onnx" : "webgpu");

/** Loads onnxruntime-node, or says why it cannot be loaded. */
export async function loadRuntime(provider: Provider): Promise<Runtime> {
  const engine = engineOf(provider);
  const runtime = await import("onnxruntime-node").catch((cause: unknown) => {
    const reason = `onnxruntime-node cannot be loaded (${firstLine(cause)})`;
    const remedy = "npm ci, on Linux or Windows (x64, arm64) or macOS (arm64); or another engine, e.g. wasm";
    throw new MissingEngine(engine, reason, remedy, { cause });
  });
  const offered = runtime.listSupportedBackends().map(({ name }) => name);
  if (!offered.includes(provider)) {
    const reason = `onnxruntime-node has no provider ${provider} on this platform, only ${offered.join(", ")}`;
    throw new MissingEngine(engine, reason, "another engine, e.g. onnx");
  }
  return runtime;
}

/** The settings of every session; each was measured on a training step (LOG.md). */
export function sessionOptions(
  provider: Provider,
  threads: number | undefined,
  preferredOutputLocation?: InferenceSession.SessionOptions["preferredOutputLocation"],
): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    executionMode: "sequential",
    interOpNumThreads: 1,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    graphOptimizationLevel: "all",
    // A pattern would be held beside the arena: as fast, and 1.7 GB more at RegMix's 1M shape.
    enableMemPattern: false,
    logSeverityLevel: 4,
    // Smaller last pieces of a parallel loop, so that a thread that was held up does not hold up the other.
    extra: { session: { dynamic_block_base: "4" } },
    ...(preferredOutputLocation === undefined ? {} : { preferredOutputLocation }),
  };
}

/** Numbers as a tensor of onnxruntime, over the same memory. */
export function tensorOf(runtime: Runtime, { shape, dtype }: TensorSpec, data: HostData): Tensor {
  if (data instanceof Float32Array) return new runtime.Tensor("float32", data, shape);
  if (data instanceof Int32Array) return new runtime.Tensor("int32", data, shape);
  return new runtime.Tensor(dtype as "bool", data, shape);
}

/** Room for as many numbers as a shape holds. */
export function emptyData({ shape, dtype }: TensorSpec): HostData {
  const size = sizeOf(shape);
  return new arrays[dtype](size);
}

/** The numbers of a tensor that lies on the host. */
export function dataOf(tensor: Tensor): HostData {
  return tensor.data as HostData;
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const satisfies Record<
  DataType,
  unknown
>;
