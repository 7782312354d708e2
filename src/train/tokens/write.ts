import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError } from "../../table/index.ts";
import { ownMagic, ownOffset, ownVersion } from "./layout.ts";
import { strangeToken } from "./part.ts";

/** What our own files of tokens say of themselves. */
export interface TokenHeader {
  readonly vocabularySize: number;
  /** Name or hash of the tokenizer. */
  readonly tokenizer?: string;
}

/** Room for the header, whose count is known only at the end. */
const headerBytes = 500;

/**
 * Writes tokens as a file of our own, part by part: uint8, uint16 or int32, whichever holds the vocabulary. It is there
 * whole or not at all.
 *
 * @throws {DataError} if an id is not below the vocabulary, or the place cannot be written
 * @throws {RangeError} if the vocabulary is no whole number from 1 to 2^31
 * @example await writeTokens("text.tokens", [Int32Array.of(1, 2, 3)], { vocabularySize: 257, tokenizer: "bytes" })
 */
export async function writeTokens(
  file: string,
  parts: Iterable<ArrayLike<number>> | AsyncIterable<ArrayLike<number>>,
  { vocabularySize, tokenizer }: TokenHeader,
): Promise<{ readonly count: number }> {
  if (!Number.isSafeInteger(vocabularySize) || vocabularySize < 1 || vocabularySize > 2 ** 31)
    throw new RangeError(
      `writeTokens: vocabularySize must be a whole number from 1 to 2^31, got ${vocabularySize}.`,
    );
  const dtype = vocabularySize <= 256 ? "uint8" : vocabularySize <= 65_536 ? "uint16" : "int32";
  const Kind = { uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array }[dtype];
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}`);
  let count = 0;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(temporary, "wx");
    try {
      let position = ownOffset(headerBytes);
      for await (const part of parts) {
        const values = new Kind(part.length);
        for (let at = 0; at < part.length; at++) {
          if (!(Number.isInteger(part[at]) && part[at] >= 0 && part[at] < vocabularySize))
            throw strangeToken(file, count + at, part[at], vocabularySize);
          values[at] = part[at];
        }
        await writeAll(handle, new Uint8Array(values.buffer), position);
        position += values.byteLength;
        count += part.length;
      }
      const header = JSON.stringify({ version: ownVersion, dtype, count, vocabularySize, tokenizer });
      const head = Buffer.alloc(ownOffset(headerBytes), " ");
      head.write(ownMagic, 0, "latin1");
      head.writeUInt32LE(headerBytes, ownMagic.length);
      head.write(header, 12, "utf8");
      if (Buffer.byteLength(header) > headerBytes)
        throw new RangeError(
          `writeTokens: tokenizer must be a short name or hash, got ${header.length} bytes.`,
        );
      await writeAll(handle, head, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new DataError(
      `writeTokens: ${file} must be a place that can be written, got ${code}. Name another file, or make room.`,
      { file },
      { cause },
    );
  }
  return { count };
}

/** A disk that fills up takes a part of what it is given, and refuses only the rest. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}
