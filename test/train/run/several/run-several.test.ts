import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Job, type JobReport, runSeveral, type SeveralOptions } from "../../../../src/train/index.ts";

const folder = mkdtempSync(join(tmpdir(), "mixlab-several-"));
after(() => rmSync(folder, { recursive: true }));

/** Counts from its checkpoint to a number, saving each; saves and leaves with 130 when it is interrupted. */
const counting = `
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const [file, to, misdeed, at] = process.argv.slice(2);
let count = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
const first = count === 0;
console.log("from " + count);
process.on("SIGINT", () => {
  if (misdeed === "deaf") return;
  writeFileSync(file, String(count));
  process.exit(130);
});
const step = () => {
  if (count === Number(to)) return process.exit(0);
  count += 1;
  if (count === Number(at) && (first || misdeed === "always")) {
    if (misdeed === "kill") process.kill(process.pid, "SIGKILL");
    if (misdeed === "always" || misdeed === "throw") throw new Error("no luck at " + count);
    if (misdeed === "hang" || misdeed === "deaf") return setInterval(() => {}, 1000);
  }
  writeFileSync(file, String(count));
  console.log("step " + count);
  setTimeout(step, 2);
};
step();
`;
const script = join(folder, "counting.cjs");
writeFileSync(script, counting);

const job = (id: string, to: number, misdeed = "none", at = 0): Job => ({
  id,
  command: process.execPath,
  args: [script, join(folder, id), String(to), misdeed, String(at)],
});

/** Runs jobs and keeps what was reported. */
async function run(jobs: readonly Job[], options: SeveralOptions = {}) {
  const reports: JobReport[] = [];
  const results = await runSeveral(jobs, {
    processes: 2,
    secondsBeforeRetry: 0.01,
    ...options,
    onReport: (report) => {
      reports.push(report);
      options.onReport?.(report);
    },
  });
  const lines = (id: string) =>
    reports.flatMap((report) => (report.kind === "line" && report.job === id ? [report.text] : []));
  return { results, reports, lines };
}
const saved = (id: string) => Number(readFileSync(join(folder, id), "utf8"));

test("runSeveral: jobs run two at a time, each to its end, and results come in the order of the jobs", async () => {
  let now = 0;
  let most = 0;
  const { results, lines } = await run([job("a", 3), job("b", 2), job("c", 4)], {
    onReport: ({ kind }) => {
      if (kind === "started") now += 1;
      if (kind === "ended") now -= 1;
      most = Math.max(most, now);
    },
  });
  assert.equal(most, 2);
  assert.deepEqual(
    results.map(({ job: id, outcome, attempts, exitCode }) => [id, outcome, attempts, exitCode]),
    [
      ["a", "done", 1, 0],
      ["b", "done", 1, 0],
      ["c", "done", 1, 0],
    ],
  );
  assert.deepEqual(lines("b"), ["from 0", "step 1", "step 2"]);
});

test("runSeveral: a job that is killed goes on from its checkpoint while the others run through", async () => {
  const { results, lines, reports } = await run([job("killed", 6, "kill", 4), job("calm", 5)]);
  assert.deepEqual(
    results.map(({ outcome, attempts }) => [outcome, attempts]),
    [
      ["done", 2],
      ["done", 1],
    ],
  );
  assert.deepEqual(lines("killed"), [
    "from 0",
    "step 1",
    "step 2",
    "step 3",
    "from 3",
    "step 4",
    "step 5",
    "step 6",
  ]);
  assert.deepEqual(
    reports.filter(({ kind, job: id }) => kind === "ended" && id === "killed"),
    [
      {
        kind: "ended",
        job: "killed",
        attempt: 1,
        outcome: "failed",
        reason: "killed by SIGKILL, as the system does where memory runs out",
        again: true,
      },
      { kind: "ended", job: "killed", attempt: 2, outcome: "done", again: false },
    ],
  );
});

test("runSeveral: a job that always fails is given up after its attempts, with its last errors", async () => {
  const { results } = await run([job("hopeless", 9, "always", 2), job("other", 3)], { attempts: 2 });
  const [{ outcome, attempts, exitCode, reason, lastErrors }, other] = results;
  assert.deepEqual([outcome, attempts, exitCode, reason], ["failed", 2, 1, "ended with exit code 1"]);
  assert.ok(lastErrors.some((line) => line.includes("no luck at 2")));
  assert.equal(other.outcome, "done");
});

test("runSeveral: a command that does not exist, and a final exit code, are not tried again", async () => {
  const { results } = await run([
    { id: "absent", command: "no-such-command-here", args: [] },
    { id: "usage", command: process.execPath, args: ["-e", "process.exit(2)"] },
  ]);
  assert.deepEqual(
    results.map(({ outcome, attempts }) => [outcome, attempts]),
    [
      ["failed", 1],
      ["failed", 1],
    ],
  );
  assert.match(results[0].reason!, /^"no-such-command-here" could not be started/);
});

test("runSeveral: an abort lets running jobs save, and starts no other", async () => {
  const stopping = new AbortController();
  const going = new Set<string>();
  const { results, lines } = await run([job("long", 1e6), job("longer", 1e6), job("never", 1)], {
    signal: stopping.signal,
    onReport: (report) => {
      if (report.kind === "line" && report.text === "step 5") going.add(report.job);
      if (going.size === 2) stopping.abort();
    },
  });
  assert.deepEqual(
    results.map(({ outcome, exitCode, attempts }) => [outcome, exitCode, attempts]),
    [
      ["stopped", 130, 1],
      ["stopped", 130, 1],
      ["not started", undefined, 0],
    ],
  );
  const last = Math.max(...lines("long").map((line) => Number(line.split(" ")[1])));
  assert.ok(saved("long") >= last);
});

test("runSeveral: a job that does not heed an abort is killed after its time", async () => {
  const stopping = new AbortController();
  const { results } = await run([job("deaf", 9, "deaf", 3)], {
    signal: stopping.signal,
    secondsToStop: 0.05,
    onReport: (report) => {
      if (report.kind === "line" && report.text === "step 2") stopping.abort();
    },
  });
  assert.deepEqual([results[0].outcome, results[0].signal], ["stopped", "SIGKILL"]);
});

test("runSeveral: a job that falls silent is interrupted and tried again", async () => {
  const { results, lines, reports } = await run([job("hanging", 4, "hang", 3)], {
    secondsOfSilence: 0.5,
    attempts: 20,
  });
  assert.equal(results[0].outcome, "done");
  assert.deepEqual(lines("hanging").at(-1), "step 4");
  assert.ok(
    reports.some(
      (report) => report.kind === "ended" && /^nothing written for 0\.5 s/.test(report.reason ?? ""),
    ),
  );
});

test("runSeveral: jobs are told their threads, their folder and their environment", async () => {
  const { lines } = await run(
    [
      {
        id: "told",
        command: process.execPath,
        args: ["-e", "console.log(process.env.MIXLAB_THREADS, process.env.WORD, process.cwd())"],
        folder,
        environment: { WORD: "here" },
      },
    ],
    { threadsEach: 3 },
  );
  assert.deepEqual(lines("told"), [`3 here ${folder}`]);
});

test("runSeveral: what a killed job started goes with it", async () => {
  const orphaning = `
    const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 20);
  `;
  const { results } = await run([{ id: "parent", command: process.execPath, args: ["-e", orphaning] }], {
    attempts: 1,
  });
  // The child holds the pipe to us: had it lived on, the job would not have ended.
  assert.equal(results[0].signal, "SIGKILL");
});

test("runSeveral: an error of onReport stops all and is thrown", async () => {
  const failing = run([job("reported", 1e6), job("reported too", 1e6)], {
    onReport: ({ kind }) => {
      if (kind === "line") throw new Error("disk full");
    },
  });
  await assert.rejects(failing, /disk full/);
});

const wrong: readonly [string, readonly Job[], SeveralOptions, RegExp][] = [
  ["one id twice", [job("x", 1), job("x", 1)], {}, /ids that occur once, got "x" twice/],
  ["no process", [], { processes: 0 }, /processes must be a whole number from 1, got 0/],
  ["half a thread", [], { threadsEach: 0.5 }, /threadsEach must be a whole number from 1, got 0\.5/],
  ["a negative wait", [], { secondsToStop: -1 }, /secondsToStop must be a number from 0, got -1/],
];
for (const [what, jobs, options, message] of wrong) {
  test(`runSeveral: ${what} is refused`, async () => {
    await assert.rejects(runSeveral(jobs, options), { name: "RangeError", message });
  });
}

test("runSeveral: nothing to do is done at once", async () => {
  assert.deepEqual(await runSeveral([]), []);
});

test("runSeveral: without a signal of the caller's, Ctrl-C stops the jobs, and the results say so", async () => {
  const program = `
import { runSeveral } from ${JSON.stringify(new URL("../../../../src/train/index.js", import.meta.url).href)};
const jobs = [${JSON.stringify(job("interrupted", 1_000_000))}];
let told = false;
const onReport = (report) => {
  const counts = report.kind === "line" && report.text.startsWith("step");
  if (counts && !told) process.stdout.write("running\\n");
  told ||= counts;
};
const results = await runSeveral(jobs, { onReport });
process.stdout.write(JSON.stringify(results.map(({ outcome }) => outcome)));
`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", program]);
  let said = "";
  const begun = new Promise<void>((resolve) => {
    parent.stdout.on("data", (text) => {
      said += text;
      if (said.includes("running")) resolve();
    });
  });
  await begun;
  parent.kill("SIGINT");
  const [status] = await once(parent, "close");
  assert.equal(status, 0);
  assert.equal(said, 'running\n["stopped"]');
  assert.ok(Number(readFileSync(join(folder, "interrupted"), "utf8")) > 0);
});
