import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { Job } from "./types.ts";

/** How a process ended. */
export interface Ending {
  readonly exitCode?: number;
  readonly signal?: string;
  /** Why it could not be started. */
  readonly failure?: Error;
}

/** A job's process. */
export interface Child {
  readonly pid: number | undefined;
  readonly ended: Promise<Ending>;
  /** Sends a signal to the process and to those it started. */
  send(signal: NodeJS.Signals): void;
}

/** Longest line that is passed on whole; the rest of a longer one is dropped. */
const longestLine = 65_536;

/**
 * Starts a job.
 *
 * It leads a process group of its own, so that Ctrl-C reaches it once, through its parent, and not a second time from
 * the terminal, which training takes as the wish to stop without saving.
 */
export function startChild(
  { command, args, folder, environment }: Job,
  threads: number,
  onLine: (stream: "out" | "error", text: string) => void,
): Child {
  const own = process.platform !== "win32";
  const limits = { MIXLAB_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  const child = spawn(command, args, {
    ...(folder === undefined ? {} : { cwd: folder }),
    env: { ...process.env, ...limits, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: own,
    windowsHide: true,
  });
  readLines(child.stdout, (text) => onLine("out", text));
  readLines(child.stderr, (text) => onLine("error", text));
  const send = (signal: NodeJS.Signals) => sendSignal(child, signal, own);
  // Whatever it started and left behind would hold its pipes open.
  child.once("exit", () => send("SIGKILL"));
  const ended = new Promise<Ending>((resolve) => {
    child.once("error", (failure) => resolve({ failure }));
    child.once("close", (code, signal) =>
      resolve({ ...(code === null ? {} : { exitCode: code }), ...(signal === null ? {} : { signal }) }),
    );
  });
  return { pid: child.pid, ended, send };
}

function sendSignal(child: ChildProcess, signal: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(group ? -child.pid : child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Cuts a stream into lines; a carriage return ends one too, as progress bars write it. */
function readLines(stream: Readable, onLine: (text: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (piece: string) => {
    const lines = (rest + piece).split(/\r?\n|\r(?!$)/);
    rest = lines.pop()!.slice(0, longestLine);
    for (const line of lines) if (line !== "") onLine(line.slice(0, longestLine));
  });
  stream.on("end", () => {
    if (rest.trim() !== "") onLine(rest.trimEnd());
  });
}
