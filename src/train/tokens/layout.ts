import { DataError, shown } from "../../table/index.ts";
import { tokenBytes } from "./integers.ts";
import type { TokenType } from "./types.ts";

/** Where in a file the tokens are, and what its header says of them. */
export interface TokenLayout {
  readonly type: TokenType;
  /** Byte at which the tokens begin. */
  readonly offset: number;
  readonly count: number;
  readonly vocabularySize?: number;
  readonly tokenizer?: string;
}

/** Start of a file, as much as any header may take, with the size of the whole. */
export interface FileStart {
  readonly file: string;
  readonly size: number;
  readonly head: Uint8Array;
}

/** Largest header of any layout. */
export const maximumHeaderBytes: number = 65_536;

const packedMagic = "LITPKDS";
const packedHeaderBytes = 24;
const packedTypes: Readonly<Record<number, TokenType>> = {
  1: "uint8",
  2: "int8",
  3: "int16",
  4: "int32",
  5: "int64",
  8: "uint16",
};
const numpyMagic = "\x93NUMPY";
const numpyTypes: Readonly<Record<string, TokenType>> = {
  "|u1": "uint8",
  "|i1": "int8",
  "<u2": "uint16",
  "<i2": "int16",
  "<u4": "uint32",
  "<i4": "int32",
  "<i8": "int64",
  "<u8": "int64",
};
/** First bytes of our own files; then the header's length as uint32, the header as JSON, blanks up to a multiple of 64. */
export const ownMagic = "MIXTOKEN";
/** Types our own files may hold. */
export const ownTypes = ["uint8", "uint16", "int32"] as const;
/** Layout of our own header. */
export const ownVersion = 1;

/** Finds out which layout a file has: ours, packed as lit-gpt does, numpy's, or bare integers of `type`. */
export function layoutOf(start: FileStart, type: TokenType | undefined): TokenLayout {
  const starts = (magic: string) => textOf(start.head.subarray(0, magic.length)) === magic;
  let layout: TokenLayout;
  if (starts(ownMagic)) layout = ownLayout(start);
  else if (starts(packedMagic)) layout = packedLayout(start);
  else if (starts(numpyMagic)) layout = numpyLayout(start);
  else layout = bareLayout(start, type);
  if (layout.count === 0) throw refuse(start, "hold at least one token", "none", "Is it whole?");
  if (type !== undefined && type !== layout.type)
    throw refuse(start, `hold ${type}`, layout.type, "Its header says so: leave the type out.");
  return layout;
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

function refuse({ file }: FileStart, must: string, got: string, remedy: string): DataError {
  return new DataError(`openTokens: ${file} must ${must}, got ${got}. ${remedy}`, { file });
}

function requireSize(start: FileStart, wanted: number): void {
  if (start.size !== wanted)
    throw refuse(
      start,
      `have the ${wanted} bytes its header speaks of`,
      `${start.size}`,
      "It was cut short or has grown: make it again.",
    );
}

function viewOf(start: FileStart, bytes: number): DataView {
  if (start.head.length < bytes)
    throw refuse(start, `have a header of ${bytes} bytes`, `${start.head.length}`, "It was cut short.");
  return new DataView(start.head.buffer, start.head.byteOffset, start.head.byteLength);
}

function packedLayout(start: FileStart): TokenLayout {
  const view = viewOf(start, packedHeaderBytes);
  const version = view.getBigUint64(7, true);
  if (version !== 1n) throw refuse(start, "be of lit-gpt's version 1", `${version}`, "Pack it again.");
  const code = view.getUint8(15);
  const type = packedTypes[code];
  if (type === undefined) {
    const known = Object.entries(packedTypes).map(([number, name]) => `${number} ${name}`);
    throw refuse(start, `hold integers (${known.join(", ")})`, `type ${code}`, "Pack it again as uint16.");
  }
  const count = Number(view.getBigUint64(16, true));
  requireSize(start, packedHeaderBytes + count * tokenBytes[type]);
  return { type, offset: packedHeaderBytes, count };
}

function numpyLayout(start: FileStart): TokenLayout {
  const view = viewOf(start, 12);
  const major = view.getUint8(6);
  const [lengthBytes, length] = major === 1 ? [2, view.getUint16(8, true)] : [4, view.getUint32(8, true)];
  const offset = 8 + lengthBytes + length;
  if (offset > maximumHeaderBytes)
    throw refuse(
      start,
      `have a header of at most ${maximumHeaderBytes} bytes`,
      `${offset}`,
      "Save it again.",
    );
  viewOf(start, offset);
  const header = textOf(start.head.subarray(8 + lengthBytes, offset));
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1] ?? "";
  const shape = /'shape': *\(([^)]*)\)/.exec(header)?.[1] ?? "";
  const type = Object.hasOwn(numpyTypes, descr) ? numpyTypes[descr] : undefined;
  if (type === undefined)
    throw refuse(start, `hold integers (${Object.keys(numpyTypes).join(", ")})`, shown(descr), "Cast it.");
  const sizes = shape.split(",").filter((part) => part.trim() !== "");
  const count = Number(sizes[0]);
  if (sizes.length !== 1 || !Number.isSafeInteger(count))
    throw refuse(start, "hold an array of one dimension", `shape (${shape})`, "Save it flattened.");
  requireSize(start, offset + count * tokenBytes[type]);
  return { type, offset, count };
}

function ownLayout(start: FileStart): TokenLayout {
  const length = viewOf(start, 12).getUint32(8, true);
  if (12 + length > maximumHeaderBytes)
    throw refuse(
      start,
      `have a header of at most ${maximumHeaderBytes} bytes`,
      `${length}`,
      "Make it again.",
    );
  viewOf(start, 12 + length);
  let header: Readonly<Record<string, unknown>>;
  try {
    header = JSON.parse(Buffer.from(start.head.subarray(12, 12 + length)).toString("utf8"));
  } catch {
    throw refuse(start, "have a header in JSON", "something else", "Make it again.");
  }
  const { version, dtype, count, vocabularySize, tokenizer } = header ?? {};
  const type = ownTypes.find((known) => known === dtype);
  const bad = (name: string, rule: string, value: unknown) =>
    refuse(start, `have a header whose ${name} is ${rule}`, shown(value), "Make it again.");
  if (version !== ownVersion) throw bad("version", `${ownVersion}`, version);
  if (type === undefined) throw bad("dtype", ownTypes.join(" or "), dtype);
  if (!isCount(count)) throw bad("count", "a whole number", count);
  if (!isCount(vocabularySize)) throw bad("vocabularySize", "a whole number", vocabularySize);
  if (tokenizer !== undefined && typeof tokenizer !== "string") throw bad("tokenizer", "text", tokenizer);
  const offset = ownOffset(length);
  requireSize(start, offset + count * tokenBytes[type]);
  return { type, offset, count, vocabularySize, ...(tokenizer === undefined ? {} : { tokenizer }) };
}

/** Byte at which the tokens of our own files begin, behind a header of so many bytes. */
export const ownOffset = (headerBytes: number): number => Math.ceil((12 + headerBytes) / 64) * 64;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function bareLayout(start: FileStart, given: TokenType | undefined): TokenLayout {
  if (given === undefined && !start.file.toLowerCase().endsWith(".bin"))
    throw refuse(
      start,
      "be a file of tokens (.bin of uint16, .npy, lit-gpt's packing, or mixlab's own)",
      "another kind",
      "Give the type of its integers if it holds bare ones; text is made into tokens first, or read with --bytes.",
    );
  const type = given ?? "uint16";
  if (start.size % tokenBytes[type] !== 0)
    throw refuse(
      start,
      `hold whole tokens of ${tokenBytes[type]} bytes (${type})`,
      `${start.size} bytes`,
      "Name the type it was written in, or make it again.",
    );
  return { type, offset: 0, count: start.size / tokenBytes[type] };
}
