import type { TokenType } from "./types.ts";

/** Bytes of one token. */
export const tokenBytes: Readonly<Record<TokenType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  int64: 8,
};

type ReadInteger = (view: DataView, at: number) => number;

const readers: Readonly<Record<TokenType, ReadInteger>> = {
  uint8: (view, at) => view.getUint8(at),
  int8: (view, at) => view.getInt8(at),
  uint16: (view, at) => view.getUint16(at, true),
  int16: (view, at) => view.getInt16(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int32: (view, at) => view.getInt32(at, true),
  int64: (view, at) => Number(view.getBigInt64(at, true)),
};

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The integers of little-endian bytes, as numbers wide enough for every value. */
export function integersOf(bytes: Uint8Array, type: TokenType): ArrayLike<number> {
  if (type === "uint8") return bytes;
  const count = bytes.length / tokenBytes[type];
  const isAligned = bytes.byteOffset % tokenBytes[type] === 0;
  if (isLittleEndian && isAligned) {
    if (type === "uint16") return new Uint16Array(bytes.buffer, bytes.byteOffset, count);
    if (type === "int32") return new Int32Array(bytes.buffer, bytes.byteOffset, count);
    if (type === "uint32") return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[type];
  const values = new Float64Array(count);
  for (let at = 0; at < count; at++) values[at] = read(view, at * tokenBytes[type]);
  return values;
}
