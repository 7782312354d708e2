/** A number as the unrounded sum of two doubles, written into by the functions that make one. */
export interface Pair {
  high: number;
  low: number;
}

const splitter = 134217729; // 2^27 + 1 (Dekker 1971): cuts a double into halves of 26 bits

/** The rounding error of the product p = a · b, exactly. */
export function productError(a: number, b: number, p: number): number {
  const ca = splitter * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  const cb = splitter * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  return al * bl - (p - ah * bh - al * bh - ah * bl);
}

/** The rounding error of the sum s = a + b, exactly, whichever is larger. */
export function sumError(a: number, b: number, s: number): number {
  const bb = s - a;
  return a - (s - bb) + (b - bb);
}
