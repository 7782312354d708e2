import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addOuterInPlace,
  addProductInPlace,
  productByTransposed,
} from "../../../scripts/own-runs/products.ts";
import { random } from "../../../src/index.ts";

/** Σ over the middle index, one term at a time. */
function sums(
  rows: number,
  columns: number,
  middle: number,
  term: (r: number, c: number, k: number) => number,
) {
  return Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < middle; k++) sum += term(Math.floor(at / columns), at % columns, k);
    return sum;
  });
}

test("products: the three products of a dense layer are the sums of their definition", () => {
  const stream = new random.NumpyRandomState(3);
  const normals = (count: number) => Float64Array.from({ length: count }, () => stream.standardNormal());
  for (const [rows, m, n] of [
    [4, 4, 3],
    [12, 8, 10],
    [8, 16, 5],
  ]) {
    const [input, weights, slopes] = [normals(rows * m), normals(m * n), normals(rows * n)];
    const output = normals(rows * n);
    const gradient = normals(m * n);
    const back = normals(rows * m);
    const wanted = [
      sums(rows, n, m, (r, c, k) => input[r * m + k] * weights[k * n + c]).map((sum, at) => sum + output[at]),
      sums(m, n, rows, (r, c, k) => input[k * m + r] * slopes[k * n + c]).map(
        (sum, at) => sum + gradient[at],
      ),
      sums(rows, m, n, (r, c, k) => slopes[r * n + k] * weights[c * n + k]),
    ];
    addProductInPlace(output, input, weights, rows, m, n);
    addOuterInPlace(gradient, input, slopes, rows, m, n);
    productByTransposed(back, slopes, weights, rows, m, n);
    [output, gradient, back].forEach((made, which) => {
      assert.equal(made.length, wanted[which].length);
      made.forEach((value, at) => {
        assert.ok(
          Math.abs(value - wanted[which][at]) < 1e-13,
          `product ${which}, [${at}] of ${rows} ${m} ${n}`,
        );
      });
    });
  }
});
