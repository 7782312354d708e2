import assert from "node:assert/strict";
import { test } from "node:test";
import { type JobReport, mergedLines } from "../../../../src/train/index.ts";

const line = (job: string, text: string, stream: "out" | "error" = "out"): JobReport => ({
  kind: "line",
  job,
  attempt: 1,
  stream,
  text,
});

test("mergedLines: each line has its job in front; fast ones are thinned to the newest when its time comes", () => {
  const shown: string[] = [];
  let clock = 0;
  const report = mergedLines((text) => shown.push(text), { secondsBetween: 1, now: () => clock });
  report({ kind: "started", job: "a", attempt: 1, pid: 1 });
  for (const text of ["step 1", "step 2", "step 3"]) report(line("a", text));
  report(line("b", "step 1"));
  clock = 1000;
  for (const text of ["step 4", "step 5", "step 6"]) report(line("a", text));
  report({ kind: "ended", job: "a", attempt: 1, outcome: "done", again: false });
  assert.deepEqual(shown, ["a: step 1", "b: step 1", "a: step 4", "a: step 6", "a: done"]);
});

test("mergedLines: where a job fails, all that it wrote since its last shown line comes out", () => {
  const shown: string[] = [];
  const report = mergedLines((text) => shown.push(text), { secondsBetween: 1, now: () => 0 });
  report(line("a", "step 1"));
  report(line("a", "step 2"));
  report(line("a", "out of luck", "error"));
  report(line("a", "at step 3", "error"));
  report({ kind: "ended", job: "a", attempt: 1, outcome: "failed", reason: "ended by SIGTERM", again: true });
  report({ kind: "started", job: "a", attempt: 2, pid: 2 });
  assert.deepEqual(shown, [
    "a: step 1",
    "a: step 2",
    "a: out of luck",
    "a: at step 3",
    "a: failed, ended by SIGTERM; will be tried again",
    "a: attempt 2",
  ]);
});
