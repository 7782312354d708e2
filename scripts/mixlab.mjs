#!/usr/bin/env node
// The `mixlab` command: installs and builds what a clone lacks or what changed since, then hands over to the compiled command line.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const entry = join(root, "dist/bundle/cli.js");
if (!existsSync(entry) || existsSync(join(root, ".git"))) await import("./bootstrap.mjs");
await import(entry);
