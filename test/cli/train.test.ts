import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageFolder } from "../../src/dataset/index.ts";
import { train } from "../../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "mixlab-train-"));
after(() => rmSync(folder, { recursive: true }));
const command = join(packageFolder(), "scripts/mixlab.mjs");
const mixlab = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    encoding: "utf8",
    cwd: folder,
  });
  return { status, stdout, stderr };
};
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return name;
};

const config = `
seed: 3
model: {vocabularySize: 257, hiddenSize: 8, layers: 1, heads: 2, feedForwardSize: 12, sequenceLength: 16}
training:
  sequences: 2
  length: 12
  steps: 6
  schedule: {kind: constant, peak: 0.02, warmupSteps: 3}
`;
file("run.yaml", config);
file("text.txt", "It is a truth universally acknowledged. ".repeat(20));
file("held.txt", "It is a truth. ".repeat(4));
const base = ["--config", "run.yaml", "--engine", "cpu"];

test("mixlab train --bytes: trains on text, validates in bits per byte, leaves plan, log and model; then generates", async () => {
  const { status, stdout, stderr } = mixlab(
    ...["train", ...base, "--bytes", "text.txt", "--validation", "held=held.txt", "--out", "runs/austen"],
  );
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /^austen: trained 6 steps, loss \d\.\d{4}; validation held \d\.\d{4} \(\d\.\d{4} bits per byte\) → runs\/austen\/step-00000006\n$/,
  );
  assert.match(stderr, /^austen on tfjs-backend-cpu .*\nstep 1\/6 {2}loss 5\.\d+/);
  const { details } = await import("../../src/dataset/index.ts").then(({ trainingLog }) =>
    trainingLog(join(folder, "runs/austen/log.jsonl")),
  );
  assert.match(String(details.command), /^mixlab train --config run\.yaml/);
  const plan = JSON.parse(readFileSync(join(folder, "runs/austen/run.json"), "utf8"));
  assert.equal(plan.plan.validation.held.bytesPerToken, 1);

  const told = mixlab(
    "train",
    ...base,
    "--bytes",
    "text.txt",
    "--validation",
    "held=held.txt",
    "--out",
    "runs/austen",
  );
  assert.match(told.stderr, /goes on after step 6 of 6/);
  assert.equal(told.stdout, stdout);

  const spoken = mixlab(
    "generate",
    "--model",
    "runs/austen",
    "--bytes",
    "--prompt",
    "It",
    "--maximum-tokens",
    "5",
    "--engine",
    "cpu",
  );
  assert.equal(spoken.status, 0, spoken.stderr);
  assert.match(spoken.stdout, /^It.*\n$/s);
  const ids = mixlab(
    "generate",
    "--model",
    "runs/austen/step-00000006",
    "--prompt-tokens",
    "73,116",
    "--maximum-tokens",
    "5",
    "--engine",
    "cpu",
    "--json",
  );
  const { prompt, tokens, ended } = JSON.parse(ids.stdout);
  assert.deepEqual([prompt, tokens.length, ended], [[73, 116], 5, "maximum"]);
  assert.equal(spoken.stdout, `It${train.tokensToText(tokens)}\n`);
  const drawn = ["--temperature", "1", "--top-k", "40", "--top-p", "0.9", "--seed", "4"];
  const draw = () =>
    mixlab(
      "generate",
      "--model",
      "runs/austen",
      "--prompt-tokens",
      "73",
      "--maximum-tokens",
      "5",
      "--engine",
      "cpu",
      ...drawn,
    ).stdout;
  assert.match(draw(), /^\d+(,\d+){4}\n$/);
  assert.equal(draw(), draw());
});

test("mixlab train --tokens: bare integers of a named type, several files by option and by word; --json", () => {
  const tokens = (name: string) =>
    file(name, new Uint8Array(Uint32Array.from({ length: 40 }, (_, at) => at).buffer));
  const { status, stdout, stderr } = mixlab(
    ...["train", ...base, "--type", "uint32", "--tokens", tokens("a.bin"), tokens("b.bin")],
    ...[
      "--validation",
      `b=${tokens("b.bin")}`,
      "--out",
      "runs/bare",
      "--steps",
      "4",
      "--seed",
      "9",
      "--json",
    ],
  );
  assert.equal(status, 0, stderr);
  const result = JSON.parse(stdout);
  assert.deepEqual([result.name, result.step, result.tokens, result.isDone], ["bare", 4, 96, true]);
  assert.ok(result.validation.b.lossNats > 0);
  const { plan } = JSON.parse(readFileSync(join(folder, "runs/bare/run.json"), "utf8"));
  assert.deepEqual([plan.seed, plan.tokens.files, plan.tokens.bytes], [9, 2, 320]);
});

test("mixlab train: Ctrl-C saves, says so, and the same command goes on", async () => {
  const args = [...base, "--bytes", "text.txt", "--out", "runs/broken", "--steps", "3000"];
  const run = spawn(process.execPath, [command, "train", ...args], { cwd: folder });
  let stderr = "";
  for await (const text of run.stderr) {
    stderr += text;
    if (stderr.includes("step 1/3000") && !stderr.includes("SIGINT")) {
      run.kill("SIGINT");
      stderr += "(SIGINT sent)";
    }
  }
  const status = run.exitCode ?? (await once(run, "exit"))[0];
  assert.equal(status, 130, stderr);
  const step = Number(
    /stopped after step (\d+) of 3000, saved in runs\/broken\/step-\d+; the same command/.exec(stderr)?.[1],
  );
  assert.ok(step >= 1 && step < 3000, stderr);
  assert.ok(!existsSync(join(folder, "runs/broken/run.lock")));
  const onwards = mixlab(
    "train",
    ...base,
    "--bytes",
    "text.txt",
    "--out",
    "runs/broken",
    "--steps",
    `${step + 2}`,
  );
  assert.equal(onwards.status, 0, onwards.stderr);
  assert.match(onwards.stderr, new RegExp(`goes on after step ${step} of ${step + 2}`));
});

test("mixlab train --example: prints a configuration that is read", async () => {
  const { status, stdout } = mixlab("train", "--example");
  assert.deepEqual([status, stdout], [0, train.exampleTrainingConfig]);
});

test("mixlab train: what is refused changes no tokens and leaves no folder; a short run has a short warm-up", () => {
  const out = ["--out", "runs/kept"];
  assert.equal(mixlab("train", ...base, "--bytes", "text.txt", ...out).status, 0);
  const tokens = readdirSync(join(folder, "runs/kept/tokens"));
  assert.match(tokens.join(), /^train-[0-9a-f]{16}\.tokens$/);
  const changed = ["train", ...base, "--bytes", "held.txt", "--seed", "3", ...out];
  assert.match(
    mixlab(...changed, "--validation", "a=held.txt").stderr,
    /validation a added.*--allow tokens --allow validation\.$/m,
  );
  assert.deepEqual(readdirSync(join(folder, "runs/kept/tokens")), tokens);
  assert.equal(mixlab(...changed, "--allow", "tokens").status, 0);
  const least = ["train", "--bytes", "text.txt", "--steps", "1", "--engine", "cpu"];
  assert.match(
    mixlab(...least, "--validation", "a=run.yaml", "--out", "new/run").stderr,
    /validation of "a" must hold/,
  );
  assert.ok(!existsSync(join(folder, "new")));
});

const bad: readonly [string, readonly string[], number, RegExp][] = [
  ["no folder", ["train", ...base], 2, /^mixlab train: --out is needed: folder of the run/],
  [
    "tokens without a configuration",
    ["train", "--tokens", "a.bin", "--out", "x"],
    2,
    /--config is needed without --bytes/,
  ],
  [
    "validation without a name",
    ["train", ...base, "--bytes", "text.txt", "--validation", "a.bin", "--out", "x"],
    2,
    /--validation must be NAME=FILE, got "a\.bin"/,
  ],
  [
    "text as tokens",
    ["train", ...base, "--tokens", "text.txt", "--out", "x"],
    1,
    /^mixlab train: text\.txt must be a file of tokens .*--bytes/,
  ],
  [
    "an unknown option",
    ["train", ...base, "--treads", "2"],
    2,
    /unknown option --treads\. Did you mean --threads\?/,
  ],
  [
    "a changed plan",
    ["train", ...base, "--bytes", "held.txt", "--out", "runs/austen"],
    1,
    /tokens\.bytes \d+ → \d+.* add --allow tokens/,
  ],
  [
    "a stray text",
    ["train", "text.txt", "--out", "x"],
    2,
    /unknown argument "text\.txt"\. Text goes after --bytes, .*--bytes text\.txt/,
  ],
  [
    "a domain given twice",
    [
      ...["train", ...base, "--bytes", "text.txt", "--out", "x"],
      ...["--validation", "a=held.txt", "--validation", "a=text.txt"],
    ],
    2,
    /--validation must give each name once, got "a" twice/,
  ],
  [
    "a thousand threads",
    ["train", "--bytes", "text.txt", "--out", "x", "--threads", "1000"],
    2,
    /--threads must be a whole number from 1 to \d+, got 1000; this machine has \d+ cores/,
  ],
  [
    "a type that is none",
    ["train", ...base, "--tokens", "text.txt", "--type", "float", "--out", "x"],
    1,
    /type must be one of the 7 known names, got "float"\. Known: uint8, int8, uint16/,
  ],
  [
    "a folder of text",
    ["train", "--bytes", ".", "--out", "x"],
    1,
    /\. must be a text, got a folder\. Name the files in it/,
  ],
  ["no prompt", ["generate", "--model", "runs/austen"], 2, /--prompt-tokens IDS is needed/],
  [
    "ids that are none",
    ["generate", "--model", "x", "--prompt-tokens", "1,,2"],
    2,
    /must be ids with commas between, got "1,,2"/,
  ],
  [
    "a model that is not there",
    ["generate", "--model", "nowhere", "--prompt-tokens", "1"],
    1,
    /^mixlab generate: nowhere/,
  ],
];
for (const [title, args, status, message] of bad)
  test(`mixlab train and generate: ${title} is one clear line`, () => {
    const result = mixlab(...args);
    assert.match(result.stderr, message);
    assert.deepEqual([result.status, result.stdout], [status, ""]);
  });
