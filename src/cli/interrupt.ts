/** A signal that Ctrl-C, or the end of a job's time, aborts once; the second time the process ends. */
export function interruptible(what: string): {
  readonly signal: AbortSignal;
  /** Exit status of a process that was asked to end. */
  status(): number;
  release(): void;
} {
  const stop = new AbortController();
  let status = 1;
  const listen = (name: NodeJS.Signals) => {
    const before = status;
    status = name === "SIGINT" ? 130 : 143;
    if (stop.signal.aborted) process.exit(before);
    console.error(`${name}: ${what}`);
    stop.abort();
  };
  process.on("SIGINT", listen);
  process.on("SIGTERM", listen);
  return {
    signal: stop.signal,
    status: () => status,
    release() {
      process.off("SIGINT", listen);
      process.off("SIGTERM", listen);
    },
  };
}
