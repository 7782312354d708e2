import assert from "node:assert/strict";
import { test } from "node:test";
import { progress } from "../../src/notebook/progress.ts";

function clock(): { now: () => number; pass: (ms: number) => void } {
  let time = 0;
  const pass = (ms: number) => {
    time += ms;
  };
  return { now: () => time, pass };
}

test("progress: a terminal gets one line, written over, with the time left", () => {
  const texts: string[] = [];
  const { now, pass } = clock();
  const bar = progress(4, {
    label: "proxies",
    unit: "runs",
    now,
    sink: { kind: "terminal", write: (t) => texts.push(t) },
  });
  pass(50);
  bar.update(1);
  pass(1950);
  bar.update(2);
  pass(2000);
  bar.update(4);
  bar.done();
  bar.done();
  bar.update(1);
  const last = "[####################] proxies: 4 of 4 runs";
  assert.deepEqual(texts, [
    "\r[....................] proxies: 0 of 4 runs",
    "\r[##########..........] proxies: 2 of 4 runs, 2 s left",
    `\r${last.padEnd(53)}`,
    `\r${last}\n`,
  ]);
});

test("progress: a log gets a line every ten seconds and one at the end", () => {
  const texts: string[] = [];
  const { now, pass } = clock();
  const bar = progress(100, { now, sink: { kind: "log", write: (t) => texts.push(t) } });
  for (let done = 1; done <= 25; done++) {
    pass(1000);
    bar.update(done);
  }
  bar.done();
  assert.deepEqual(texts, [
    "progress: 10 of 100, 1 min 30 s left\n",
    "progress: 20 of 100, 1 min 20 s left\n",
    "progress: 25 of 100\n",
  ]);
});

test("progress: a notebook's display is updated under one id and ends without times", () => {
  const calls: { text: string; id: string; update: boolean }[] = [];
  const { now, pass } = clock();
  const display = (
    bundle: Readonly<Record<string, unknown>>,
    options: { displayId: string; update: boolean },
  ) => {
    calls.push({ text: String(bundle["text/html"]), id: options.displayId, update: options.update });
  };
  const bar = progress(3, { label: "a<b", now, sink: { kind: "notebook", display } });
  pass(1000);
  bar.update(1);
  bar.done();
  assert.deepEqual(
    calls.map((call) => call.update),
    [false, true, true],
  );
  assert.equal(new Set(calls.map((call) => call.id)).size, 1);
  assert.match(calls[1]!.text, /a&lt;b: 1 of 3, 2 s left/);
  assert.match(calls[2]!.text, /a&lt;b: 1 of 3<\/div>$/);
});

test("progress: silence is silent, and a total that is no count is refused", () => {
  const bar = progress(3, { silent: true });
  bar.update(1);
  bar.done();
  assert.throws(() => progress(1.5), /total must be a count, got 1.5/);
});
