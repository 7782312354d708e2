/**
 * Numbers in memory that all threads see, all zero; in memory of their own where there is no shared kind.
 *
 * Shape   [length]
 *
 * @example const losses = sharedFloats(runs)
 */
export function sharedFloats(length: number): Float64Array {
  if (typeof SharedArrayBuffer === "undefined") return new Float64Array(length);
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/** The same numbers in shared memory; the array itself where it lies there already. */
export function toShared(values: Float64Array): Float64Array {
  if (typeof SharedArrayBuffer === "undefined" || values.buffer instanceof SharedArrayBuffer) return values;
  const copy = sharedFloats(values.length);
  copy.set(values);
  return copy;
}
