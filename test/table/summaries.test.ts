import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { columnMeans, histogram, matrix, placeOfSmallest } from "../../src/table/index.ts";

test("histogram: every value falls in the bin whose bounds hold it", () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 40 }), (list, bins) => {
      const { edges, counts } = histogram(Float64Array.from(list), { bins });
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        list.length,
      );
      counts.forEach((count, bin) => {
        const last = bin === bins - 1;
        const inside = list.filter(
          (value) => value >= edges[bin] && (value < edges[bin + 1] || (last && value <= edges[bin + 1])),
        );
        if (new Set(edges).size === edges.length) assert.equal(count, inside.length);
      });
    }),
  );
});

test("histogram: refuses no values and no bins", () => {
  assert.throws(() => histogram(new Float64Array(), { bins: 3 }), /values must not be empty/);
  assert.throws(
    () => histogram(Float64Array.of(1), { bins: 0 }),
    /bins must be a whole number from 1, got 0/,
  );
  assert.throws(() => histogram(Float64Array.of(1, NaN), { bins: 2 }), /values must be finite, got NaN/);
});

test("columnMeans: are by name", () => {
  assert.deepEqual(columnMeans(matrix(["x", "y"], Float64Array.of(1, 10, 3, 30))), { x: 2, y: 20 });
});

test("placeOfSmallest: the first among equals, of more numbers than a call takes arguments", () => {
  const many = new Float64Array(300_000).fill(2);
  many[7] = many[299_999] = 1;
  assert.equal(placeOfSmallest(many), 7);
  assert.equal(placeOfSmallest([]), -1);
});
