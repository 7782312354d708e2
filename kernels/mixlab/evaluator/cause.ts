import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";
import { type Cause, trackPromises } from "./promise-cause.ts";

export type { Cause };

const firstWithFrames = 24;

/**
 * Makes the tracker of causes. From Node 24 on, AsyncLocalStorage keeps contexts in frames. Before, it rests on hooks
 * with a stack that an interrupt leaves unbalanced, upon which Node aborts the process; there promises and timers are
 * tracked by lighter means, and other callbacks count as caused by the newest cell.
 */
export function createCause(): Cause {
  if (Number.parseInt(process.versions.node, 10) < firstWithFrames) return trackPromises();
  const storage = new AsyncLocalStorage<number>();
  let newest = 0;
  const current = (): number => storage.getStore() ?? newest;
  return {
    enter(cell) {
      newest = cell;
      storage.enterWith(cell);
    },
    current,
    causeOf: current,
  };
}
