import { createHash } from "node:crypto";
import { access, open } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../../table/index.ts";
import { writeTokens } from "./write.ts";

/** The simplest tokenizer: each byte of UTF-8 is a token, and 256 ends a text. */
export const byteVocabulary: {
  readonly tokenizer: string;
  readonly vocabularySize: number;
  readonly endOfText: number;
} = { tokenizer: "bytes", vocabularySize: 257, endOfText: 256 };

const blockBytes = 2 ** 20;

/**
 * Makes a file of tokens from plain text, one byte a token, an end-of-text token after each file. With it a model can
 * be trained on any text at once, without a tokenizer.
 *
 * @throws {DataError} if a text cannot be read or is empty, or the place cannot be written
 * @example await writeByteTokens("moby.tokens", ["moby-dick.txt"])
 */
export async function writeByteTokens(
  file: string,
  texts: readonly string[],
): Promise<{ readonly count: number }> {
  return writeTokens(file, bytesOf(texts), byteVocabulary);
}

/**
 * `writeByteTokens` under a name of the content's hash, so that other texts never take the place of tokens that are
 * being read; a file that is there already stays as it is.
 *
 * @throws {DataError} if a text cannot be read or is empty, or the place cannot be written
 * @example await keepByteTokens("runs/moby/tokens", "train", ["moby-dick.txt"])
 */
export async function keepByteTokens(
  folder: string,
  name: string,
  texts: readonly string[],
): Promise<{ readonly file: string; readonly isNew: boolean }> {
  const hash = createHash("sha256");
  for await (const part of bytesOf(texts)) hash.update(Uint16Array.from(part));
  const file = join(folder, `${name}-${hash.digest("hex").slice(0, 16)}.tokens`);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeByteTokens(file, texts);
  return { file, isNew: !isThere };
}

async function* bytesOf(texts: readonly string[]): AsyncIterable<ArrayLike<number>> {
  for (const text of texts) {
    const handle = await open(text).catch((cause: unknown) => {
      const { code } = cause as NodeJS.ErrnoException;
      throw new DataError(
        `writeByteTokens: ${text} must be a readable text, got ${code ?? "none there"}. Check the path.`,
        { file: text },
        { cause },
      );
    });
    try {
      const found = await handle.stat();
      if (found.isDirectory())
        throw new DataError(
          `writeByteTokens: ${text} must be a text, got a folder. Name the files in it, such as ${join(text, "*.txt")}.`,
          { file: text },
        );
      if (!found.isFile() || found.size === 0)
        throw new DataError(
          `writeByteTokens: ${text} must be a text that is not empty, got none. Check the path.`,
          {
            file: text,
          },
        );
      for (;;) {
        const block = new Uint8Array(blockBytes);
        const { bytesRead } = await handle.read(block, 0, blockBytes);
        if (bytesRead === 0) break;
        yield block.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
    yield [byteVocabulary.endOfText];
  }
}

/** The tokens of a text's bytes. */
export const bytesToTokens = (text: string): Int32Array => Int32Array.from(new TextEncoder().encode(text));

/** The text of tokens that are bytes; the end-of-text token is left out. */
export const tokensToText = (tokens: ArrayLike<number>): string =>
  new TextDecoder().decode(Uint8Array.from(Array.from(tokens).filter((token) => token < 256)));
