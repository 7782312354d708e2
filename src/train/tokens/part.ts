import type { FileHandle } from "node:fs/promises";
import { DataError, shown } from "../../table/index.ts";
import type { TokenLayout } from "./layout.ts";

/** One file of a stream: where its tokens are and which of the stream they are. */
export interface OpenPart extends TokenLayout {
  readonly file: string;
  readonly size: number;
  readonly handle: FileHandle;
  /** Place in the stream of its first token. */
  readonly first: number;
}

/** The error of an id that the vocabulary does not have. */
export function strangeToken(file: string, at: number, value: number, vocabularySize: number): DataError {
  return new DataError(
    `openTokens: ids must be at least 0 and below the vocabulary's ${vocabularySize}, got ${shown(value)} at token ${at} of ${file}. Raise the configuration's vocabularySize, or see that the type of its integers is right.`,
    { file, row: at },
  );
}
