import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { lockFolder } from "../../../src/train/run/lock.ts";

const parent = mkdtempSync(join(tmpdir(), "mixlab-lock-"));
after(() => rmSync(parent, { recursive: true }));
const fresh = () => mkdtempSync(join(parent, "run-"));
const put = (folder: string, text: string) => writeFileSync(join(folder, "run.lock"), text);

test("lockFolder: one run has a folder until it lets go; nothing else is left there", async () => {
  const folder = fresh();
  const lock = await lockFolder(folder);
  const message = new RegExp(
    `one run at a time, got one of process ${process.pid} on ${hostname()} at .*run\\.lock`,
  );
  await assert.rejects(lockFolder(folder), message);
  assert.deepEqual(readdirSync(folder), ["run.lock"]);
  await lock.release();
  assert.deepEqual(readdirSync(folder), []);
  await (await lockFolder(folder)).release();
});

test("lockFolder: of many who try at once, one has it", async () => {
  const folder = fresh();
  put(folder, '{"pid":');
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
  assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
  assert.deepEqual(readdirSync(folder), ["run.lock"]);
});

const gone = spawnSync(process.execPath, ["-e", ""]).pid;
const stale: readonly [string, string][] = [
  ["of a process that is gone", JSON.stringify({ pid: gone, host: hostname(), key: "x" })],
  ["that is no JSON", "{"],
  ["without a process", "{}"],
  ["that is empty", ""],
];
for (const [title, text] of stale)
  test(`lockFolder: takes over a lock ${title}`, async () => {
    const folder = fresh();
    put(folder, text);
    const lock = await lockFolder(folder);
    assert.equal(JSON.parse(readFileSync(join(folder, "run.lock"), "utf8")).pid, process.pid);
    await lock.release();
  });

test("lockFolder: a later process of the same number is another one", {
  skip: existsSync("/proc/self/stat") ? false : "no /proc here",
}, async () => {
  const folder = fresh();
  put(folder, JSON.stringify({ pid: process.pid, host: hostname(), began: "another boot:1", key: "x" }));
  await (await lockFolder(folder)).release();
});

test("lockFolder: does not judge another machine, and names what to remove", async () => {
  const folder = fresh();
  put(folder, JSON.stringify({ pid: 1, host: "far-away", key: "x" }));
  await assert.rejects(lockFolder(folder), /process 1 on far-away at .*run\.lock\. .* remove the file/);
});

test("release: leaves the lock of another run alone", async () => {
  const folder = fresh();
  const lock = await lockFolder(folder);
  put(folder, "another");
  await lock.release();
  assert.deepEqual(readdirSync(folder), ["run.lock"]);
});
