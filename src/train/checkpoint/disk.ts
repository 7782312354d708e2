import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DataError } from "../../table/index.ts";

/** Size and SHA-256 of a file. */
export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file being written; `finish` makes sure that it is on the disk. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<FileFacts>;
  abandon(): Promise<void>;
}

/** What is asked of a file system; tests put a full one in its place. */
export interface Disk {
  create(file: string): Promise<Sink>;
  freeBytes(folder: string): Promise<number>;
}

/** Bytes handed to the system at a time. */
const pieceBytes = 8 * 1024 * 1024;

/** The file system of this machine. */
export const realDisk: Disk = {
  async create(file) {
    const handle = await open(file, "wx");
    const hash = createHash("sha256");
    let bytes = 0;
    return {
      async write(content) {
        for (let at = 0; at < content.length; at += pieceBytes) {
          const piece = content.subarray(at, at + pieceBytes);
          for (let done = 0; done < piece.length; ) {
            const { bytesWritten } = await handle.write(piece, done);
            done += bytesWritten;
          }
          hash.update(piece);
          bytes += piece.length;
        }
      },
      async finish() {
        await handle.sync().finally(() => handle.close());
        return { bytes, sha256: hash.digest("hex") };
      },
      abandon: () => handle.close().catch(() => undefined),
    };
  },
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

/** Writes one file through a disk; closes it whatever happens. */
export async function writeFile(
  disk: Disk,
  file: string,
  fill: (sink: Sink) => Promise<void>,
): Promise<FileFacts> {
  const sink = await disk.create(file);
  try {
    await fill(sink);
  } catch (cause) {
    await sink.abandon();
    throw cause;
  }
  return sink.finish();
}

/** Writes a text through a disk. */
export const writeText = (disk: Disk, file: string, text: string): Promise<FileFacts> =>
  writeFile(disk, file, (sink) => sink.write(new TextEncoder().encode(text)));

/** Makes the names in a folder lasting; where the system knows no such thing, as on Windows, nothing is needed. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** SHA-256 and size of a file as it stands. */
export async function factsOf(file: string): Promise<FileFacts> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) hash.update(piece);
  return { bytes: (await stat(file)).size, sha256: hash.digest("hex") };
}

/** Ending of a folder that is being written. */
const unfinished = ".partial";
/** Ending of a folder on its way out. */
const leaving = ".removed";
/** Ending of a folder that has just been replaced; whole, and in the place of the new one until that stands. */
export const replaced = ".replaced";

/** How `writeFolder` goes about it. */
export interface FolderOptions {
  /** Name of the caller in messages. */
  readonly where: string;
  readonly disk: Disk;
  /** Bytes that will be written, and how they come about. */
  readonly needed: { readonly bytes: number; readonly arithmetic: string };
}

/**
 * Writes a folder so that it is there whole or not at all: under a temporary name beside it, all of it on the disk,
 * then renamed. One that stood there goes only after the new one is written.
 *
 * @throws {DataError} if there is too little room or the place cannot be written
 */
export async function writeFolder<Result>(
  folder: string,
  { where, disk, needed }: FolderOptions,
  fill: (temporary: string) => Promise<Result>,
): Promise<Result> {
  const target = resolve(folder);
  const parent = dirname(target);
  const temporary = join(parent, `.${basename(target)}.${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(parent, { recursive: true });
    await requireRoom(parent, where, disk, needed);
    await mkdir(temporary + unfinished);
    const result = await fill(temporary + unfinished);
    await syncFolder(temporary + unfinished);
    await putInPlace(temporary + unfinished, target);
    return result;
  } catch (cause) {
    await rm(temporary + unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw explained(cause, where, folder, needed.arithmetic);
  }
}

async function putInPlace(temporary: string, target: string): Promise<void> {
  const old = target + replaced;
  const stands = await stat(target).then(
    () => true,
    () => false,
  );
  if (stands) {
    await rm(old, { recursive: true, force: true });
    await rename(target, old);
  }
  try {
    await rename(temporary, target);
  } catch (cause) {
    if (stands) await rename(old, target);
    throw cause;
  }
  await syncFolder(dirname(target));
  await rm(old, { recursive: true, force: true });
}

/** Takes a folder away: out of sight at once, then bit by bit. */
export async function removeFolder(folder: string): Promise<void> {
  const gone = join(dirname(folder), `.${basename(folder)}${leaving}`);
  await rm(gone, { recursive: true, force: true });
  await rename(folder, gone);
  await rm(gone, { recursive: true, force: true });
}

/** Removes what killed processes left behind of folders whose names begin so. */
export async function clearLeftovers(parent: string, beginning: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`.${beginning}`)) continue;
    const writer = /\.(\d+)-[0-9a-f]{8}\.partial$/.exec(name)?.[1];
    if (name.endsWith(leaving) || (writer !== undefined && !isAlive(Number(writer))))
      await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Prints bytes for people: `12.3 GB`, powers of ten. */
export function printBytes(bytes: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const unit = ["bytes", "kB", "MB", "GB", "TB"][power];
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toPrecision(3)} ${unit}`;
}

async function requireRoom(
  parent: string,
  where: string,
  disk: Disk,
  { bytes, arithmetic }: FolderOptions["needed"],
): Promise<void> {
  const free = await disk.freeBytes(parent);
  if (free >= bytes) return;
  throw new DataError(
    `${where}: ${parent} must have ${printBytes(bytes)} free (${arithmetic}), got ${printBytes(free)}. Make room, or name a folder on another disk; nothing was written or removed.`,
    { file: parent },
  );
}

const diskTrouble = new Set([
  "ENOSPC",
  "EDQUOT",
  "EFBIG",
  "EIO",
  "EROFS",
  "EACCES",
  "EPERM",
  "ENOTDIR",
  "ENAMETOOLONG",
]);

/** An error of the disk in words of ours; any other as it is. */
function explained(cause: unknown, where: string, folder: string, arithmetic: string): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined || !diskTrouble.has(code)) return cause;
  const full = code === "ENOSPC" || code === "EDQUOT";
  const remedy = full
    ? `Make room for it (${arithmetic}), or name a folder on another disk`
    : "Name another folder, or make this one writable";
  return new DataError(
    `${where}: ${folder} must be a place that can be written, got ${code}${full ? ", the disk is full" : ""}. ${remedy}; what stood there before is untouched.`,
    { file: folder },
    { cause },
  );
}
