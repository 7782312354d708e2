import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KernelCommand } from "./client.ts";

/** The folder of the package, where package.json, data/ and notebooks/ are. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** The project's own kernel. */
export function mixlabKernel(): KernelCommand {
  const entry = join(packageRoot(), "dist/kernels/mixlab/main.js");
  return { argv: [process.execPath, entry, "{connection_file}"], interruptMode: "message" };
}
