import assert from "node:assert/strict";
import { createHash } from "node:crypto";

/** A stream as the golden files keep it. */
export interface GoldenStream {
  readonly count: number;
  readonly sha256: string;
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly checkpoints: readonly string[];
}

/** SHA-256 over the little-endian bytes. */
export function digest(values: ArrayLike<number>): string {
  const bytes = new DataView(new ArrayBuffer(values.length * 8));
  for (let at = 0; at < values.length; at++) bytes.setFloat64(at * 8, values[at], true);
  return createHash("sha256").update(bytes).digest("hex");
}

/** The 16 hex digits of a double, highest first. */
export function hexOf(x: number): string {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, x);
  return bytes.getBigUint64(0).toString(16).padStart(16, "0");
}

/** The double of 16 hex digits. */
export function doubleOf(hex: string): number {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(`0x${hex}`));
  return bytes.getFloat64(0);
}

/** Fails with the first ten thousand in which a stream leaves its golden. */
export function assertStream(values: Float64Array, golden: GoldenStream, title: string): void {
  assert.equal(values.length, golden.count, `${title}: count`);
  assert.deepEqual(Array.from(values.subarray(0, 4), hexOf), golden.first, `${title}: first values`);
  golden.checkpoints.forEach((wanted, at) => {
    const until = (at + 1) * 10000;
    assert.equal(digest(values.subarray(0, until)).slice(0, 16), wanted, `${title}: differs before ${until}`);
  });
  assert.deepEqual(Array.from(values.subarray(-2), hexOf), golden.last, `${title}: last values`);
  assert.equal(digest(values), golden.sha256, title);
}
