import type { BenchRow } from "./measure.ts";

/** Rows as a Markdown table, with the machine they were measured on. */
export function benchTable(rows: readonly BenchRow[]): string {
  const cells = rows.map(({ name, peer, ours, theirs, ratio, unit, runs, threads }) => [
    name,
    peer,
    `${digits(ours)} ${unit} (${threads.ours})`,
    `${digits(theirs)} ${unit} (${threads.theirs})`,
    `${ratio.toFixed(2)} ×`,
    String(runs),
  ]);
  const head = ["row", "peer", "mixlab (threads)", "peer (threads)", "ratio", "runs"];
  const lines = [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`);
  const notes = rows.flatMap(({ name, notes = [] }) => notes.map((note) => `- ${name}: ${note}\n`));
  if (notes.length > 0) notes.push("\n");
  return `${lines.join("\n")}\n\n${notes.join("")}Machine: ${rows[0]?.machine ?? "none"}.\n`;
}

const digits = (seconds: number): string => seconds.toPrecision(3);
