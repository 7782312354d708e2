import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ownRuns, packageFolder } from "../../src/dataset/index.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mixlab-own-runs-"));
});
after(() => rm(folder, { recursive: true }));

test("ownRuns: 31 runs of five sizes, all above the entropy and below the entropy of words, with six logs", async () => {
  const { runs, entropy, wordEntropy, logs } = await ownRuns();
  assert.equal(runs.length, 31);
  assert.deepEqual([...new Set(runs.map((run) => run.parameters))], [904, 1872, 4192, 10_368, 28_864]);
  for (const run of runs) {
    assert.ok(run.expectedLoss > entropy && run.expectedLoss < wordEntropy, run.name);
    assert.equal(run.tokensPerParameter, run.tokens / run.parameters);
  }
  assert.deepEqual(
    logs.map(({ name, isCutShort }) => [name, isCutShort]),
    ["w16-m20", "w32-m20", "w4-m20", "w64-m20", "w8-m20", "w8-m320"].map((name) => [name, false]),
  );
});

test("ownRuns: the sampled losses lie about the expected ones as their standard errors say", async () => {
  const { runs, entropy, validationEntropy } = await ownRuns();
  for (const { name, loss, expectedLoss, standardError } of runs)
    assert.ok(Math.abs(loss - expectedLoss) < 4 * standardError, name);
  // One text for all: what it has too little of, it has for the language itself too.
  for (const { name, loss, expectedLoss } of runs)
    assert.ok(Math.abs(loss - expectedLoss - (validationEntropy - entropy)) < 0.004, name);
});

test("ownRuns: each log ends with the loss of its run", async () => {
  const { runs, logs } = await ownRuns();
  for (const log of logs) {
    const run = runs.find(({ name }) => name === log.name);
    assert.equal(log.parameters, run?.parameters);
    assert.equal(log.tokens.at(-1), run?.tokens);
    assert.ok(Math.abs((log.validation.lossNats.at(-1) ?? 0) - (run?.loss ?? 1)) < 1e-6, log.name);
  }
});

test("ownRuns: a table or language that was spoilt is refused with file, line and column", async () => {
  const cases: readonly (readonly [string, string | RegExp, string, RegExp])[] = [
    ["runs.csv", "w4-m5,4,", "w4-m5,4.5,", /width must be a whole number above 0, got 4\.5 at .*runs\.csv:2/],
    ["runs.csv", "tokens", "words", /must have a column tokens/],
    ["runs.csv", "w4-m5,4,904", "w4-m5,4,many", /finite number, got "many" at .*:2, column "parameters"/],
    ["runs.csv", "w4-m10,", "w4-m5,", /ids must differ/],
    ["language.json", /"entropyNats": [\d.]+/, '"entropyNats": "low"', /entropyNats must be .* got "low"/],
    ["language.json", "{", "", /must be JSON/],
    ["language.json", /^\{[\s\S]*/, "null", /entropyNats must be a number above 0, got undefined/],
  ];
  const home = join(folder, "data/own-runs");
  await cp(join(packageFolder(), "data/own-runs"), home, { recursive: true });
  await ownRuns(folder);
  for (const [file, from, to, message] of cases) {
    const whole = await readFile(join(home, file), "utf8");
    assert.notEqual(whole.replace(from, to), whole);
    await writeFile(join(home, file), whole.replace(from, to));
    await assert.rejects(ownRuns(folder), { name: "DataError", message });
    await writeFile(join(home, file), whole);
  }
});
