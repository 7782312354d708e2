import type { Worker } from "node:worker_threads";
import { type Failure, fromFailure } from "./failure.ts";
import { load, type Task } from "./task.ts";

/** Threads that take tasks in the order given. */
export interface Pool {
  /** Tasks that run at once; 1 means on the caller's own thread. */
  readonly threads: number;
  /**
   * Runs one task on the next free thread.
   *
   * An abort takes a waiting task out of the queue and ends the thread of a running one.
   *
   * @throws what the task throws, with its message and stack, or the reason of the signal
   */
  run<Input, Output>(task: Task<Input, Output>, input: Input, options?: RunOptions): Promise<Output>;
  /** Ends all threads; tasks that wait or run are rejected. */
  close(): Promise<void>;
}

/** How one task is to be run. */
export interface RunOptions {
  readonly signal?: AbortSignal;
}

/** How many threads a pool has. */
export interface PoolOptions {
  /** Default: as many as the machine has cores. */
  readonly threads?: number;
}

interface Job {
  readonly message: { readonly task: Task<never, unknown>; readonly input: unknown };
  readonly resolve: (output: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

const mostThreads = 256;

/**
 * Makes a pool of worker threads.
 *
 * Threads start when tasks need them, stay for the next task, and do not keep the process alive while they idle.
 * Where the environment has no worker threads, tasks run one after another on the caller's thread.
 *
 * @throws {RangeError} if threads is not a whole number from 1
 * @example const pool = await makePool({ threads: 2 })
 */
export async function makePool({ threads }: PoolOptions = {}): Promise<Pool> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= mostThreads)) {
    throw new RangeError(
      `makePool: threads must be a whole number from 1 to ${mostThreads}, got ${threads}.`,
    );
  }
  const count = threads ?? (await coreCount());
  const node = count === 1 ? undefined : await workerThreads();
  return node === undefined ? new InlinePool() : new ThreadPool(count, node.Worker);
}

/** Cores that this process may use; 1 where that cannot be known. */
export async function coreCount(): Promise<number> {
  try {
    return (await import("node:os")).availableParallelism();
  } catch {
    return 1;
  }
}

async function workerThreads(): Promise<typeof import("node:worker_threads") | undefined> {
  try {
    return await import("node:worker_threads");
  } catch {
    return undefined;
  }
}

class InlinePool implements Pool {
  readonly threads = 1;
  #closed = false;

  async run<Input, Output>(
    task: Task<Input, Output>,
    input: Input,
    { signal }: RunOptions = {},
  ): Promise<Output> {
    if (this.#closed) throw closed();
    signal?.throwIfAborted();
    const run = await load(task as Task<never, unknown>);
    signal?.throwIfAborted();
    const output = (await run(input)) as Output;
    signal?.throwIfAborted();
    return output;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

class ThreadPool implements Pool {
  readonly threads: number;
  readonly #Worker: typeof Worker;
  readonly #waiting: Job[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  #closed = false;

  constructor(threads: number, worker: typeof Worker) {
    this.threads = threads;
    this.#Worker = worker;
  }

  run<Input, Output>(task: Task<Input, Output>, input: Input, options: RunOptions = {}): Promise<Output> {
    const { signal } = options;
    if (this.#closed) return Promise.reject(closed());
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise<unknown>((resolve, reject) => {
      const message = { task: { module: task.module, name: task.name }, input };
      const job: Job = { message, resolve, reject };
      if (signal !== undefined) {
        const abort = () => this.#abort(job, signal.reason);
        signal.addEventListener("abort", abort, { once: true });
        const done = () => signal.removeEventListener("abort", abort);
        Object.assign(job, {
          resolve: (output: unknown) => [done(), resolve(output)],
          reject: (reason: unknown) => [done(), reject(reason)],
        });
      }
      this.#waiting.push(job);
      this.#start();
    }) as Promise<Output>;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(closed());
    const busy = [...this.#busy];
    this.#busy.clear();
    for (const [, job] of busy) job.reject(closed());
    const workers = [...this.#idle.splice(0), ...busy.map(([worker]) => worker)];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #start(): void {
    while (this.#waiting.length > 0 && this.#busy.size < this.threads) {
      const job = this.#waiting.shift()!;
      const worker = this.#idle.pop() ?? this.#spawn();
      this.#busy.set(worker, job);
      worker.ref();
      try {
        worker.postMessage(job.message);
      } catch (error) {
        this.#settle(worker, () => job.reject(error));
      }
    }
  }

  #spawn(): Worker {
    // Flags such as --input-type or --test belong to the caller's program, not to a task.
    const worker = new this.#Worker(new URL("./worker.js", import.meta.url), { execArgv: [] });
    worker.on("message", ({ output, failure }: { output?: unknown; failure?: Failure }) => {
      const job = this.#busy.get(worker);
      this.#settle(worker, () =>
        failure === undefined ? job?.resolve(output) : job?.reject(fromFailure(failure)),
      );
    });
    worker.on("error", (error) => this.#lose(worker, error));
    worker.on("exit", (code) => this.#lose(worker, new Error(`parallel: a thread ended with code ${code}.`)));
    return worker;
  }

  #settle(worker: Worker, tell: () => void): void {
    if (this.#busy.delete(worker)) {
      worker.unref();
      this.#idle.push(worker);
    }
    tell();
    this.#start();
  }

  #lose(worker: Worker, reason: unknown): void {
    const job = this.#busy.get(worker);
    this.#busy.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    job?.reject(reason);
    if (!this.#closed) this.#start();
  }

  #abort(job: Job, reason: unknown): void {
    const at = this.#waiting.indexOf(job);
    if (at >= 0) this.#waiting.splice(at, 1);
    for (const [worker, running] of this.#busy) {
      if (running !== job) continue;
      this.#busy.delete(worker);
      void worker.terminate();
    }
    job.reject(reason);
    if (!this.#closed) this.#start();
  }
}

const closed = (): Error => new Error("parallel: the pool is closed. Make another with makePool.");
