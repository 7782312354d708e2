import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { packageFolder } from "../../src/dataset/index.ts";

const folder = mkdtempSync(join(tmpdir(), "mixlab-readme-"));
after(() => rmSync(folder, { recursive: true }));
const root = packageFolder();
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, kind, text]) => ({ kind, text }));

const block = (kind: string, part: string): string => {
  const found = blocks.find((each) => each.kind === kind && each.text.includes(part));
  assert.ok(found, `README.md has no ${kind} block with ${part}`);
  return found.text;
};

/** The commands of a block as lists of words, comments and line ends taken out. */
const commandsOf = (text: string): string[][] =>
  text
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line.startsWith("npx mixlab "))
    .map((line) => line.split(/\s+/).slice(2));

const mixlab = (args: readonly string[]) =>
  spawnSync(process.execPath, [join(root, "scripts/mixlab.mjs"), ...args], { encoding: "utf8", cwd: folder });

const [sample, fit, propose] = commandsOf(block("sh", "npx mixlab sample"));

before(() => {
  writeFileSync(join(folder, "prior.yaml"), block("yaml", "# prior.yaml"));
  writeFileSync(join(folder, "tokens.csv"), block("csv", "domain,tokens"));
  const { status, stderr } = mixlab(sample);
  assert.equal(status, 0, stderr);
  const [header, ...rows] = readFileSync(join(folder, "mixtures/mixtures.csv"), "utf8").trimEnd().split("\n");
  const web = header.split(",").indexOf("web");
  const losses = rows.map((row, at) => {
    const cells = row.split(",");
    return `${cells[0]},${3.5 - Number(cells[web]) + 0.01 * Math.sin(at)}`;
  });
  writeFileSync(join(folder, "losses.csv"), `index,wiki_loss\n${losses.join("\n")}\n`);
});

/** Names of the inputs and outputs of a receipt. */
const receipt = (of: string): { readonly inputs: readonly string[]; readonly output: readonly string[] } => {
  const { inputs, output } = JSON.parse(readFileSync(join(folder, `${of}.receipt.json`), "utf8"));
  return { inputs: Object.keys(inputs), output: Object.keys(output) };
};

test("README: sample, fit and propose are the three commands of its block, in that order", () => {
  assert.deepEqual(
    [sample, fit, propose].map(([verb]) => verb),
    ["sample", "fit", "propose"],
  );
});

test("README: fit as printed, on the folder that sample wrote, gives a model, its receipt and a summary", () => {
  assert.ok(fit.includes("mixtures/"), fit.join(" "));
  const { status, stdout, stderr } = mixlab(fit);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^wiki_loss: \d+ trees, .* → model\.txt\n$/);
  assert.ok(existsSync(join(folder, "model.txt")));
  const { inputs, output } = receipt("model.txt");
  const trained = Array.from({ length: 256 }, (_, at) => `n${at + 1}.yaml`);
  assert.deepEqual(inputs.toSorted(), ["losses.csv", ...trained].toSorted());
  assert.deepEqual(output, ["model.txt"]);
});

for (const mixtures of ["mixtures/", "mixtures/mixtures.csv"]) {
  test(`README: propose as printed, with --mixtures ${mixtures}, recommends and leaves a receipt`, () => {
    const at = propose.indexOf("--mixtures") + 1;
    const { status, stdout, stderr } = mixlab(propose.with(at, mixtures));
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^web +0\.\d{6}\n/);
    const { inputs } = receipt("optimal_mixture.yaml");
    assert.equal(inputs.length, mixtures.endsWith(".csv") ? 4 : 259);
    for (const name of ["losses.csv", "prior.yaml", "tokens.csv"]) assert.ok(inputs.includes(name), name);
  });
}
