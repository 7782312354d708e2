import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  card,
  readManifest,
  readSwarm,
  regmix,
  regmixMixtures,
  regmixPrior,
  swarmOfTables,
} from "../../src/dataset/index.ts";
import { column, matrixToArquero } from "../../src/table/index.ts";
import { needsPublished, publishedRegmix } from "../published.ts";

test("regmix: each scale has the published rows, domains and targets", needsPublished, async () => {
  const [small, middle, large] = [await regmix("1m"), await regmix("60m"), await regmix("1b")];
  assert.deepEqual(
    [small.train, small.test, middle.test, large.test].map(({ ids, mixtures, losses }) => [
      ids.length,
      mixtures.names.length,
      losses.names.length,
    ]),
    [
      [512, 17, 13],
      [256, 17, 13],
      [256, 17, 13],
      [64, 17, 13],
    ],
  );
  assert.deepEqual(small.train.mixtures.names, Object.keys(regmixPrior));
  assert.deepEqual(middle.test.mixtures, small.test.mixtures);
  assert.equal(Math.min(...column(large.test.losses, "pile_cc")), column(large.test.losses, "pile_cc")[34]);
});

test("regmix: an unknown scale is refused", async () => {
  await assert.rejects(regmix("7b" as "1b"), /scale must be "1m", "60m" or "1b", got "7b"/);
});

test("regmixPrior: sums to exactly 1", () => {
  assert.equal(
    Object.values(regmixPrior).reduce((sum, share) => sum + share, 0),
    1,
  );
});

test("regmixMixtures: gives the four YAML texts", needsPublished, async () => {
  const texts = await regmixMixtures();
  assert.deepEqual(
    texts.map(({ name }) => name),
    ["human.yaml", "doremi.yaml", "pile_cc_only.yaml", "regmix.yaml"],
  );
});

test("readManifest: every file has an https address, a size and a hash", async () => {
  const manifest = await readManifest();
  assert.deepEqual(
    manifest.map(({ name, files }) => [name, files.length]),
    [
      ["regmix/1m", 4],
      ["regmix/60m", 2],
      ["regmix/1b", 2],
      ["regmix/mixtures", 4],
      ["scaling", 211],
    ],
  );
  const { files, commit } = manifest[4];
  assert.equal(
    files.find(({ path }) => path === "scaling/models/rpj-d=96_l=8_h=4-1.0.json")?.address,
    `https://raw.githubusercontent.com/mlfoundations/scaling/${commit}/exp_data/models/rpj-d=96_l=8_h=4-1.0.json`,
  );
});

test("card: 64 models, 13 tasks; the card's average is the mean of its tasks within .0062", async () => {
  const { ids, models, tasks, scores, average } = await card();
  assert.deepEqual([ids.length, tasks.length, models[0], ids[0]], [64, 13, 1, "0"]);
  average.forEach((value, row) => {
    const mean = scores.values.subarray(row * 13, row * 13 + 13).reduce((sum, score) => sum + score, 0) / 13;
    assert.ok(Math.abs(mean - value) < 0.0063, `model ${row + 1}: ${mean} against ${value}`);
  });
});

test("readSwarm: shuffled rows of a user's files give the same swarm", needsPublished, async () => {
  const folder = await mkdtemp(join(tmpdir(), "mixlab-swarm-"));
  const source = publishedRegmix() as string;
  const lines = (await readFile(join(source, "test_pile_loss_1B.csv"), "utf8")).trimEnd().split("\n");
  await writeFile(join(folder, "losses.csv"), [lines[0], ...lines.slice(1).toReversed()].join("\r\n"));
  const mixtures = join(source, "test_mixture_1B.csv");
  const straight = await readSwarm(mixtures, join(source, "test_pile_loss_1B.csv"));
  assert.deepEqual(await readSwarm(mixtures, join(folder, "losses.csv")), straight);
  const { test: runs } = await regmix("1b");
  const tables = swarmOfTables(
    matrixToArquero(runs.mixtures, runs.ids),
    matrixToArquero(runs.losses, runs.ids),
    { name: straight.name },
  );
  assert.deepEqual(tables, straight);
  await rm(folder, { recursive: true });
});
