import type { PublishedType } from "../bridge.ts";
import type { JsonObject } from "../wire/index.ts";
import { type Bundle, bundleOf, plain, toBundle } from "./bundle.ts";

/** How a display is shown. */
export interface DisplayOptions {
  /** Names the display, so that it can be changed later. */
  readonly displayId?: string;
  /** Changes the displays of that name instead of adding one. */
  readonly update?: boolean;
  /** Fields that front ends read and do not store. */
  readonly transient?: JsonObject;
}

/** What libraries find at `globalThis[Symbol.for("Jupyter.kernel")]`, so that they need not import the kernel. */
export interface KernelHook {
  /** Shows data by MIME type in the cell that caused the call. */
  display(bundle: object, options?: DisplayOptions): void;
  /** Clears the outputs of that cell; with `wait`, when the next output comes. */
  clear(wait?: boolean): void;
  /** Aborted when the cell that runs now is interrupted; work that goes on by itself asks for it when it starts. */
  readonly signal: AbortSignal;
}

type Publish = (type: PublishedType, content: JsonObject) => void;

/** Gives cells `display` and `clearOutput`, and libraries the kernel's hook. */
export function installDisplay(publish: Publish, signal: () => AbortSignal): void {
  const show = (
    { data, metadata }: Bundle,
    { displayId, update = false, transient = {} }: DisplayOptions = {},
  ): void => {
    if (update && displayId === undefined)
      throw new TypeError(
        'display: an update must name its display, got no displayId. Pass { displayId: "…", update: true }',
      );
    publish(update ? "update_display_data" : "display_data", {
      data,
      metadata,
      transient: { ...plain(transient), ...(displayId === undefined ? {} : { display_id: displayId }) },
    });
  };
  const hook: KernelHook = {
    display: (bundle, options) => show(toBundle(bundle), options),
    clear: (wait = false) => publish("clear_output", { wait }),
    get signal() {
      return signal();
    },
  };
  const define = (name: string | symbol, value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  };
  define(Symbol.for("Jupyter.kernel"), Object.freeze(hook));
  define("clearOutput", hook.clear);
  define("display", (value: unknown, options?: DisplayOptions): void | Promise<void> => {
    const bundle = bundleOf(value);
    if (!(bundle instanceof Promise)) return show(bundle, options);
    return bundle.then((ready) => show(ready, options));
  });
}
