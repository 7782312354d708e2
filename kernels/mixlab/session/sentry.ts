import { Script } from "node:vm";
import { parentPort } from "node:worker_threads";

/*
 * Waits for SIGINT on a thread of its own. Node delivers signals to the main thread's event loop, which a busy cell
 * never reaches; a script run with `breakOnSigint` is ended by the signal on any thread. Such scripts are nested, so
 * that one is always active: with none, Node restores the default action, which ends the process.
 */
const depth = 12;
const never = new Int32Array(new SharedArrayBuffer(4));
const wait = Symbol.for("mixlab.sentry");

function watch(level: number): void {
  const script = new Script(`globalThis[Symbol.for("mixlab.sentry")]()`);
  for (;;)
    try {
      Reflect.set(globalThis, wait, () => (level === 0 ? Atomics.wait(never, 0, 0) : watch(level - 1)));
      script.runInThisContext({ breakOnSigint: true });
    } catch {
      parentPort!.postMessage("interrupt");
    }
}

watch(depth);
