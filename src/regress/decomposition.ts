/** Thin singular value decomposition of a matrix A = U · diag(s) · Vᵀ, kept as columns. */
export interface Decomposition {
  /** Columns of U · diag(s): [columns][rows]. */
  readonly scaled: readonly Float64Array[];
  /** Columns of V: [columns][columns]. */
  readonly right: readonly Float64Array[];
  /** Singular values, in no order: [columns]. */
  readonly singular: Float64Array;
}

const mostSweeps = 60;

/**
 * Decomposes a matrix by rotating pairs of columns until all are orthogonal.
 *
 * One-sided Jacobi keeps the small singular values as exact as the large ones, which matters for mixtures: their rows
 * sum to nearly 1, so that one direction of the centred matrix is nearly empty.
 *
 * Shape   columns [columns][rows] → see `Decomposition`
 * Source  Hestenes 1958; Demmel and Veselić 1992
 *
 * @example decompose([Float64Array.of(3, 0), Float64Array.of(0, 4)]).singular // [3, 4]
 */
export function decompose(columns: readonly Float64Array[]): Decomposition {
  const scaled = columns.map((column) => Float64Array.from(column));
  const right = columns.map((_, at) => {
    const unit = new Float64Array(columns.length);
    unit[at] = 1;
    return unit;
  });
  let turned = true;
  for (let sweep = 0; turned && sweep < mostSweeps; sweep++) {
    turned = false;
    for (let p = 0; p < columns.length - 1; p++) {
      for (let q = p + 1; q < columns.length; q++) {
        const across = dot(scaled[p], scaled[q]);
        const sizeP = dot(scaled[p], scaled[p]);
        const sizeQ = dot(scaled[q], scaled[q]);
        if (Math.abs(across) <= Number.EPSILON * Math.sqrt(sizeP * sizeQ)) continue;
        turned = true;
        const zeta = (sizeQ - sizeP) / (2 * across);
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        rotateInPlace(scaled[p], scaled[q], tangent);
        rotateInPlace(right[p], right[q], tangent);
      }
    }
  }
  return { scaled, right, singular: Float64Array.from(scaled, (column) => Math.sqrt(dot(column, column))) };
}

function rotateInPlace(p: Float64Array, q: Float64Array, tangent: number): void {
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (let at = 0; at < p.length; at++) {
    const kept = p[at];
    p[at] = cosine * kept - sine * q[at];
    q[at] = sine * kept + cosine * q[at];
  }
}

/** Sum of products. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < x.length; at++) sum += x[at] * y[at];
  return sum;
}
