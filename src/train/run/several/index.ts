export { type MergeOptions, mergedLines } from "./merged-lines.ts";
export { runSeveral } from "./run-several.ts";
export type { Job, JobReport, JobResult, RunJobs, SeveralOptions } from "./types.ts";
