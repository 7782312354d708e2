import type { JobReport } from "./types.ts";

/** How often each job's lines are shown. */
export interface MergeOptions {
  readonly secondsBetween?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** Lines of a job that may be what it died of. */
const lastWords = 20;

/**
 * Turns the reports of several jobs into one stream of lines, each with its job in front.
 *
 * Lines that a job writes faster than `secondsBetween` are thinned: the newest is shown when its time comes. Before the
 * end of a job its last line is shown, and where it failed all it wrote since the line before.
 *
 * @example runSeveral(jobs, { onReport: mergedLines(console.log, { secondsBetween: 5 }) })
 */
export function mergedLines(
  write: (line: string) => void,
  { secondsBetween = 0, now = () => performance.now() }: MergeOptions = {},
): (report: JobReport) => void {
  const shownAt = new Map<string, number>();
  const held = new Map<string, string[]>();
  const show = (job: string, count: number) => {
    for (const text of (held.get(job) ?? []).slice(-count)) write(`${job}: ${text}`);
    held.delete(job);
  };
  return (report) => {
    const { job } = report;
    if (report.kind === "started") {
      if (report.attempt > 1) write(`${job}: attempt ${report.attempt}`);
    } else if (report.kind === "line") {
      held.set(job, [...(held.get(job) ?? []), report.text].slice(-lastWords));
      if (now() - (shownAt.get(job) ?? Number.NEGATIVE_INFINITY) < secondsBetween * 1000) return;
      shownAt.set(job, now());
      show(job, 1);
    } else {
      show(job, report.outcome === "failed" ? lastWords : 1);
      const why = report.reason === undefined ? "" : `, ${report.reason}`;
      write(`${job}: ${report.outcome}${why}${report.again ? "; will be tried again" : ""}`);
    }
  };
}
