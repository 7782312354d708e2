import { join } from "node:path";
import { DataError, shown, unknownName } from "../table/index.ts";
import { readText } from "./files.ts";
import { packageFolder } from "./places.ts";

/** One file of a public data set. */
export interface PublicFile {
  /** Path below a mirror or the cache. */
  readonly path: string;
  readonly address: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows?: number;
  readonly columns?: number;
}

/** A public data set: what it is, whose it is, and its files. */
export interface PublicDataset {
  readonly name: string;
  readonly title: string;
  readonly repository: string;
  readonly commit: string;
  readonly licence: string;
  readonly citation: string;
  readonly files: readonly PublicFile[];
}

/** A data set as the manifest writes it: a file without an address lies at `root.address` + its path below `root.path`. */
interface WrittenDataset extends Omit<PublicDataset, "files"> {
  readonly root?: { readonly path: string; readonly address: string };
  readonly files: readonly (Omit<PublicFile, "address"> & { readonly address?: string })[];
}

/** Reads `data/manifest.json`, or another file of that layout. */
export async function readManifest(
  file: string = join(packageFolder(), "data/manifest.json"),
): Promise<readonly PublicDataset[]> {
  const text = await readText(file);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new DataError(
      `readManifest: ${file} must be JSON. Restore it from the repository.`,
      { file },
      { cause },
    );
  }
  const { version, datasets } = content as { version?: unknown; datasets?: unknown };
  if (version !== 1 || !Array.isArray(datasets)) {
    throw new DataError(
      `readManifest: ${file} must have version 1 and a list of datasets, got version ${shown(version)}.`,
      { file },
    );
  }
  return (datasets as WrittenDataset[]).map(({ root, ...dataset }) => ({
    ...dataset,
    files: dataset.files.map((entry) => {
      const addressed = { ...entry, address: entry.address ?? addressBelow(root, entry.path) };
      requireEntry(addressed, file);
      return addressed;
    }),
  }));
}

function addressBelow(root: WrittenDataset["root"], path: string): string {
  return root !== undefined && typeof path === "string" && path.startsWith(root.path)
    ? root.address + encodeURI(path.slice(root.path.length))
    : "";
}

function requireEntry({ path, address, bytes, sha256 }: PublicFile, file: string): void {
  const inside = typeof path === "string" && !path.startsWith("/") && !path.split(/[\\/]/).includes("..");
  if (!inside)
    throw new DataError(`readManifest: a path must stay below the mirror, got ${shown(path)} at ${file}.`, {
      file,
    });
  if (!/^https:\/\//.test(address) || !(bytes > 0) || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new DataError(
      `readManifest: ${shown(path)} must have an https address, a size and a SHA-256 at ${file}.`,
      { file },
    );
  }
}

/**
 * The entry of one data set.
 *
 * @throws {RangeError} if the manifest has none of that name
 */
export function datasetEntry(manifest: readonly PublicDataset[], name: string): PublicDataset {
  const found = manifest.find((entry) => entry.name === name);
  if (found === undefined)
    throw unknownName(
      "datasetEntry",
      "name",
      name,
      manifest.map((entry) => entry.name),
    );
  return found;
}
