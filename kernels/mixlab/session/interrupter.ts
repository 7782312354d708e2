import { Session } from "node:inspector";
import { interruptHook, interruptStates } from "../bridge.ts";

/** Ends whatever the main thread is running, and only that. */
export interface Interrupter {
  /** Resolves once nothing runs; tells whether something was ended. */
  interrupt(): Promise<boolean>;
  close(): void;
}

const patienceMilliseconds = 2000;

/**
 * Opens an inspector session onto the main thread. A termination that meets an idle thread would end the next callback
 * instead, so the threads first agree: the hook runs inside the busy code, reports `busy` and spins until the
 * termination has been posted, which the main thread then takes up before it returns to that code.
 */
export function createInterrupter(state: Int32Array): Interrupter {
  const session = new Session();
  session.connectToMainThread();
  let inProgress: Promise<boolean> | undefined;

  const post = (method: string, params: object = {}): Promise<void> =>
    new Promise((resolve) => session.post(method, params, () => resolve()));

  const attempt = async (): Promise<boolean> => {
    const deadline = Date.now() + patienceMilliseconds;
    let asked: Promise<void>;
    do {
      Atomics.store(state, 0, interruptStates.asked);
      asked = post("Runtime.evaluate", { expression: `${interruptHook}()`, silent: true });
      while (Atomics.load(state, 0) === interruptStates.asked && Date.now() < deadline) await pause(1);
    } while (Atomics.load(state, 0) === interruptStates.again && Date.now() < deadline);
    if (Atomics.load(state, 0) !== interruptStates.busy) return false;
    const ended = post("Runtime.terminateExecution");
    Atomics.store(state, 0, interruptStates.posted);
    await Promise.race([Promise.all([asked, ended]), pause(patienceMilliseconds)]);
    return true;
  };

  return {
    interrupt() {
      inProgress ??= attempt().finally(() => {
        inProgress = undefined;
      });
      return inProgress;
    },
    close: () => session.disconnect(),
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
