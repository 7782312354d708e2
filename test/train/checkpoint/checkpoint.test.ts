import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DataError } from "../../../src/table/index.ts";
import { type Disk, realDisk } from "../../../src/train/checkpoint/disk.ts";
import { saveCheckpointTo } from "../../../src/train/checkpoint/save-checkpoint.ts";
import { loadCheckpoint, loadModel, newestCheckpoint, saveCheckpoint } from "../../../src/train/index.ts";
import { sampleCheckpoint } from "./samples.ts";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "mixlab-checkpoint-"));
});
after(() => rm(root, { recursive: true }));

/** A run's folder with checkpoints of these steps. */
async function run(name: string, ...steps: number[]): Promise<string> {
  const folder = join(root, name);
  for (const step of steps) await saveCheckpoint(folder, sampleCheckpoint(step), { keepLast: 100 });
  return folder;
}

const steps = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith("step-"));

test("saveCheckpoint: all comes back, bit for bit", async () => {
  const saved = sampleCheckpoint(1000);
  const { folder, bytes } = await saveCheckpoint(join(root, "whole"), saved);
  assert.equal(folder, join(root, "whole/step-00001000"));
  assert.ok(bytes > 4 * 3 * 10_000);
  const loaded = await loadCheckpoint(folder);
  assert.deepEqual(loaded.state, saved.state);
  assert.deepEqual(loaded.configuration, saved.configuration);
  assert.deepEqual({ ...loaded.parameters }, { ...saved.parameters });
  assert.deepEqual(new Map(Object.entries(loaded.optimiser)), new Map(Object.entries(saved.optimiser)));
  assert.deepEqual((await loadModel(folder)).parameters, loaded.parameters);
  assert.deepEqual(JSON.parse(await readFile(join(root, "whole/latest.json"), "utf8")), {
    checkpoint: "step-00001000",
    step: 1000,
  });
});

test("saveCheckpoint: keeps the last k and every nth, and removes nothing of later steps", async () => {
  const folder = await run("kept", 10, 20, 30, 40, 90);
  const { removed } = await saveCheckpoint(folder, sampleCheckpoint(50), { keepLast: 2, keepEvery: 20 });
  assert.deepEqual(await steps(folder), ["step-00000020", "step-00000040", "step-00000050", "step-00000090"]);
  assert.deepEqual(removed, [join(folder, "step-00000030"), join(folder, "step-00000010")]);
});

test("saveCheckpoint: the same step again takes the place of the one before", async () => {
  const folder = await run("again", 10);
  await truncate(join(folder, "step-00000010/model.safetensors"), 100);
  await saveCheckpoint(folder, sampleCheckpoint(10));
  assert.deepEqual((await newestCheckpoint(folder)).damaged, []);
  assert.deepEqual(await readdir(folder), ["latest.json", "step-00000010"]);
});

test("newestCheckpoint: nothing where there is no folder or no checkpoint", async () => {
  assert.deepEqual(await newestCheckpoint(join(root, "none")), { damaged: [] });
  await mkdir(join(root, "empty/step-x"), { recursive: true });
  assert.deepEqual(await newestCheckpoint(join(root, "empty")), { damaged: [] });
});

for (const [what, spoil, reason] of [
  [
    "one changed bit",
    (at: string) => flip(join(at, "optimiser.safetensors"), 5000),
    /optimiser\.safetensors must have SHA-256/,
  ],
  [
    "a file cut short",
    (at: string) => truncate(join(at, "model.safetensors"), 99),
    /model\.safetensors must have \d+ bytes, got 99/,
  ],
  [
    "a file missing",
    (at: string) => rm(join(at, "config.json")),
    /config\.json must have \d+ bytes, got no file/,
  ],
  [
    "another step in its state",
    (at: string) => edit(join(at, "state.json"), '"step": 30', '"step": 31'),
    /state\.json must have the hash/,
  ],
  ["an empty state", (at: string) => truncate(join(at, "state.json"), 0), /state\.json must hold JSON/],
  [
    "another schema",
    (at: string) => writeFile(join(at, "state.json"), "null"),
    /state\.json must be of schema/,
  ],
  ["no state", (at: string) => rm(join(at, "state.json")), /state\.json must be a readable file/],
] as const) {
  test(`newestCheckpoint: after ${what} the one before is taken, and it says so`, async () => {
    const folder = await run(`spoilt-${what}`, 20, 30);
    await spoil(join(folder, "step-00000030"));
    const newest = await newestCheckpoint(folder);
    assert.equal(newest.step, 20);
    assert.equal(newest.damaged.length, 1);
    assert.equal(newest.damaged[0].folder, join(folder, "step-00000030"));
    assert.match(newest.damaged[0].reason, reason);
    await assert.rejects(loadCheckpoint(join(folder, "step-00000030")), {
      name: "DataError",
      message: reason,
    });
  });
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at] ^= 1;
  await writeFile(file, bytes);
}

async function edit(file: string, from: string, to: string): Promise<void> {
  await writeFile(file, (await readFile(file, "utf8")).replace(from, to));
}

test("newestCheckpoint: one that was on its way out for the same step still counts", async () => {
  const folder = await run("swap", 20, 30);
  await rename(join(folder, "step-00000030"), join(folder, "step-00000030.replaced"));
  assert.equal((await newestCheckpoint(folder)).folder, join(folder, "step-00000030.replaced"));
  await saveCheckpoint(folder, sampleCheckpoint(30));
  assert.deepEqual(await steps(folder), ["step-00000020", "step-00000030"]);
});

test("saveCheckpoint: what killed processes left is passed over, then cleared away", async () => {
  const folder = await run("left", 20);
  const dead = 2 ** 22 + 1;
  const names = [`.step-00000030.${dead}-0a1b2c3d.partial`, ".step-00000010.removed"];
  for (const name of names) await cp(join(folder, "step-00000020"), join(folder, name), { recursive: true });
  const mine = `.step-00000040.${process.pid}-0a1b2c3d.partial`;
  await mkdir(join(folder, mine));
  assert.equal((await newestCheckpoint(folder)).step, 20);
  await saveCheckpoint(folder, sampleCheckpoint(25));
  assert.deepEqual(await readdir(folder), [mine, "latest.json", "step-00000020", "step-00000025"]);
});

/** A disk that is full after so many bytes. */
function fullAfter(bytes: number): Disk {
  let left = bytes;
  return {
    ...realDisk,
    async create(file) {
      const sink = await realDisk.create(file);
      const write: typeof sink.write = async (content) => {
        left -= content.length;
        if (left >= 0) return sink.write(content);
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      };
      return { ...sink, write };
    },
  };
}

for (const bytes of [0, 1000, 60_000, 150_000]) {
  test(`saveCheckpoint: a disk full after ${bytes} bytes leaves the checkpoint before and nothing else`, async () => {
    const folder = await run(`full-${bytes}`, 20);
    const save = saveCheckpointTo(fullAfter(bytes), folder, sampleCheckpoint(30), { keepLast: 1 });
    await assert.rejects(save, (error: DataError) => {
      assert.ok(error instanceof DataError);
      assert.match(
        error.message,
        /^saveCheckpoint: .*step-00000030 must be a place that can be written, got ENOSPC, the disk is full\. Make room for it \(parameters \d+ × 4 bytes = .* kB, optimiser .* kB\), or name .*untouched\.$/,
      );
      return true;
    });
    assert.deepEqual(await readdir(folder), ["latest.json", "step-00000020"]);
    assert.deepEqual((await newestCheckpoint(folder)).damaged, []);
  });
}

test("saveCheckpoint: refuses to begin where there is too little room, with the arithmetic", async () => {
  const folder = await run("room", 20);
  const disk = { ...realDisk, freeBytes: async () => 12_345 };
  await assert.rejects(saveCheckpointTo(disk, folder, sampleCheckpoint(30), {}), {
    name: "DataError",
    message:
      /room must have 1\.\d+ MB free \(parameters \d+ × 4 bytes = [\d.]+ kB, optimiser [\d.]+ kB\), got 12\.3 kB\. Make room/,
  });
  assert.deepEqual(await steps(folder), ["step-00000020"]);
});

test("saveCheckpoint: what goes wrong while tensors are read comes through, and nothing is left", async () => {
  const folder = await run("reading", 20);
  const checkpoint = sampleCheckpoint(30);
  const read = async () => {
    throw new Error("the engine is closed");
  };
  const parameters = { specs: checkpoint.parameters, read } as never;
  await assert.rejects(
    saveCheckpoint(folder, { ...checkpoint, parameters }),
    /^Error: the engine is closed$/,
  );
  assert.deepEqual(await readdir(folder), ["latest.json", "step-00000020"]);
});

test("saveCheckpoint: refuses an optimiser or numbers that are not the run's", async () => {
  const checkpoint = sampleCheckpoint(30);
  const refuse = (changes: object, message: RegExp, options = {}) =>
    assert.rejects(saveCheckpoint(join(root, "refused"), { ...checkpoint, ...changes }, options), {
      name: "RangeError",
      message,
    });
  const { "first_moment.lm_head.weight": moment, ...rest } = checkpoint.optimiser;
  await refuse({ optimiser: rest }, /none for 1 parameters, such as first_moment\.lm_head\.weight/);
  await refuse({ optimiser: { ...rest, "third_moment.lm_head.weight": moment } }, /unknown third_moment/);
  await refuse({ optimiser: { "first_moment.model.norm.weight": moment } }, /of shape \[96,32\], not \[32\]/);
  await refuse(
    { state: { ...checkpoint.state, step: -1 } },
    /step must be a whole number of at least 0, got -1/,
  );
  await refuse({}, /keepLast must be a whole number of at least 1, got 0/, { keepLast: 0 });
});
