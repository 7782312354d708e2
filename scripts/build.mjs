// Compiles the project into dist/: AssemblyScript first (its bytes are imported by the rest), then TypeScript.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function run(script, args) {
  const result = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: "inherit" });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

if (existsSync(join(root, "scripts/build-assembly.mjs"))) run("scripts/build-assembly.mjs", []);
run("node_modules/@typescript/native/bin/tsc", ["-p", "tsconfig.json"]);
