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

test("mergedLines: each line has its job in front; fast ones are thinned, errors and the last line are not", () => {
  const shown: string[] = [];
  let clock = 0;
  const report = mergedLines((text) => shown.push(text), { secondsBetween: 1, now: () => clock });
  report({ kind: "started", job: "a", attempt: 1, pid: 1 });
  report(line("a", "step 1"));
  report(line("a", "step 2"));
  report(line("b", "step 1"));
  report(line("a", "careful", "error"));
  clock = 1000;
  report(line("a", "step 3"));
  report(line("a", "step 4"));
  report({ kind: "ended", job: "a", attempt: 1, outcome: "failed", reason: "ended by SIGTERM", again: true });
  report({ kind: "started", job: "a", attempt: 2, pid: 2 });
  report({ kind: "ended", job: "b", attempt: 1, outcome: "done", again: false });
  assert.deepEqual(shown, [
    "a: step 1",
    "b: step 1",
    "a: careful",
    "a: step 3",
    "a: step 4",
    "a: failed, ended by SIGTERM; will be tried again",
    "a: attempt 2",
    "b: done",
  ]);
});
