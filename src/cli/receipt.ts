import { stat } from "node:fs/promises";
import { join } from "node:path";
import { dataset, notebook } from "../index.ts";
import { mixtureEndings } from "./inputs.ts";
import type { Arguments } from "./verb.ts";

/** Options whose values are files, or folders of mixtures, that go into a result. */
const inputOptions = [
  "mixtures",
  "losses",
  "stop-mixtures",
  "stop-losses",
  "test-mixtures",
  "test-losses",
  "prior",
  "tokens",
] as const;

/** Writes `FILE.receipt.json` beside a result: the command, its seed, and the hashes of what went in and came out. */
export async function leaveReceipt(
  file: string,
  given: Arguments,
  seed: number | undefined,
  words: readonly string[] = [],
): Promise<void> {
  const named = inputOptions
    .map((name) => given.text(name))
    .filter((name) => name !== undefined && name !== "regmix");
  const read = await Promise.all([...words, ...(named as string[])].map(filesOf));
  const receipt = await notebook.receiptOf({
    version: dataset.packageVersion(),
    command: ["mixlab", ...process.argv.slice(2)].join(" "),
    ...(seed === undefined ? {} : { seed }),
    inputs: [...new Set(read.flat())],
  });
  await notebook.writeReceipt(file, receipt);
}

/** The files that a name stands for: itself, or the mixtures of a folder. */
async function filesOf(name: string): Promise<readonly string[]> {
  if (!(await stat(name)).isDirectory()) return [name];
  return (await dataset.readFolder(name, mixtureEndings)).map((found) => join(name, found.name));
}
