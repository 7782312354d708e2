import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readFolder, readText, writeWhole } from "../../src/dataset/index.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mixlab-files-"));
});
after(() => rm(folder, { recursive: true }));

test("writeWhole: replaces a file and leaves nothing else behind", async () => {
  const file = join(folder, "deep/er/runs.csv");
  await writeWhole(file, "one");
  await writeWhole(file, "two");
  assert.equal(await readFile(file, "utf8"), "two");
  assert.deepEqual(await readdir(join(folder, "deep/er")), ["runs.csv"]);
});

test("writeWhole: when the place cannot be taken, the draft is removed", async () => {
  await mkdir(join(folder, "taken/runs.csv/inside"), { recursive: true });
  await assert.rejects(writeWhole(join(folder, "taken/runs.csv"), "text"), {
    name: "DataError",
    message: /runs\.csv must be a place that can be written, got E/,
  });
  assert.deepEqual(await readdir(join(folder, "taken")), ["runs.csv"]);
});

test("readText and readFolder: say what is not there", async () => {
  await assert.rejects(readText(join(folder, "none.csv")), {
    name: "DataError",
    message: /none\.csv must be a readable file/,
  });
  await assert.rejects(readText(folder), /must be a file, got a folder/);
  await assert.rejects(readFolder(join(folder, "none"), [".yaml"]), /none must be a readable folder/);
  await assert.rejects(
    readFolder(join(folder, "deep"), [".yaml"]),
    /must hold 1 to 100000 files ending in \.yaml, got 0/,
  );
});

test("readFolder: gives the wanted files in name order", async () => {
  for (const name of ["n2.yaml", "n1.yaml", "notes.txt"])
    await writeWhole(join(folder, "mixtures", name), name);
  assert.deepEqual(await readFolder(join(folder, "mixtures"), [".yaml"]), [
    { name: "n1.yaml", text: "n1.yaml" },
    { name: "n2.yaml", text: "n2.yaml" },
  ]);
});

test("readFolder: a folder of more files than a process may open is read", {
  skip: process.platform === "win32",
}, async () => {
  const many = join(folder, "many");
  await mkdir(many);
  for (let at = 0; at < 400; at++) await writeFile(join(many, `n${at}.yaml`), "train: {a: 1}");
  const door = new URL("../../src/dataset/index.js", import.meta.url).href;
  const code = `import(${JSON.stringify(door)}).then(({ readFolder }) => readFolder(process.argv[1], [".yaml"])).then((files) => console.log(files.length))`;
  const limited = spawnSync(
    "sh",
    ["-c", 'ulimit -n 200 && exec "$0" -e "$1" "$2"', process.execPath, code, many],
    {
      encoding: "utf8",
    },
  );
  assert.equal(limited.stdout, "400\n", limited.stderr);
});
