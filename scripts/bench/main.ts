// npm run bench -- [--json FILE] [--save] [names…]: times our code against its Python peers, in turn on one machine.
// Without names: all rows but those of training, whose peer PyTorch takes several GB; "train" means all of them.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gbdtRows } from "./gbdt.ts";
import { lawRows } from "./laws.ts";
import type { BenchRow } from "./measure.ts";
import { type Peer, startPeer } from "./peer.ts";
import { benchTable } from "./table.ts";
import { trainRows } from "./train.ts";

const fitted = { ...gbdtRows, ...lawRows };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: "string" }, save: { type: "boolean" } },
    allowPositionals: true,
  });
  const names = positionals.length > 0 ? positionals.flatMap(rowsOf) : Object.keys(fitted);
  const found: BenchRow[] = [];
  const { fit, close } = fitter();
  try {
    for (const name of names) {
      process.stderr.write(`bench: ${name} …\n`);
      found.push(await (name in fitted ? fit(name) : trainRows[name]()));
    }
  } finally {
    close();
  }
  const text = benchTable(found);
  process.stdout.write(text);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(found, null, 2)}\n`);
  if (values.save === true) save(text, positionals);
}

/** Rows that a word of the command line means: one, or all that need PyTorch. */
function rowsOf(word: string): readonly string[] {
  if (word === "train") return Object.keys(trainRows);
  if (word in fitted || word in trainRows) return [word];
  const known = ["train", ...Object.keys(fitted), ...Object.keys(trainRows)];
  throw new Error(`bench: names must be among ${known.join(", ")}, got ${JSON.stringify(word)}.`);
}

/** Runs rows beside LightGBM and scipy, which are started with the first of them. */
function fitter() {
  let peer: Peer | undefined;
  return {
    fit: async (name: string) => {
      peer ??= await startPeer();
      return fitted[name](peer);
    },
    close: () => peer?.close(),
  };
}

/** Rows of training have a file of their own, as they are measured on their own. */
function save(text: string, words: readonly string[]): void {
  const training = words.length > 0 && words.every((word) => word.startsWith("train"));
  const name = training ? "RESULTS-TRAIN.md" : "RESULTS.md";
  const file = fileURLToPath(new URL(`../../../scripts/bench/${name}`, import.meta.url));
  const command = `npm run bench -- ${[...words, "--save"].join(" ")}`;
  writeFileSync(
    file,
    `# Benchmarks\n\nMedians of runs in turn; ratio above 1: mixlab is faster. Made by \`${command}\`.\n\n${text}`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
