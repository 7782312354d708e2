// Takes the README's picture out of the committed notebook: node scripts/readme-figure.mjs [--check]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "notebooks/regmix/04-recommendation.ipynb");
const target = join(root, "notebooks/figures/recommendation.svg");
const outputs = JSON.parse(readFileSync(source, "utf8")).cells.flatMap((cell) => cell.outputs ?? []);
const svg = outputs.map((output) => output.data?.["image/svg+xml"]).find((picture) => picture !== undefined);
const text = `${[svg].flat().join("")}\n`;
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error(
      "readme-figure: the picture must be that of the committed notebook. Run node scripts/readme-figure.mjs.",
    );
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
