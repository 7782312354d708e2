// Compiles the project into dist/: AssemblyScript first (its bytes are imported by the rest), then TypeScript, then few files of many.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { bundleGradients } from "./bundle-gradients.mjs";
import { noteBuilt, sourceFolders } from "./fingerprint.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function run(script, args) {
  const result = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: "inherit" });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

if (existsSync(join(root, "scripts/build-assembly.mjs"))) run("scripts/build-assembly.mjs", []);
run("node_modules/@typescript/native/bin/tsc", ["-p", "tsconfig.json"]);

/** Removes what was compiled from a source that is gone, so that no deleted test goes on running. */
function removeOrphans(folder) {
  for (const entry of readdirSync(join(root, "dist", folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) removeOrphans(path);
    else if (entry.name.endsWith(".js") && !existsSync(join(root, path.replace(/js$/, "ts")))) {
      for (const ending of ["js", "js.map", "d.ts"])
        rmSync(join(root, "dist", path.replace(/js$/, ending)), { force: true });
    }
  }
}

for (const folder of sourceFolders) if (existsSync(join(root, "dist", folder))) removeOrphans(folder);
await bundleGradients();
await bundle();
noteBuilt();
