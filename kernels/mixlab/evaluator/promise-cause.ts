import process from "node:process";
import timers from "node:timers";
import { promiseHooks } from "node:v8";

/** Knows which cell caused what is running, across promises, timers and callbacks. */
export interface Cause {
  /** Makes a cell the cause of everything that follows from here. */
  enter(cell: number): void;
  /** The cell that caused what is running; the newest cell where that is unknown, 0 before the first. */
  current(): number;
  /** The cell that caused an error which nothing caught; `promise` is the one it rejected, if any. */
  causeOf(error: unknown, promise?: Promise<unknown>): number;
}

type Callback = (...parts: unknown[]) => unknown;
type Scheduler = (callback: Callback, ...rest: unknown[]) => unknown;

const plainQueue = queueMicrotask;

const keep = function (this: unknown, object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/** Marks an object with a private field, which is fast and which no inspection shows. */
class Mark extends keep {
  #cell = 0;

  static set(object: object, cell: number): void {
    if (!(#cell in object)) new Mark(object);
    (object as Mark).#cell = cell;
  }

  static get(object: object): number {
    return #cell in object ? object.#cell : 0;
  }
}

/** Tracks causes through promises and timers, without the hooks of AsyncLocalStorage. */
export function trackPromises(): Cause {
  let newest = 0;
  let context = 0;
  let thrown: { readonly error: unknown; readonly cell: number } | undefined;

  promiseHooks.createHook({
    init: (promise) => Mark.set(promise, context || newest),
    before: (promise) => {
      context = Mark.get(promise);
    },
    after: () => {
      context = 0;
    },
  });

  const bind = (callback: Callback): Callback => {
    if (typeof callback !== "function") return callback;
    const cell = context || newest;
    return function (this: unknown, ...parts) {
      const outer = context;
      context = cell;
      try {
        return callback.apply(this, parts);
      } catch (error) {
        thrown = { error, cell };
        throw error;
      } finally {
        context = outer;
      }
    };
  };
  const wrap = (holder: object, name: string): void => {
    const original = Reflect.get(holder, name) as Scheduler;
    const bound: Scheduler = (callback, ...rest) => original.call(holder, bind(callback), ...rest);
    Object.defineProperties(bound, Object.getOwnPropertyDescriptors(original));
    Object.defineProperty(holder, name, { ...Object.getOwnPropertyDescriptor(holder, name), value: bound });
  };
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
    wrap(timers, name);
    Object.defineProperty(globalThis, name, {
      ...Object.getOwnPropertyDescriptor(globalThis, name),
      value: Reflect.get(timers, name),
    });
  }
  wrap(process, "nextTick");
  Object.defineProperty(globalThis, "queueMicrotask", {
    value: (callback: () => void): void => plainQueue(bind(callback) as () => void),
    writable: true,
    configurable: true,
    enumerable: true,
  });

  return {
    enter(cell) {
      newest = cell;
      context = cell;
    },
    current: () => context || newest,
    causeOf(error, promise) {
      const known = promise ? Mark.get(promise) : thrown && thrown.error === error ? thrown.cell : 0;
      return known || context || newest;
    },
  };
}
