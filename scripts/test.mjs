// Runs the compiled tests that need only Node. Fails below a floor, because a runner that finds nothing exits 0.
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const floor = 900;
process.env.TZ = "UTC";

function* testFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "jupyter") yield* testFiles(path);
    else if (entry.name.endsWith(".test.js")) yield path;
  }
}

const wanted = process.argv.slice(2);
const files = [...testFiles(join(root, "dist/test"))]
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
  .sort();
const counts = { passed: 0, failed: 0, skipped: 0 };
const skips = [];
const stream = run({ files, concurrency: availableParallelism() });
stream.on("test:pass", (event) => {
  if (event.details.type === "suite" || files.includes(event.name)) return;
  if (event.skip || event.todo) {
    counts.skipped += 1;
    skips.push(`${event.name}: ${event.skip ?? event.todo}`);
  } else counts.passed += 1;
});
stream.on("test:fail", (event) => {
  if (event.details.type !== "suite") counts.failed += 1;
});
stream.compose(new spec()).pipe(process.stdout);
stream.on("end", () => {
  setImmediate(() => {
    for (const skip of skips) console.log(`skipped: ${skip}`);
    const short = wanted.length === 0 && counts.passed + counts.skipped < floor;
    if (short) console.log(`test: found fewer tests than the floor of ${floor}`);
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    process.exitCode = counts.failed > 0 || short ? 1 : 0;
  });
});
