import { dataset, notebook } from "../index.ts";
import type { Arguments } from "./verb.ts";

/** Options whose values are files that go into a result. */
const inputOptions = ["mixtures", "losses", "test-mixtures", "test-losses", "prior", "tokens"] as const;

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
  const receipt = await notebook.receiptOf({
    version: dataset.packageVersion(),
    command: ["mixlab", ...process.argv.slice(2)].join(" "),
    ...(seed === undefined ? {} : { seed }),
    inputs: [...words, ...(named as string[])],
  });
  await notebook.writeReceipt(file, receipt);
}
