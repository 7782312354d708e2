import * as tf from "@tensorflow/tfjs-core";
import { backendName, type TraceBackend } from "./backend.ts";
import { framesKept, rememberCaller } from "./caller.ts";
import { kernels } from "./kernels/all.ts";
import type { Kernel } from "./kernels/kernel.ts";
import { randomNumbers, refused, StepError, unknownKernel } from "./messages.ts";

const randomKernels: Readonly<Record<string, string>> = { Multinomial: "multinomial" };

/** Runs a kernel between tfjs's tensors and the recorder's. */
function adapt(name: string, kernel: Kernel): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const trace = backend as TraceBackend;
    const caller = rememberCaller();
    const given = Object.entries(inputs).filter(([, info]) => info !== undefined && info !== null);
    trace.record.graph.origin = { kernel: name, caller };
    try {
      const traced = given.map(([key, info]) => [key, trace.find(info as tf.TensorInfo)] as const);
      const result = kernel({
        record: trace.record,
        inputs: Object.fromEntries(traced),
        list: traced.map(([, tensor]) => tensor),
        attributes: attrs ?? {},
      });
      return Array.isArray(result) ? result.map((one) => trace.hold(one)) : trace.hold(result as never);
    } catch (error) {
      if (error instanceof StepError) throw error;
      throw refused(trace.stepName, error instanceof Error ? error.message : String(error), caller(), error);
    }
  };
}

function refuse(name: string): tf.KernelFunc {
  return ({ backend }) => {
    const { stepName } = backend as TraceBackend;
    const caller = rememberCaller()();
    throw randomKernels[name] === undefined
      ? unknownKernel(stepName, name, caller)
      : randomNumbers(stepName, randomKernels[name], caller);
  };
}

let registered = false;

/** Tells tfjs, once, how the recording backend does each kernel; those it cannot do say so when they are called. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  for (const [name, kernel] of Object.entries(kernels))
    tf.registerKernel({ kernelName: name, backendName, kernelFunc: adapt(name, kernel) });
  for (const [name, value] of Object.entries(tf)) {
    if (typeof value !== "string" || value !== name || kernels[name] !== undefined) continue;
    tf.registerKernel({ kernelName: name, backendName, kernelFunc: refuse(name) });
  }
}

/**
 * Runs work with a backend as tfjs's current one, and leaves tfjs as it was, whatever happens. The work must be
 * synchronous, so that nobody else's code meets the backend.
 */
export async function withBackend<T>(backend: TraceBackend, work: () => T): Promise<T> {
  registerKernels();
  const engine = tf.engine();
  // A backend the user chose may still be opening; none is opened that the user did not choose.
  if (tf.getBackend()) await tf.ready();
  const previous = tf.getBackend();
  const limit = Error.stackTraceLimit;
  // In debug mode tfjs reads every result. The flag is set past its hook, which would print a warning.
  const flags = tf.env().getFlags();
  const { DEBUG: debug } = flags;
  if (debug) flags.DEBUG = false;
  Error.stackTraceLimit = Math.max(limit, framesKept);
  tf.registerBackend(backendName, () => backend, 0);
  try {
    void tf.setBackend(backendName);
    // The result is kept from tf.tidy, which would search it for tensors.
    let result: T | undefined;
    tf.tidy(() => {
      result = work();
    });
    return result as T;
  } finally {
    dropTape(engine);
    if (previous) void tf.setBackend(previous);
    tf.removeBackend(backendName);
    Error.stackTraceLimit = limit;
    if (debug) flags.DEBUG = debug;
  }
}

/** Frees what a gradient kept that ended with an error. */
function dropTape(engine: ReturnType<typeof tf.engine>): void {
  const { state } = engine;
  if (state.gradientDepth !== 0 || !state.activeTape) return;
  for (const { saved } of state.activeTape) for (const tensor of saved ?? []) tensor.dispose();
  state.activeTape = [];
}
