import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { receiptComment, receiptOf, writeReceipt } from "../../src/notebook/receipt.ts";
import { temporaryFolder } from "./made.ts";

const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

test("receipt: it names version, command, seed and the hashes of inputs and output", async (context) => {
  const folder = temporaryFolder(context);
  const [input, output] = [join(folder, "in.csv"), join(folder, "out.yaml")];
  writeFileSync(input, "abc");
  writeFileSync(output, "abc");
  const receipt = await receiptOf({
    version: "0.1.0",
    command: "mixlab sample\n-n 2",
    seed: 42,
    inputs: [input],
  });
  assert.equal(
    receiptComment(receipt),
    `# mixlab 0.1.0\n# command mixlab sample -n 2\n# seed 42\n# input in.csv sha256 ${abc}\n`,
  );
  const path = await writeReceipt(output, receipt);
  assert.equal(path, `${output}.receipt.json`);
  assert.deepEqual(JSON.parse(readFileSync(path, "utf8")), { ...receipt, output: { "out.yaml": abc } });
});

test("receipt: inputs of one name in two folders both leave their hash", async (context) => {
  const folder = temporaryFolder(context);
  const inputs = ["fit", "test"].map((part) => join(folder, part, "mixtures.csv"));
  for (const input of inputs) {
    mkdirSync(join(input, ".."));
    writeFileSync(input, input);
  }
  const receipt = await receiptOf({ version: "0.1.0", command: "mixlab fit", inputs });
  assert.deepEqual(Object.keys(receipt.inputs), inputs);
});
