import { datasetEntry, type PublicFile, readManifest } from "./manifest.ts";
import { type ResolveOptions, resolveFile } from "./resolve.ts";

/** How several public files are resolved together. */
export interface FilesOptions extends ResolveOptions {
  /** Files asked for at a time. */
  readonly concurrency?: number;
  /** Told after each file how many are there, and of how many. */
  readonly onFile?: (done: number, of: number) => void;
}

/** Few enough not to annoy a server, enough to hide its latency; folders bear more. */
const usualConcurrency = { network: 8, folders: 32 };

/**
 * Resolves files side by side and returns their bytes in the order asked; stops asking at the first that cannot be had.
 *
 * @throws {DataError} naming the file and every place tried
 */
export async function resolveFiles(
  files: readonly PublicFile[],
  { onFile, ...options }: FilesOptions = {},
): Promise<readonly Uint8Array[]> {
  const { concurrency = usualConcurrency[options.offline ? "folders" : "network"] } = options;
  const found: Uint8Array[] = new Array(files.length);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < files.length) {
      const at = next++;
      try {
        found[at] = await resolveFile(files[at], options);
      } catch (cause) {
        next = files.length;
        throw cause;
      }
      onFile?.(++done, files.length);
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, files.length) }, work);
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === "rejected");
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
  return found;
}

/** Whether all files of a data set can be read without asking the network. */
export async function isAvailable(dataset: string, options: FilesOptions = {}): Promise<boolean> {
  const { files } = datasetEntry(await readManifest(), dataset);
  return resolveFiles(files, { ...options, offline: true }).then(
    () => true,
    () => false,
  );
}

/**
 * Makes sure that all files of a data set are on this machine, downloading what is missing; stops at the first file
 * that cannot be had, and the next call goes on there.
 *
 * @throws {DataError} naming the file and every place tried
 */
export async function fetchDataset(dataset: string, options: FilesOptions = {}): Promise<void> {
  await resolveFiles(datasetEntry(await readManifest(), dataset).files, options);
}
