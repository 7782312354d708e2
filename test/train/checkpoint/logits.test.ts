import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadModel } from "../../../src/train/index.ts";
import { logitsOf } from "./logits.ts";

const golden = fileURLToPath(new URL("../../../../test/golden/train/", import.meta.url));
const record: {
  readonly prompt: readonly (readonly number[])[];
  readonly logits: Readonly<Record<string, readonly number[]>>;
} = JSON.parse(await readFile(join(golden, "llama-logits.json"), "utf8"));

// Both sides compute in float32 in their own order; widened weights are equal, so the bound serves all types.
for (const [name, wanted] of Object.entries(record.logits)) {
  test(`loadModel: ${name} gives the logits of transformers`, async () => {
    const got = await logitsOf(await loadModel(join(golden, name)), record.prompt);
    assert.equal(got.length, wanted.length);
    const scale = Math.max(...wanted.map(Math.abs));
    const worst = Math.max(...wanted.map((value, at) => Math.abs(value - got[at])));
    assert.ok(worst <= 1e-5 * scale, `off by ${worst} of ${scale}`);
  });
}
