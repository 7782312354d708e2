import { join } from "node:path";
import { packageFolder } from "../dataset/index.ts";
import type { KernelCommand } from "./client.ts";

/** The project's own kernel. */
export function mixlabKernel(): KernelCommand {
  const entry = join(packageFolder(), "dist/kernels/mixlab/main.js");
  return { argv: [process.execPath, entry, "{connection_file}"], interruptMode: "message" };
}
