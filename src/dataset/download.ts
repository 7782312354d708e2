import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { DataError } from "../table/index.ts";
import type { PublicFile } from "./manifest.ts";

/** What is reported while a file arrives. */
export interface DownloadProgress {
  readonly path: string;
  readonly received: number;
  readonly total: number;
}

/** Options of one download. */
export interface DownloadOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** Tries before giving up; each goes on where the last one broke off. */
  readonly tries?: number;
  /** Wait before try k is `pause × 2^(k-1)`. */
  readonly pauseMilliseconds?: number;
  /** Longest silence of the server before a try is given up. */
  readonly silenceMilliseconds?: number;
}

/** SHA-256 of bytes, in hexadecimal. */
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Downloads a public file to a path: resumes a broken download, takes no more bytes than the manifest names, and puts
 * the file in place only when its hash is right.
 *
 * @throws {DataError} if the server does not answer, or the bytes are not those of the manifest
 */
export async function download(
  file: PublicFile,
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { tries = 3, pauseMilliseconds = 500, signal } = options;
  const partial = `${target}.partial`;
  await mkdir(dirname(target), { recursive: true });
  const leftOver = await stat(partial).then(
    ({ size }) => size > 0,
    () => false,
  );
  let last: unknown;
  for (let at = 0; at < tries; at++) {
    if (at > 0) await pause(pauseMilliseconds * 2 ** (at - 1), signal);
    signal?.throwIfAborted();
    try {
      await receive(file, partial, options);
      last = undefined;
      break;
    } catch (cause) {
      if (cause instanceof DataError) throw cause;
      signal?.throwIfAborted();
      last = cause;
    }
  }
  if (last !== undefined) {
    throw new DataError(
      `download: ${file.address} must answer, got ${reason(last)} after ${tries} tries.`,
      { file: file.path },
      { cause: last },
    );
  }
  const got = sha256(await readFile(partial));
  if (got !== file.sha256) {
    await rm(partial, { force: true });
    // A left-over of another version or another process spoils what is added to it: once more, from the start.
    if (leftOver) return download(file, target, options);
    throw new DataError(
      `download: ${file.path} must have SHA-256 ${file.sha256}, got ${got} from ${file.address}. The address serves other bytes than the manifest names; do not use them.`,
      { file: file.path },
    );
  }
  await rename(partial, target);
}

async function receive(file: PublicFile, partial: string, options: DownloadOptions): Promise<void> {
  const { onProgress, signal, silenceMilliseconds = 20_000 } = options;
  const have = await stat(partial).then(
    (found) => (found.isFile() && found.size < file.bytes ? found.size : 0),
    () => 0,
  );
  const silence = new AbortController();
  const stop = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(new Error("silence")), silenceMilliseconds);
  try {
    const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
    const response = await fetch(file.address, { headers, signal: stop });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const resumed = response.status === 206;
    const out = await open(partial, resumed ? "a" : "w").catch((cause: unknown) => {
      throw new DataError(
        `download: ${partial} must be a place to write to, got ${reason(cause)}. Name another cache in MIXLAB_CACHE.`,
        { file: file.path },
        { cause },
      );
    });
    let received = resumed ? have : 0;
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(new Error("silence")), silenceMilliseconds);
        received += chunk.byteLength;
        if (received > file.bytes) break;
        await out.writeFile(chunk);
        onProgress?.({ path: file.path, received, total: file.bytes });
      }
    } finally {
      await out.close();
    }
    if (received > file.bytes) {
      silence.abort();
      throw new DataError(
        `download: ${file.path} must have ${file.bytes} bytes, got more from ${file.address}.`,
        { file: file.path },
      );
    }
    if (received < file.bytes) throw new Error(`${received} of ${file.bytes} bytes`);
  } finally {
    clearTimeout(timer);
  }
}

function reason(cause: unknown): string {
  const { message, cause: inner } = cause as Error;
  return inner instanceof Error
    ? `${message} (${(inner as NodeJS.ErrnoException).code ?? inner.message})`
    : message;
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
