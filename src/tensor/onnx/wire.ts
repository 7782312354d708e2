/** Encoders of protobuf's wire format: each gives the bytes of one field, tag included. */

const varintType = 0;
const lengthType = 2;
const fixed32Type = 5;

const text = new TextEncoder();

function pushVarint(target: number[], value: number | bigint): void {
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    target.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  target.push(Number(rest));
}

function tag(field: number, type: number): number[] {
  const bytes: number[] = [];
  pushVarint(bytes, (field << 3) | type);
  return bytes;
}

/** An integer field; negative numbers take ten bytes, as int64 does. */
export function integerField(field: number, value: number | bigint): Uint8Array {
  const bytes = tag(field, varintType);
  pushVarint(bytes, value);
  return Uint8Array.from(bytes);
}

/** A field of 32-bit floating point. */
export function floatField(field: number, value: number): Uint8Array {
  const head = tag(field, fixed32Type);
  const bytes = new Uint8Array(head.length + 4);
  bytes.set(head);
  new DataView(bytes.buffer).setFloat32(head.length, value, true);
  return bytes;
}

/** A field of raw bytes, or of a message made of `parts`. */
export function bytesField(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const head = tag(field, lengthType);
  pushVarint(
    head,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  return joinBytes([Uint8Array.from(head), ...parts]);
}

/** A string field. */
export function textField(field: number, value: string): Uint8Array {
  return bytesField(field, text.encode(value));
}

/** The parts, one after another. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
