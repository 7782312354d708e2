import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { DataError } from "../../table/index.ts";

/** Name of the file that says a run is writing into its folder. */
const lockName = "run.lock";

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, where the system tells it: a later process of the same number is another one. */
  readonly began?: string;
  /** Tells apart two runs of one process. */
  readonly key: string;
}

/**
 * Takes a folder for one run. A lock whose process is gone is taken over.
 *
 * @throws {DataError} naming process and host of the run that has it
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const file = join(folder, lockName);
  const owner: Owner = {
    pid: process.pid,
    host: hostname(),
    ...(await beginOf(process.pid)),
    key: randomBytes(8).toString("hex"),
  };
  const text = `${JSON.stringify(owner)}\n`;
  for (let tries = 0; tries < 3; tries++) {
    if (await create(file, text)) {
      return {
        async release() {
          if ((await readFile(file, "utf8").catch(() => "")) === text) await rm(file, { force: true });
        },
      };
    }
    const found = await readFile(file, "utf8").catch(() => undefined);
    if (found === undefined) continue;
    const other = ownerOf(found);
    if (other !== undefined && (await isAlive(other))) throw taken(file, other);
    await removeStale(file, found);
  }
  throw taken(file, undefined);
}

/** Writes the lock whole beside its place, then gives it its name, which fails where there is one. */
async function create(file: string, text: string): Promise<boolean> {
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(temporary, text);
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // A file system without links: creation that fails where the file exists does as well.
    return await writeFile(file, text, { flag: "wx" }).then(
      () => true,
      (again: NodeJS.ErrnoException) => {
        if (again.code === "EEXIST") return false;
        throw again;
      },
    );
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Moves a stale lock away; what turns out to be a fresh one of another run is put back. */
async function removeStale(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString("hex")}`;
  const isMoved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  if ((await readFile(aside, "utf8")) !== stale) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

function ownerOf(text: string): Owner | undefined {
  try {
    const { pid, host, began, key } = JSON.parse(text);
    if (!Number.isSafeInteger(pid) || pid < 1 || typeof host !== "string") return undefined;
    return { pid, host, ...(typeof began === "string" ? { began } : {}), key: `${key}` };
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, host, began }: Owner): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const now = await beginOf(pid);
  return began === undefined || now.began === undefined || now.began === began;
}

/** When a process began, where /proc tells it: the boot, and ticks since. */
async function beginOf(pid: number): Promise<{ readonly began?: string }> {
  try {
    const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    const line = await readFile(`/proc/${pid}/stat`, "utf8");
    // The second field, the command's name in parentheses, may hold spaces; the start time is the 20th after it.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return { began: `${boot}:${fields[19]}` };
  } catch {
    return {};
  }
}

function taken(file: string, other: Owner | undefined): DataError {
  const by =
    other === undefined ? "one that others take too" : `one of process ${other.pid} on ${other.host}`;
  return new DataError(
    `trainProxy: a folder must have one run at a time, got ${by} at ${file}. Wait for it or name another folder; if that machine no longer runs it, remove the file.`,
    { file },
  );
}
