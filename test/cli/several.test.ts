import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { packageFolder } from "../../src/dataset/index.ts";
import { train } from "../../src/index.ts";

const config = `
seed: 3
model: {vocabularySize: 257, hiddenSize: 8, layers: 1, heads: 2, feedForwardSize: 12, sequenceLength: 16}
training:
  sequences: 2
  length: 12
  steps: 60
  saveEvery: {steps: 10}
  schedule: {kind: constant, peak: 0.02, warmupSteps: 3}
`;

test("runSeveral: of two trainings side by side, one killed on its way ends with the bits of the other", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mixlab-side-"));
  try {
    writeFileSync(join(folder, "run.yaml"), config);
    writeFileSync(join(folder, "text.txt"), "It is a truth universally acknowledged. ".repeat(60));
    const job = (id: string): train.Job => ({
      id,
      command: process.execPath,
      args: [
        join(packageFolder(), "scripts/mixlab.mjs"),
        ...[
          "train",
          "--config",
          "run.yaml",
          "--bytes",
          "text.txt",
          "--out",
          id,
          "--engine",
          "onnx",
          "--threads",
          "1",
        ],
      ],
      folder,
    });
    let pid = 0;
    const saved = () => readdirSync(join(folder, "killed")).some((name) => /^step-0*[1-9]/.test(name));
    const watch = setInterval(() => {
      if (pid === 0 || !existsSync(join(folder, "killed")) || !saved()) return;
      clearInterval(watch);
      process.kill(pid, "SIGKILL");
    }, 5);
    const results = await train.runSeveral([job("killed"), job("calm")], {
      processes: 2,
      secondsBeforeRetry: 0.01,
      onReport(report) {
        if (report.job === "killed" && report.kind === "started") pid = report.pid;
      },
    });
    assert.deepEqual(
      results.map(({ outcome, attempts }) => [outcome, attempts]),
      [
        ["done", 2],
        ["done", 1],
      ],
    );
    const weights = (id: string) => readFileSync(join(folder, id, "step-00000060/model.safetensors"));
    assert.ok(weights("killed").equals(weights("calm")));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
