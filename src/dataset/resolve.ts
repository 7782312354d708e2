import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../table/index.ts";
import { type DownloadOptions, download, sha256 } from "./download.ts";
import type { PublicFile } from "./manifest.ts";
import { defaultPlaces, type Places } from "./places.ts";

/** Where to look, and whether to download. */
export interface ResolveOptions extends DownloadOptions {
  readonly places?: Places;
  /** Look in folders only. */
  readonly offline?: boolean;
}

/**
 * Finds a public file, checks its hash and returns its bytes: a mirror that was named → the cache → a mirror beside
 * the checkout → download into the cache.
 *
 * @throws {DataError} naming the file, every place tried and the command that fetches it
 */
export async function resolveFile(file: PublicFile, options: ResolveOptions = {}): Promise<Uint8Array> {
  const { places = defaultPlaces(), offline = false } = options;
  const cached = join(places.cache, file.path);
  const tried: string[] = [];
  for (const [where, path] of [
    ["mirror", places.mirror && join(places.mirror, file.path)],
    ["cache", cached],
    ["neighbour", places.neighbour && join(places.neighbour, file.path)],
  ] as const) {
    if (!path) continue;
    const size = await stat(path).then(
      (found) => found.size,
      () => undefined,
    );
    // A file of another size is another file: its bytes need not be read to know.
    const bytes = size === file.bytes ? await readFile(path).catch(() => undefined) : undefined;
    const got = bytes === undefined ? undefined : sha256(bytes);
    if (got === file.sha256) return bytes as Uint8Array;
    if (size === undefined) tried.push(`${path} (not there)`);
    else if (size === file.bytes && bytes === undefined) tried.push(`${path} (cannot be read)`);
    else if (where === "mirror") throw tampered(file, path, got, size);
    else if (got === undefined) tried.push(`${path} (has ${size} bytes, must have ${file.bytes})`);
    else tried.push(`${path} (SHA-256 is ${got.slice(0, 12)}…, must be ${file.sha256.slice(0, 12)}…)`);
  }
  if (offline) throw notFound(file, [...tried, `${file.address} (not tried: offline)`]);
  try {
    await download(file, cached, options);
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw notFound(file, [...tried, `${file.address} (${(cause as Error).message})`], cause);
  }
  return readFile(cached);
}

function tampered(file: PublicFile, path: string, got: string | undefined, size: number): DataError {
  const [rule, found] = got === undefined ? [`${file.bytes} bytes`, size] : [`SHA-256 ${file.sha256}`, got];
  return new DataError(
    `resolveFile: ${path} must have ${rule}, got ${found}. The mirror holds another version or a damaged file; copy it anew.`,
    { file: path },
  );
}

function notFound(file: PublicFile, tried: readonly string[], cause?: unknown): DataError {
  return new DataError(
    `resolveFile: ${file.path} was not found. Tried:\n${tried.map((place) => `  ${place}`).join("\n")}\nFetch it with: mixlab data fetch — or name a folder that has it in MIXLAB_MIRROR.`,
    { file: file.path },
    { cause },
  );
}
