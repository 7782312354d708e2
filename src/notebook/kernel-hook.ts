/** Shows data by MIME type under a name, or changes what stands there. */
export type Display = (
  bundle: Readonly<Record<string, unknown>>,
  options: { readonly displayId: string; readonly update: boolean },
) => void;

const hook = (): Record<string, unknown> =>
  Object((globalThis as Record<symbol, unknown>)[Symbol.for("Jupyter.kernel")]) as Record<string, unknown>;

/** The display of the notebook kernel this runs in, if it runs in one that offers it. */
export function kernelDisplay(): Display | undefined {
  const kernel = hook();
  const { display } = kernel;
  return typeof display === "function"
    ? (bundle, options) => void display.call(kernel, bundle, options)
    : undefined;
}

/** Aborted when the running cell is interrupted; undefined outside a kernel that says so. */
export function cellSignal(): AbortSignal | undefined {
  const { signal } = hook();
  return signal instanceof AbortSignal ? signal : undefined;
}
