import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseTrainingLog } from "../../../src/dataset/index.ts";
import { beginLog, continueLog } from "../../../src/train/run/log.ts";

const folder = mkdtempSync(join(tmpdir(), "mixlab-log-"));
after(() => rmSync(folder, { recursive: true }));
const recordAt = (step: number) => ({
  step,
  tokens: step * 32,
  lossNats: 5 - step / 10,
  learningRate: 0.001,
  seconds: step / 8,
  gradientNorm: 1,
});
let files = 0;
async function logged(steps: number): Promise<string> {
  files += 1;
  const file = join(folder, `${files}.jsonl`);
  const log = await beginLog(file, { name: "a run", parameters: 7, seed: 1 });
  for (let step = 1; step <= steps; step++) await log.append(recordAt(step));
  await log.sync();
  await log.close();
  return file;
}

test("beginLog: what it writes is a training log, with the header's details", async () => {
  const file = await logged(3);
  const log = parseTrainingLog(readFileSync(file, "utf8"), file);
  assert.deepEqual([log.name, log.parameters, log.details], ["a run", 7, { seed: 1 }]);
  assert.deepEqual([...log.steps], [1, 2, 3]);
  assert.deepEqual([...log.lossNats], [4.9, 4.8, 4.7]);
});

test("continueLog: cuts back to the step, whatever the process left behind, and goes on from there", async () => {
  for (const step of [0, 1, 4, 6])
    for (const torn of ["", '{"step":7,"tok', "x"]) {
      const file = await logged(6);
      appendFileSync(file, torn);
      const { log, last } = await continueLog(file, step);
      assert.deepEqual(last, step === 0 ? undefined : recordAt(step));
      for (let next = step + 1; next <= 8; next++) await log.append(recordAt(next));
      await log.close();
      assert.equal(readFileSync(file, "utf8"), readFileSync(await logged(8), "utf8"));
    }
});

test("continueLog: reads logs longer than its block", async () => {
  const file = await logged(12_000);
  const { log, last } = await continueLog(file, 11_990);
  await log.close();
  assert.deepEqual(last, recordAt(11_990));
  assert.equal(readFileSync(file, "utf8").trimEnd().split("\n").length, 11_991);
});

test("continueLog: refuses a log that lacks the step, is none, or is not there; and does not touch it", async () => {
  const file = await logged(3);
  const before = readFileSync(file, "utf8");
  await assert.rejects(
    continueLog(file, 5),
    /a record of step 5, which the checkpoint is of, got 3 as the last/,
  );
  assert.equal(readFileSync(file, "utf8"), before);
  writeFileSync(file, `${before}null\n`);
  await assert.rejects(continueLog(file, 5), /one record, got "null" at .*:5\./);
  await assert.rejects(
    continueLog(join(folder, "none.jsonl"), 5),
    /must be the log of the run that goes on, got none/,
  );
});

test("amendLast: the last record of a log that goes on gets more, and the next follows it", async () => {
  const file = await logged(3);
  const { log, last } = await continueLog(file, 2);
  await log.amendLast({ ...last!, validationLossNats: 4 });
  await log.append(recordAt(3));
  await log.close();
  const [, ...records] = readFileSync(file, "utf8").trimEnd().split("\n");
  const wanted = [recordAt(1), { ...recordAt(2), validationLossNats: 4 }, recordAt(3)];
  assert.deepEqual(
    records.map((line) => JSON.parse(line)),
    wanted,
  );
});

if (existsSync("/dev/full"))
  test("append: a disk that is full is told as such", async () => {
    await assert.rejects(beginLog("/dev/full", { name: "a run", parameters: 7 }), {
      name: "DataError",
      message: /^trainProxy: \/dev\/full must be a place that can be written, got ENOSPC\. Make room/,
    });
  });
