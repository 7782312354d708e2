import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { DataError } from "../table/index.ts";

/** Largest text file taken into memory whole. */
export const maximumTextBytes: number = 256 * 1024 * 1024;

/** Most files of one folder that are read as one swarm. */
const maximumFolderFiles = 100_000;

/** Files that are open at a time; systems allow a process 256 and more. */
const openFiles = 64;

/** A file's name without its folder, and what it holds. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a text file whole.
 *
 * @throws {DataError} if it is missing, no file, or larger than `maximumBytes`
 */
export async function readText(file: string, maximumBytes: number = maximumTextBytes): Promise<string> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new DataError(
      `readText: ${file} must be a readable file, got none there. Check the path.`,
      { file },
      { cause },
    );
  });
  if (!found.isFile())
    throw new DataError(`readText: ${file} must be a file, got a folder or device.`, { file });
  if (found.size > maximumBytes) {
    throw new DataError(`readText: ${file} must have at most ${maximumBytes} bytes, got ${found.size}.`, {
      file,
    });
  }
  return readFile(file, "utf8");
}

/**
 * Reads all files of a folder that end as asked, in name order.
 *
 * @throws {DataError} if the folder is missing or holds none
 */
export async function readFolder(
  folder: string,
  extensions: readonly string[],
  maximumBytes: number = maximumTextBytes,
): Promise<readonly NamedText[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new DataError(
      `readFolder: ${folder} must be a readable folder, got none there. Check the path.`,
      { file: folder },
      { cause },
    );
  });
  const wanted = names.filter((name) => extensions.includes(extname(name).toLowerCase())).toSorted();
  if (wanted.length === 0 || wanted.length > maximumFolderFiles) {
    throw new DataError(
      `readFolder: ${folder} must hold 1 to ${maximumFolderFiles} files ending in ${extensions.join(" or ")}, got ${wanted.length}.`,
      { file: folder },
    );
  }
  const texts: NamedText[] = [];
  for (let at = 0; at < wanted.length; at += openFiles) {
    const read = async (name: string) => ({ name, text: await readText(join(folder, name), maximumBytes) });
    texts.push(...(await Promise.all(wanted.slice(at, at + openFiles).map(read))));
  }
  return texts;
}

/**
 * Writes a file so that it is there whole or not at all: under a temporary name beside it, then renamed.
 *
 * @throws {DataError} if the place cannot be written
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, content);
    const handle = await open(temporary, "r+");
    await handle.sync().finally(() => handle.close());
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new DataError(
      `writeWhole: ${file} must be a place that can be written, got ${code ?? message}. Name another file, or make its folder writable.`,
      { file },
      { cause },
    );
  }
}
