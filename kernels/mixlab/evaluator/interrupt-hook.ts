import process from "node:process";
import { interruptHook, interruptStates } from "../bridge.ts";

const unwinding = Symbol("unwinding");
const patienceMilliseconds = 500;
const framesOfTheHook = 2;

/**
 * Installs the main thread's half of an interrupt; session/interrupter.ts is the other. It runs inside whatever is busy.
 *
 * Node 20 tracks asynchronous contexts on a stack that a termination leaves unbalanced, upon which it aborts the
 * process. The handler of uncaught exceptions empties that stack, so it is called with a marker first.
 */
export function installInterruptHook(
  state: Int32Array,
  { isProtected }: { readonly isProtected: () => boolean },
): void {
  const hook = (): void => {
    if (isProtected() || callDepth() <= framesOfTheHook) {
      Atomics.store(state, 0, interruptStates.idle);
      return;
    }
    (process as { _fatalException?: (error: unknown) => void })._fatalException?.(unwinding);
    Atomics.store(state, 0, interruptStates.busy);
    const deadline = Date.now() + patienceMilliseconds;
    while (Atomics.load(state, 0) === interruptStates.busy && Date.now() < deadline);
    // Past the deadline the other half must not post any more.
    Atomics.compareExchange(state, 0, interruptStates.busy, interruptStates.idle);
  };
  Object.defineProperty(globalThis, interruptHook, { value: hook });
}

/** Catches every exception that nothing else caught, for the life of the process. */
export function catchStrayErrors(show: (error: unknown) => void): void {
  process.setUncaughtExceptionCaptureCallback((error: unknown) => {
    if (error !== unwinding) show(error);
  });
  process.on("unhandledRejection", show);
}

function callDepth(): number {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = framesOfTheHook + 2;
    Error.prepareStackTrace = (_, sites) => sites.length;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, callDepth);
    return Number(holder.stack);
  } finally {
    if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
