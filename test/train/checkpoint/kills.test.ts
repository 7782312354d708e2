import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadCheckpoint, newestCheckpoint } from "../../../src/train/index.ts";
import { sampleCheckpoint } from "./samples.ts";

const child = fileURLToPath(new URL("./save-forever.js", import.meta.url));

test("saveCheckpoint: kill -9 at any moment leaves the last checkpoint or a newer one, whole, none damaged", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mixlab-kills-"));
  try {
    let saved = 0;
    for (let kill = 0; kill < 4; kill++) {
      const saver = spawn(process.execPath, [child, folder, String(saved + 1)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let said = "";
      saver.stdout.setEncoding("utf8").on("data", (text: string) => {
        if (said === "") setTimeout(() => saver.kill("SIGKILL"), kill * 10 + Math.random() * 10);
        said += text;
      });
      await once(saver, "close");
      const told = Number(said.trim().split("\n").at(-1));
      const newest = await newestCheckpoint(folder);
      assert.deepEqual(newest.damaged, []);
      assert.ok(newest.folder !== undefined && newest.step !== undefined);
      assert.ok(newest.step >= told && told > saved, `${newest.step} after ${told} after ${saved}`);
      saved = newest.step;
      const { parameters, state } = await loadCheckpoint(newest.folder);
      assert.deepEqual(state, sampleCheckpoint(saved).state);
      assert.deepEqual({ ...parameters }, sampleCheckpoint(saved).parameters);
    }
    assert.ok((await readdir(folder)).length <= 4);
  } finally {
    await rm(folder, { recursive: true });
  }
});
