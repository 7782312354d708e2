/** Types of integers that a file of tokens may hold. */
export type TokenType = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "int64";

/** What a file of tokens is, so that two may be told apart and a result be traced to it. */
export interface TokenFingerprint {
  /** The file's name without its folder. */
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the file; of its size and evenly spread parts where it is too large to read whole. */
  readonly sha256: string;
  readonly isWhole: boolean;
  /** Largest id met, and its place in the file. */
  readonly largest: number;
  readonly largestAt: number;
}

/**
 * Tokens on disk, several files in a row being one stream. Parts are read as they are asked for.
 *
 * Units   tokens
 */
export interface TokenFile {
  readonly files: readonly string[];
  readonly count: number;
  /** Ids are below it, where the file says so. */
  readonly vocabularySize?: number;
  /** Which tokenizer made the ids, where the file says so. */
  readonly tokenizer?: string;
  /**
   * Tokens `start` to `start + count`, every id checked to be below `vocabularySize`.
   *
   * @throws {DataError} naming file, place and value of an id that is not, or a file that has become shorter
   */
  read(start: number, count: number, vocabularySize?: number): Promise<Int32Array>;
  /** File and place in it of a token of the stream. */
  placeOf(token: number): { readonly file: string; readonly token: number };
  /** Reads every file once: hashes and largest ids. */
  fingerprints(): Promise<readonly TokenFingerprint[]>;
  close(): Promise<void>;
}

/** Where a sequence of a batch comes from. */
export interface BatchWindow {
  readonly file: string;
  /** Its first token's place in the file. */
  readonly token: number;
}

/**
 * Batches by number, from wherever they come: one file, or many drawn by a mixture. The same number gives the same
 * batch, so that a run may go on anywhere.
 *
 * Shape   a batch is int32 [sequences, length + 1], row by row
 */
export interface BatchSource {
  readonly sequences: number;
  readonly length: number;
  at(batch: number): Promise<Int32Array>;
  /** Times that the tokens have been seen whole before this batch begins. */
  epochAt(batch: number): number;
  windowsAt(batch: number): readonly BatchWindow[];
  /** What the batches are drawn from, for receipts, and so that a run goes on with the same. */
  fingerprints(): Promise<readonly TokenFingerprint[]>;
}
