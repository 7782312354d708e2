// npm run bench -- [--json FILE] [--save] [names…]: times our code against its Python peers, in turn on one machine.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gbdtRows } from "./gbdt.ts";
import { lawRows } from "./laws.ts";
import type { BenchRow } from "./measure.ts";
import { startPeer } from "./peer.ts";
import { benchTable } from "./table.ts";

const rows = { ...gbdtRows, ...lawRows };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: "string" }, save: { type: "boolean" } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !(name in rows));
  if (unknown !== undefined) {
    throw new Error(
      `bench: names must be among ${Object.keys(rows).join(", ")}, got ${JSON.stringify(unknown)}.`,
    );
  }
  const names = positionals.length > 0 ? positionals : Object.keys(rows);
  const peer = await startPeer();
  const found: BenchRow[] = [];
  try {
    for (const name of names) {
      process.stderr.write(`bench: ${name} …\n`);
      found.push(await rows[name](peer));
    }
  } finally {
    peer.close();
  }
  const text = benchTable(found);
  process.stdout.write(text);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(found, null, 2)}\n`);
  if (values.save === true) {
    const command = `npm run bench -- ${names.join(" ")} --save`;
    const file = fileURLToPath(new URL("../../../scripts/bench/RESULTS.md", import.meta.url));
    writeFileSync(
      file,
      `# Benchmarks\n\nMedians of runs in turn; ratio above 1: mixlab is faster. Made by \`${command}\`.\n\n${text}`,
    );
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
