import { ChildProcess } from "node:child_process";
import process from "node:process";

interface SpawnOptions {
  readonly stdio?: unknown;
}

/**
 * Brings what a child process writes to inherited streams into the notebook. The streams it would inherit are those of
 * the terminal the kernel was started from, so it gets pipes, read here.
 */
export function captureChildren(): void {
  const prototype = ChildProcess.prototype as unknown as {
    spawn(this: ChildProcess, options: SpawnOptions): unknown;
  };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const stdio = listOf(options.stdio);
    const inherited = ([1, 2] as const).filter((descriptor) => isInherited(stdio[descriptor], descriptor));
    const result = spawn.call(this, {
      ...options,
      stdio: stdio.map((entry, descriptor) => (inherited.includes(descriptor as 1 | 2) ? "pipe" : entry)),
    });
    if (inherited.includes(1)) this.stdout?.on("data", (chunk) => process.stdout.write(chunk));
    if (inherited.includes(2)) this.stderr?.on("data", (chunk) => process.stderr.write(chunk));
    return result;
  };
}

function listOf(stdio: unknown): unknown[] {
  if (Array.isArray(stdio)) return [...stdio];
  const one = stdio ?? "pipe";
  return [one, one, one];
}

function isInherited(entry: unknown, descriptor: 1 | 2): boolean {
  const own = descriptor === 1 ? process.stdout : process.stderr;
  return entry === "inherit" || entry === descriptor || entry === own;
}
