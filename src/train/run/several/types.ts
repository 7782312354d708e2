/** One piece of work as a command that stands alone: run again, it goes on from its last checkpoint. */
export interface Job {
  /** Name in reports; no two jobs share one. */
  readonly id: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Folder the command starts in; by default the caller's. */
  readonly folder?: string;
  /** Added to the caller's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What happens to jobs, as it happens. */
export type JobReport =
  | { readonly kind: "started"; readonly job: string; readonly attempt: number; readonly pid: number }
  | {
      readonly kind: "line";
      readonly job: string;
      readonly attempt: number;
      readonly stream: "out" | "error";
      readonly text: string;
    }
  | {
      readonly kind: "ended";
      readonly job: string;
      readonly attempt: number;
      readonly outcome: "done" | "failed" | "stopped";
      /** What ended it, for people; absent where it is done. */
      readonly reason?: string;
      /** Whether it will be started again. */
      readonly again: boolean;
    };

/** How a job ended for good. */
export interface JobResult {
  readonly job: string;
  readonly outcome: "done" | "failed" | "stopped" | "not started";
  /** How often it was started. */
  readonly attempts: number;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly reason?: string;
  /** The last lines it wrote as errors. */
  readonly lastErrors: readonly string[];
}

/** How many jobs run at once, and what to do when one dies. */
export interface SeveralOptions {
  /** Jobs at once; by default as many as the cores hold. */
  readonly processes?: number;
  /** Threads each job may use, told to it as MIXLAB_THREADS and OMP_NUM_THREADS; by default 1. */
  readonly threadsEach?: number;
  /** How often a job is started at most; by default 3. */
  readonly attempts?: number;
  /** Exit codes that another attempt would not change; by default 2, a wrong command line. */
  readonly finalCodes?: readonly number[];
  /** Before the second attempt; twice as long before each further one; by default 1. */
  readonly secondsBeforeRetry?: number;
  /** A job that writes nothing for so long is taken to hang, ended and tried again; by default never. */
  readonly secondsOfSilence?: number;
  /** How long a job may take to save once it is told to stop; then it is killed; by default 60. */
  readonly secondsToStop?: number;
  readonly onReport?: (report: JobReport) => void;
  /** Stops everything: running jobs are interrupted as by Ctrl-C, so that they save; the rest is not started. */
  readonly signal?: AbortSignal;
}

/** Something that runs jobs: this machine's processes here, a cluster's queue elsewhere. */
export type RunJobs = (jobs: readonly Job[], options?: SeveralOptions) => Promise<readonly JobResult[]>;
