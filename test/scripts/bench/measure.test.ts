import assert from "node:assert/strict";
import { test } from "node:test";
import { type Contender, compare } from "../../../scripts/bench/measure.ts";
import { benchTable } from "../../../scripts/bench/table.ts";

/** A contender that takes the given seconds, one after another, and notes its turns. */
function scripted(name: string, threads: number, seconds: readonly number[], turns: string[]): Contender {
  let run = 0;
  return {
    threads,
    async run() {
      turns.push(name);
      return seconds[Math.min(run++, seconds.length - 1)];
    },
  };
}

test("compare: takes turns, drops who is out of the running, and divides medians", async () => {
  const turns: string[] = [];
  const row = await compare(
    "row",
    "peer",
    [scripted("us 1", 1, [2, 3, 1, 2], turns), scripted("us 2", 2, [1.9, 1, 9, 1], turns)],
    [scripted("them 1", 1, [40, 40], turns), scripted("them 2", 2, [20, 10, 12, 11], turns)],
    3,
  );
  assert.deepEqual(turns.slice(0, 4), ["us 1", "us 2", "them 1", "them 2"]);
  assert.deepEqual(turns.slice(4, 7), ["us 1", "us 2", "them 2"]);
  assert.equal(turns.length, 4 + 3 * 3);
  assert.deepEqual([row.ours, row.theirs, row.ratio], [1, 11, 11]);
  assert.deepEqual(row.threads, { ours: 2, theirs: 2 });
});

test("benchTable: one line a row, seconds with three digits", () => {
  const text = benchTable([
    {
      name: "gbdt-fit-1",
      peer: "lightgbm",
      ours: 0.12345,
      theirs: 1,
      ratio: 8.1004,
      unit: "s",
      runs: 3,
      threads: { ours: 1, theirs: 2 },
      machine: "one",
    },
  ]);
  assert.match(text, /\| gbdt-fit-1 \| lightgbm \| 0\.123 s \(1\) \| 1\.00 s \(2\) \| 8\.10 × \| 3 \|/);
  assert.match(text, /Machine: one\./);
});
