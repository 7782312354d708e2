import process from "node:process";
import { interruptHook, interruptStates } from "../bridge.ts";

const unwinding = Symbol("unwinding");
const patienceMilliseconds = 500;
const framesOfTheHook = 2;
/** Frames below the hook that are looked at. */
const framesSeen = 12;

/** Node's own files that push onto the stack of asynchronous contexts. */
const isDelicate = (file: string | null | undefined): boolean =>
  /^node:(?:async_hooks|internal\/(?:async_hooks|promise_hooks|timers|process\/task_queues|process\/promises|callback_trampoline))/.test(
    file ?? "",
  );

/** Native code that takes an exception of the functions it calls for the end of the process. */
const isNative = (file: string | null | undefined): boolean => /[\\/]onnxruntime-/.test(file ?? "");

/**
 * Installs the main thread's half of an interrupt; session/interrupter.ts is the other. It runs inside whatever is busy.
 *
 * Where a library tracks asynchronous contexts, Node before 24 keeps them on a stack that a termination leaves
 * unbalanced, upon which it aborts the process. The handler of uncaught exceptions empties that stack, so it is called
 * with a marker first. Code that was about to push would still do so, since the termination takes effect a moment
 * later: there the hook asks to be called again. What is left: before Node 24, with such a library in use, a loop of
 * awaits that are all settled at once may still take the process down.
 */
export function installInterruptHook(
  state: Int32Array,
  { isProtected }: { readonly isProtected: () => boolean },
): void {
  const hook = (): void => {
    const files = isProtected() ? [] : interruptedFiles();
    if (files.length === 0 || isDelicate(files[0]) || files.some(isNative)) {
      Atomics.store(state, 0, files.length === 0 ? interruptStates.idle : interruptStates.again);
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
export function catchStrayErrors(show: (error: unknown, promise?: Promise<unknown>) => void): void {
  process.setUncaughtExceptionCaptureCallback((error: unknown) => {
    if (error !== unwinding) show(error);
  });
  process.on("unhandledRejection", show);
}

/** Gives the files of the frames below the hook: what it interrupts, top first; empty if the thread was idle. */
function interruptedFiles(): (string | null | undefined)[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = framesOfTheHook + framesSeen;
    Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName());
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, interruptedFiles);
    return (holder.stack as (string | null | undefined)[]).slice(framesOfTheHook);
  } finally {
    if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
