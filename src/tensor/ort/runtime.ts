import type { InferenceSession, Tensor } from "onnxruntime-node";
import { shown } from "../../table/index.ts";
import { sizeOf } from "../host.ts";
import type { DataType, HostData, TensorSpec } from "../types.ts";

/** onnxruntime-node, loaded. */
export type Runtime = typeof import("onnxruntime-node");

/** Parts of onnxruntime that compute. */
export type Provider = "cpu" | "webgpu";

/** Loads onnxruntime-node, or says why it cannot be loaded. */
export async function loadRuntime(provider: Provider): Promise<Runtime> {
  const runtime = await import("onnxruntime-node").catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : cause;
    throw new Error(
      `openOrtEngine: onnxruntime-node must be installed with its library for this platform, got ${shown(why)}. ` +
        "Run npm ci; it serves Linux and Windows on x64 and arm64, and macOS on arm64. " +
        'Elsewhere choose another engine, e.g. engine: "wasm".',
      { cause },
    );
  });
  const offered = runtime.listSupportedBackends().map(({ name }) => name);
  if (!offered.includes(provider))
    throw new RangeError(
      `openOrtEngine: provider must be one that onnxruntime-node has on this platform (${offered.join(", ")}), ` +
        `got ${shown(provider)}.`,
    );
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
