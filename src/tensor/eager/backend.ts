import * as tf from "@tensorflow/tfjs-core";

/** A tfjs backend that steps can run on. */
export interface Backend {
  /** Name under which tfjs-core knows it. */
  readonly name: string;
  readonly instance: tf.KernelBackend;
  /** For people: package, version, threads. */
  readonly description: string;
}

/** Behind all others, so that tfjs never picks it of its own accord. */
const lastResort = -1;

/** Makes a backend of ours known to tfjs-core, with the kernels of another backend except those given anew. */
export function registerOwn(
  name: string,
  instance: tf.KernelBackend,
  kernelsOf: string,
  kernels: Readonly<Record<string, tf.KernelFunc>>,
): void {
  for (const kernel of tf.getKernelsForBackend(kernelsOf)) {
    const kernelFunc = kernels[kernel.kernelName] ?? kernel.kernelFunc;
    tf.registerKernel({ ...kernel, kernelFunc, backendName: name });
  }
  for (const [kernelName, kernelFunc] of Object.entries(kernels))
    if (tf.getKernel(kernelName, name) === undefined)
      tf.registerKernel({ kernelName, kernelFunc, backendName: name });
  tf.registerBackend(name, () => instance, lastResort);
}

/** Puts a backend that an import has made known behind those the caller had, so that its default stays what it was. */
export function putLast(name: string): void {
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory, lastResort);
}

/** Whether tfjs-core knows a backend by this name. */
export const isRegistered = (name: string): boolean => tf.engine().backendNames().includes(name);

/** A backend that is set and taken away again where none was set before. */
class NoBackend extends tf.KernelBackend {
  override dispose(): void {}
}

/**
 * Calls `work` with a backend as tfjs-core's current one and puts the caller's back, or none where there was none.
 *
 * `work` must not return a promise: what runs in between would find the wrong backend.
 */
export function withBackend<Result>(name: string, work: () => Result): Result {
  const before = tf.getBackend() as string | null | undefined;
  if (before === name) return work();
  // Settled at once, since both backends exist; the promise only says so later.
  void tf.setBackend(name);
  try {
    return work();
  } finally {
    restore(before);
  }
}

/** Makes a backend current again; null and undefined stand for none. */
export function restore(before: string | null | undefined): void {
  if (before === (tf.getBackend() as string | null | undefined)) return;
  if (before !== null && before !== undefined) {
    void tf.setBackend(before);
    return;
  }
  const none = "mixlab-none";
  tf.registerBackend(none, () => new NoBackend(), lastResort);
  void tf.setBackend(none);
  tf.removeBackend(none);
}

/** Waits for a backend that the caller is setting just now, since tfjs-core computes nothing meanwhile. */
export async function settled(): Promise<void> {
  await Reflect.get(tf.engine(), "pendingBackendInit");
}
