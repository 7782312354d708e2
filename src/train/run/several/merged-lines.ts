import type { JobReport } from "./types.ts";

/**
 * Turns the reports of several jobs into one stream of lines, each with its job in front.
 *
 * Lines that a job writes faster than `secondsBetween` are thinned: the newest is shown when its time comes, and always
 * the last before the job ends. Errors are never thinned.
 *
 * @example runSeveral(jobs, { onReport: mergedLines(console.log, { secondsBetween: 5 }) })
 */
export function mergedLines(
  write: (line: string) => void,
  { secondsBetween = 0, now = () => performance.now() }: MergeOptions = {},
): (report: JobReport) => void {
  const shownAt = new Map<string, number>();
  const held = new Map<string, string>();
  const show = (job: string, text: string) => write(`${job}: ${text}`);
  const release = (job: string) => {
    const text = held.get(job);
    held.delete(job);
    if (text !== undefined) show(job, text);
  };
  return (report) => {
    const { job } = report;
    if (report.kind === "started") {
      if (report.attempt > 1) show(job, `attempt ${report.attempt}`);
    } else if (report.kind === "line") {
      if (report.stream === "error") return show(job, report.text);
      held.set(job, report.text);
      if (now() - (shownAt.get(job) ?? Number.NEGATIVE_INFINITY) < secondsBetween * 1000) return;
      shownAt.set(job, now());
      release(job);
    } else {
      release(job);
      show(
        job,
        `${report.outcome}${report.reason === undefined ? "" : `, ${report.reason}`}${report.again ? "; will be tried again" : ""}`,
      );
    }
  };
}

/** How often each job's lines are shown. */
export interface MergeOptions {
  readonly secondsBetween?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}
