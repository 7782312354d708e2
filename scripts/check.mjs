// Everything that is checked without running the tests, in the order CI runs it; goes through all steps and says which failed.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const steps = [
  ["format and lint", "node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]],
  ["types", "scripts/build.mjs", []],
  [
    "rooms",
    "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
    ["--config", ".dependency-cruiser.mjs", "src", "kernels"],
  ],
  ["dead code", "node_modules/knip/bin/knip.js", []],
  ["house", "scripts/check-house.mjs", []],
  ["README picture", "scripts/readme-figure.mjs", ["--check"]],
];
const failed = steps.filter(([title, script, args]) => {
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  console.log(
    `check: ${title} ${status === 0 ? "passed" : "FAILED"} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  return status !== 0;
});
console.log(`${steps.length - failed.length} passed, ${failed.length} failed, 0 skipped`);
process.exitCode = failed.length > 0 ? 1 : 0;
