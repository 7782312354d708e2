import { coreCount } from "../../../parallel/index.ts";
import { shown } from "../../../table/index.ts";
import { type Child, type Ending, startChild } from "./child.ts";
import type { Job, JobReport, JobResult, RunJobs, SeveralOptions } from "./types.ts";

const keptErrors = 20;

/** A job on its way. */
interface Task {
  readonly job: Job;
  attempts: number;
  /** Not to be started before, in milliseconds of the clock that never goes back. */
  notBefore: number;
  errors: string[];
  result?: JobResult;
}

/**
 * Runs jobs as processes of this machine, several at once, and outlives any of them.
 *
 * A job that dies (an error, a signal, memory that ran out) is started again, from its last checkpoint as its command
 * sees to, up to a limit, while the others go on. Results come in the order of the jobs.
 *
 * Without a `signal` Ctrl-C and SIGTERM are heard: the jobs are asked to stop, and a second one ends all at once.
 *
 * @throws {RangeError} if two jobs share an id, or a number of the options is out of range
 * @throws what `onReport` throws, once every process has been stopped
 * @example await runSeveral(jobs, { threadsEach: 1, onReport: mergedLines(console.log) })
 */
export const runSeveral: RunJobs = async (jobs, options = {}) => {
  const interrupts = options.signal === undefined ? hearInterrupts() : undefined;
  try {
    const run = await prepare(jobs, { ...options, ...interrupts?.options });
    run.fill();
    await run.finished;
    if (run.broken !== undefined) throw run.broken.error;
    return run.results();
  } finally {
    interrupts?.close();
  }
};

/** Children lead process groups of their own, so that this process alone is told of Ctrl-C. */
function hearInterrupts(): { readonly options: { readonly signal: AbortSignal }; close(): void } {
  const controller = new AbortController();
  const hear = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signal === "SIGINT" ? 130 : 143);
    controller.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, hear);
  return {
    options: { signal: controller.signal },
    close() {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, hear);
    },
  };
}

async function prepare(jobs: readonly Job[], options: SeveralOptions): Promise<Several> {
  const { threadsEach = 1, attempts = 3, secondsBeforeRetry = 1, secondsToStop = 60 } = options;
  const whole = { threadsEach, attempts, processes: options.processes ?? 1 };
  for (const [name, value] of Object.entries(whole))
    if (!(Number.isInteger(value) && value >= 1))
      throw new RangeError(`runSeveral: ${name} must be a whole number from 1, got ${shown(value)}.`);
  const durations = { secondsBeforeRetry, secondsToStop, secondsOfSilence: options.secondsOfSilence ?? 0 };
  for (const [name, value] of Object.entries(durations))
    if (!(value >= 0))
      throw new RangeError(`runSeveral: ${name} must be a number from 0, got ${shown(value)}.`);
  const ids = new Set<string>();
  for (const { id } of jobs) {
    if (ids.has(id))
      throw new RangeError(`runSeveral: jobs must have ids that occur once, got ${shown(id)} twice.`);
    ids.add(id);
  }
  const processes = options.processes ?? Math.max(1, Math.floor((await coreCount()) / threadsEach));
  return new Several(jobs, {
    ...options,
    processes,
    threadsEach,
    attempts,
    secondsBeforeRetry,
    secondsToStop,
  });
}

type Settled = SeveralOptions &
  Required<
    Pick<SeveralOptions, "processes" | "threadsEach" | "attempts" | "secondsBeforeRetry" | "secondsToStop">
  >;

class Several {
  readonly finished: Promise<void>;
  broken: { readonly error: unknown } | undefined;
  readonly #options: Settled;
  readonly #tasks: readonly Task[];
  readonly #waiting: Task[];
  readonly #running = new Map<Task, Child>();
  #finish: () => void = () => {};
  #stopping = false;
  #wake: NodeJS.Timeout | undefined;

  constructor(jobs: readonly Job[], options: Settled) {
    this.#options = options;
    this.#tasks = jobs.map((job) => ({ job, attempts: 0, notBefore: 0, errors: [] }));
    this.#waiting = [...this.#tasks];
    const stop = () => this.#stop();
    const takeAlong = () => {
      for (const child of this.#running.values()) child.send("SIGKILL");
    };
    process.once("exit", takeAlong);
    this.finished = new Promise<void>((resolve) => {
      this.#finish = resolve;
    }).finally(() => {
      process.removeListener("exit", takeAlong);
      options.signal?.removeEventListener("abort", stop);
    });
    if (options.signal?.aborted) this.#stopping = true;
    else options.signal?.addEventListener("abort", stop, { once: true });
  }

  results(): JobResult[] {
    return this.#tasks.map(
      ({ job, attempts, errors, result }) =>
        result ?? {
          job: job.id,
          outcome: attempts === 0 ? "not started" : "stopped",
          attempts,
          lastErrors: errors,
        },
    );
  }

  /** Starts what may start now; ends the whole when nothing runs or waits. */
  fill(): void {
    clearTimeout(this.#wake);
    const now = performance.now();
    while (!this.#stopping && this.#running.size < this.#options.processes) {
      const at = this.#waiting.findIndex(({ notBefore }) => notBefore <= now);
      if (at < 0) break;
      this.#start(this.#waiting.splice(at, 1)[0]);
    }
    if (this.#running.size === 0 && (this.#stopping || this.#waiting.length === 0)) this.#finish();
    const next = Math.min(...this.#waiting.map(({ notBefore }) => notBefore).filter((time) => time > now));
    if (!this.#stopping && Number.isFinite(next)) this.#wake = setTimeout(() => this.fill(), next - now);
  }

  #start(task: Task): void {
    const { threadsEach, secondsOfSilence } = this.#options;
    const { id } = task.job;
    task.attempts += 1;
    const attempt = task.attempts;
    let silent = false;
    let watch: NodeJS.Timeout | undefined;
    const heard = () => {
      clearTimeout(watch);
      if (secondsOfSilence === undefined || silent) return;
      watch = setTimeout(() => {
        silent = true;
        this.#interrupt(child);
      }, secondsOfSilence * 1000);
    };
    const child = startChild(task.job, threadsEach, (stream, text) => {
      heard();
      if (stream === "error") task.errors = [...task.errors, text].slice(-keptErrors);
      this.#report({ kind: "line", job: id, attempt, stream, text });
    });
    this.#running.set(task, child);
    heard();
    if (child.pid !== undefined) this.#report({ kind: "started", job: id, attempt, pid: child.pid });
    void child.ended.then((ending) => {
      clearTimeout(watch);
      silent = silent && ending.exitCode !== 0;
      this.#ended(task, ending, silent ? `nothing written for ${secondsOfSilence} s; ` : "");
    });
  }

  #ended(task: Task, ending: Ending, before: string): void {
    this.#running.delete(task);
    const { attempts, finalCodes = [2], secondsBeforeRetry } = this.#options;
    const { exitCode, signal, failure } = ending;
    const outcome = exitCode === 0 ? "done" : this.#stopping ? "stopped" : "failed";
    const reason = outcome === "done" ? undefined : before + reasonOf(ending, task.job);
    const hopeless = failure !== undefined || (exitCode !== undefined && finalCodes.includes(exitCode));
    const again = outcome === "failed" && !hopeless && task.attempts < attempts;
    if (again) {
      task.notBefore = performance.now() + 1000 * secondsBeforeRetry * 2 ** (task.attempts - 1);
      this.#waiting.push(task);
    } else
      task.result = {
        job: task.job.id,
        outcome,
        attempts: task.attempts,
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(signal === undefined ? {} : { signal }),
        ...(reason === undefined ? {} : { reason }),
        lastErrors: task.errors,
      };
    this.#report({
      kind: "ended",
      job: task.job.id,
      attempt: task.attempts,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      again,
    });
    this.fill();
  }

  #stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const child of this.#running.values()) this.#interrupt(child);
    this.fill();
  }

  /** Asks a process to save and stop; kills it when it does not. */
  #interrupt(child: Child): void {
    child.send("SIGINT");
    const kill = setTimeout(() => child.send("SIGKILL"), this.#options.secondsToStop * 1000);
    void child.ended.then(() => clearTimeout(kill));
  }

  #report(report: JobReport): void {
    if (this.broken !== undefined) return;
    try {
      this.#options.onReport?.(report);
    } catch (error) {
      this.broken = { error };
      this.#stop();
    }
  }
}

function reasonOf({ exitCode, signal, failure }: Ending, { command }: Job): string {
  if (failure !== undefined) return `${shown(command)} could not be started (${failure.message})`;
  if (signal === "SIGKILL") return "killed by SIGKILL, as the system does where memory runs out";
  if (signal !== undefined) return `ended by ${signal}`;
  return `ended with exit code ${exitCode}`;
}
