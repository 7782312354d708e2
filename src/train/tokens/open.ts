import { open } from "node:fs/promises";
import { DataError, unknownName } from "../../table/index.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { integersOf, tokenBytes } from "./integers.ts";
import { layoutOf, maximumHeaderBytes } from "./layout.ts";
import { type OpenPart, strangeToken } from "./part.ts";
import type { TokenFile, TokenType } from "./types.ts";

/** Most files of one stream; each stays open. */
const maximumFiles = 4096;

/**
 * Opens tokens on disk: bare little-endian integers (`.bin`, uint16 if `type` says nothing else, as nanoGPT writes
 * them), files packed by lit-gpt (the authors' training data), numpy's `.npy` of one dimension, or our own. Several
 * files in a row are one stream. They are never read whole into memory.
 *
 * @throws {RangeError} if the type is none of those
 * @throws {DataError} naming the file that is missing, empty, cut short, of no known layout, or of another type
 * @example await openTokens(["train_0.bin", "train_1.bin"], { type: "uint16" })
 */
export async function openTokens(
  files: string | readonly string[],
  { type }: { readonly type?: TokenType } = {},
): Promise<TokenFile> {
  const names = typeof files === "string" ? [files] : files;
  if (names.length < 1 || names.length > maximumFiles)
    throw new RangeError(`openTokens: files must be 1 to ${maximumFiles}, got ${names.length}.`);
  if (type !== undefined && !Object.hasOwn(tokenBytes, type))
    throw unknownName("openTokens", "type", type, Object.keys(tokenBytes));
  const parts: OpenPart[] = [];
  const close = async () => {
    await Promise.all(parts.map(({ handle }) => handle.close()));
  };
  try {
    let first = 0;
    for (const file of names) {
      const part = await openPart(file, type, first);
      parts.push(part);
      first += part.count;
    }
    return streamOf(parts, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPart(file: string, type: TokenType | undefined, first: number): Promise<OpenPart> {
  const handle = await open(file).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DataError(
      `openTokens: ${file} must be a readable file, got ${code ?? "none there"}. Check the path.`,
      { file },
      { cause },
    );
  });
  try {
    const found = await handle.stat();
    if (!found.isFile())
      throw new DataError(
        `openTokens: ${file} must be a file, got a folder or device. Name the files in it.`,
        {
          file,
        },
      );
    const head = Buffer.alloc(Math.min(found.size, maximumHeaderBytes));
    await handle.read(head, 0, head.length, 0);
    return { ...layoutOf({ file, size: found.size, head }, type), file, size: found.size, handle, first };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function streamOf(parts: readonly OpenPart[], close: () => Promise<void>): TokenFile {
  const last = parts[parts.length - 1];
  const count = last.first + last.count;
  const sizes = parts.map(({ vocabularySize }) => vocabularySize);
  const tokenizers = [...new Set(parts.map(({ tokenizer }) => tokenizer))];
  if (tokenizers.length > 1)
    throw new DataError(
      `openTokens: files of one stream must be of one tokenizer, got ${tokenizers.map((name) => name ?? "one unnamed").join(" and ")}. Tokenize all of them with one.`,
      { file: parts.find(({ tokenizer }) => tokenizer !== tokenizers[0])?.file ?? last.file },
    );
  const partOf = (token: number) => parts[firstAfter(parts, token) - 1];
  return {
    files: parts.map(({ file }) => file),
    count,
    ...(sizes.every((size) => size !== undefined) ? { vocabularySize: Math.max(...sizes) } : {}),
    ...(tokenizers[0] === undefined ? {} : { tokenizer: tokenizers[0] }),
    async read(start, wanted, vocabularySize = 2 ** 31) {
      if (!Number.isSafeInteger(start) || !Number.isSafeInteger(wanted) || start < 0 || wanted < 0)
        throw new RangeError(
          `read: start and count must be whole and not negative, got ${start}, ${wanted}.`,
        );
      if (start + wanted > count)
        throw new RangeError(`read: tokens must end at ${count}, got ${start} to ${start + wanted}.`);
      const out = new Int32Array(wanted);
      for (let done = 0; done < wanted; ) {
        const part = partOf(start + done);
        const from = start + done - part.first;
        const take = Math.min(wanted - done, part.count - from);
        await readPartInPlace(out.subarray(done, done + take), part, from, vocabularySize);
        done += take;
      }
      return out;
    },
    placeOf(token) {
      const part = partOf(token);
      return { file: part.file, token: token - part.first };
    },
    async fingerprints() {
      const found = [];
      for (const part of parts) found.push(await fingerprintOf(part));
      return found;
    },
    close,
  };
}

/** Number of parts that begin at or before a token. */
function firstAfter(parts: readonly OpenPart[], token: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (parts[middle].first <= token) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function readPartInPlace(
  out: Int32Array,
  { file, handle, type, offset }: OpenPart,
  from: number,
  vocabularySize: number,
): Promise<void> {
  const bytes = new Uint8Array(out.length * tokenBytes[type]);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset + from * tokenBytes[type]);
  if (bytesRead !== bytes.length)
    throw new DataError(
      `read: ${file} must stay as it was when it was opened, got its end at token ${from + Math.floor(bytesRead / tokenBytes[type])}. It has become shorter: make it again.`,
      { file, row: from },
    );
  const values = integersOf(bytes, type);
  for (let at = 0; at < out.length; at++) {
    const value = values[at];
    if (value < 0 || value >= vocabularySize) throw strangeToken(file, from + at, value, vocabularySize);
    out[at] = value;
  }
}
