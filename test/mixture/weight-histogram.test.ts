import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { weightHistogram } from "../../src/mixture/index.ts";
import { matrix } from "../../src/table/index.ts";

test("weightHistogram: counts per domain, zeros told apart, the last bin holds its upper edge", () => {
  const mixtures = matrix(["web", "code"], Float64Array.of(0.5, 0, 0.25, 0.4, 1, 0, 0.1, 0.1));
  const { web, code } = weightHistogram(mixtures, { bins: 4 });
  assert.deepEqual(web, {
    edges: Float64Array.of(0, 0.25, 0.5, 0.75, 1),
    counts: Float64Array.of(1, 1, 1, 1),
    zeroShare: 0,
  });
  assert.deepEqual([...code.counts], [0, 1, 0, 1]);
  assert.equal(code.edges[4], 0.4);
  assert.equal(code.zeroShare, 0.5);
});

test("weightHistogram: every weight falls between the edges of the bin it is counted in", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(share, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 12 }),
      (weights, bins) => {
        const { edges, counts } = weightHistogram(matrix(["web"], Float64Array.from(weights)), {
          bins,
          upper: 1,
        }).web;
        const recounted = Array.from(
          { length: bins },
          (_, bin) =>
            weights.filter(
              (w) => w > 0 && w >= edges[bin] && (w < edges[bin + 1] || (bin === bins - 1 && w === 1)),
            ).length,
        );
        assert.deepEqual([...counts], recounted);
      },
    ),
  );
});

test("weightHistogram: a domain that no mixture holds has no counts", () => {
  const { counts, zeroShare } = weightHistogram(matrix(["web"], Float64Array.of(0, 0)), { bins: 3 }).web;
  assert.deepEqual([...counts], [0, 0, 0]);
  assert.equal(zeroShare, 1);
});

test("weightHistogram: refuses bad arguments, and names them", () => {
  const mixtures = matrix(["web"], Float64Array.of(0.5, -0.1));
  const cases: [() => unknown, RegExp][] = [
    [() => weightHistogram(mixtures), /weights from 0, got -0.1 at "web", row 1/],
    [() => weightHistogram(mixtures, { upper: 0.4 }), /weights from 0 to 0.4, got 0.5 at "web", row 0/],
    [() => weightHistogram(mixtures, { bins: 0 }), /bins must be a whole number from 1 to 100000, got 0/],
    [() => weightHistogram(mixtures, { upper: 0 }), /upper must be a positive number, got 0/],
  ];
  for (const [run, message] of cases) assert.throws(run, { name: "RangeError", message });
});
