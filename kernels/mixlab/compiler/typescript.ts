import { isAscii } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { Script } from "node:vm";
import type { Typescript } from "./survey.ts";

const require = createRequire(import.meta.url);

/**
 * Loads the TypeScript API. It is one file of 9 MB, most of whose loading is compilation by the engine, so the
 * engine's code is kept in the user's cache folder; without one, or with another Node, it loads as any module.
 *
 * @param warmUp is called with the API before its code is stored, so that what it needed is stored as well
 */
export function loadTypescript(warmUp: (typescript: Typescript) => void): Typescript {
  const file = fileOfTypescript();
  const bytes = readFileSync(file);
  if (!isAscii(bytes)) return require(file) as Typescript;
  const stored = join(cacheFolder(), `typescript-${keyOf(file, bytes.length)}.bin`);
  const cachedData = readIfThere(stored);
  // The file is ASCII, for which this decoding is right and fast.
  const source = `(function (exports, require, module, __filename, __dirname) {${bytes.toString("latin1")}\n})`;
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...parts: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  const typescript = module.exports as Typescript;
  warmUp(typescript);
  if (!cachedData || script.cachedDataRejected) store(stored, script.createCachedData());
  return typescript;
}

/** The file that holds the API; the package's main file may only pass it on. */
function fileOfTypescript(): string {
  const file = require.resolve("typescript");
  const passed = /^\s*module\.exports\s*=\s*require\("([^"]+)"\);?\s*$/.exec(readFileSync(file, "latin1"));
  return passed ? createRequire(file).resolve(passed[1]!) : file;
}

function keyOf(file: string, length: number): string {
  const words = [file, length, process.version, process.arch, process.versions.v8].join(" ");
  return createHash("sha256").update(words).digest("hex").slice(0, 16);
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === "win32")
    return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "mixlab");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "mixlab");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "mixlab");
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function store(file: string, data: Buffer): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, data, { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // Without a cache the next start is slower, and as right.
  }
}
