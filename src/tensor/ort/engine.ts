import type { InferenceSession } from "onnxruntime-node";
import { shown } from "../../table/index.ts";
import { openDevice } from "./device.ts";
import type { Sessions } from "./program.ts";
import { loadRuntime, type Provider } from "./runtime.ts";

/** How `openOrtEngine` computes. */
export interface OrtEngineOptions {
  readonly provider: Provider;
  /** Threads of one run on the CPU; by default onnxruntime's choice, one a physical core. */
  readonly threads?: number;
}

/** onnxruntime-node opened on one provider, before any step is known. */
export async function openSessions({ provider, threads }: OrtEngineOptions): Promise<Sessions> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1))
    throw new RangeError(`openOrtEngine: threads must be a whole number from 1, got ${shown(threads)}.`);
  const runtime = await loadRuntime(provider);
  return {
    name: provider === "cpu" ? "onnx" : "webgpu",
    runtime,
    provider,
    threads,
    device: openDevice(runtime, provider),
    queue: oneAtATime(),
    open: new Set<InferenceSession>(),
  };
}

/** Runs tasks in the order they come; one that fails does not hold up the next. */
function oneAtATime(): Sessions["queue"] {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}
