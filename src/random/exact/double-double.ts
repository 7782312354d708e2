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

/** 2^(at - 1022): every normal power of two. A table, since `2 ** k` takes longer than all the rest of a logarithm. */
export const powersOfTwo: Float64Array = new Float64Array(
  BigUint64Array.from({ length: 2046 }, (_, at) => BigInt(at + 1) << 52n).buffer,
);
