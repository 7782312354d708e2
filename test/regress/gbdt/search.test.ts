import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type BinnedTable, binTable } from "../../../src/regress/gbdt/dataset.ts";
import { type BestSplit, Histograms } from "../../../src/regress/gbdt/histograms.ts";
import { epsilon } from "../../../src/regress/gbdt/numerics.ts";
import { resolveParameters } from "../../../src/regress/gbdt/parameters.ts";
import { type Candidate, leafGain, searchColumnInPlace } from "../../../src/regress/gbdt/split.ts";
import { matrix } from "../../../src/table/index.ts";

const cell = fc.constantFrom(0, 0, 0, 0.25, 0.5, 1, -1, -2, 3.5, 1e-3);
const input = fc.record({
  rows: fc.integer({ min: 8, max: 60 }),
  columns: fc.integer({ min: 1, max: 5 }),
  cells: fc.array(cell, { minLength: 300, maxLength: 300 }),
  gradients: fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 60, maxLength: 60 }),
  weights: fc.option(
    fc.array(fc.double({ min: 0.01, max: 4, noNaN: true }), { minLength: 60, maxLength: 60 }),
    {
      nil: undefined,
    },
  ),
  minDataInLeaf: fc.integer({ min: 1, max: 10 }),
  minSumHessianInLeaf: fc.constantFrom(1e-3, 2, 3.5),
  lambdaL2: fc.constantFrom(0, 0.5),
  minGainToSplit: fc.constantFrom(0, 0.3),
});

const emptyCandidate = (): Candidate => ({
  found: false,
  gain: 0,
  bin: 0,
  leftGradient: 0,
  leftHessian: 0,
  leftCount: 0,
  defaultLeft: true,
});

/** The best split by the general scan, column after column, and the columns it leaves splittable. */
function bySlowScan(
  { columns }: BinnedTable,
  histogram: Float64Array,
  leaf: { gradient: number; hessian: number; count: number; output: number },
  shift: number,
  parameters: ReturnType<typeof resolveParameters>,
): { best: Partial<BestSplit>; marks: number[] } {
  let best: Partial<BestSplit> = { column: -1, gain: Number.NEGATIVE_INFINITY };
  const marks = columns.map((column, at) => {
    const found = emptyCandidate();
    const facts = { ...column, binCount: column.bounds.length };
    if (!searchColumnInPlace(histogram, facts, leaf, shift, parameters, found)) return 0;
    const { found: _, ...split } = found;
    const gain = found.gain - shift;
    if (gain > best.gain!) best = { ...split, gain, column: at };
    return 1;
  });
  return { best, marks };
}

test("Histograms.search: finds in every bit what the general scan finds", () => {
  let splits = 0;
  fc.assert(
    fc.property(input, ({ rows, columns, cells, gradients, weights, ...given }) => {
      const parameters = resolveParameters("train", { ...given, minDataInBin: 1 });
      const names = Array.from({ length: columns }, (_, at) => `c${at}`);
      const table = binTable(matrix(names, Float64Array.from(cells.slice(0, rows * columns))), parameters);
      if (table.columns.length === 0) return;
      const histograms = new Histograms(table, parameters);
      const g = Float32Array.from(gradients.slice(0, rows));
      const h = weights === undefined ? undefined : Float32Array.from(weights.slice(0, rows));
      histograms.load(g, h);
      histograms.rows().set(Array.from(g.keys()));
      const slot = histograms.take();
      const gradient = g.reduce((sum, value) => sum + value, 0);
      const sum = h === undefined ? rows : h.reduce((total, value) => total + value, 0);
      histograms.fill(slot, 0, rows, gradient, sum);
      histograms.marks(slot).fill(1);
      const hessian = sum + 2 * epsilon;
      const shift = leafGain(gradient, hessian, rows, 0, parameters) + parameters.minGainToSplit;
      const leaf = { gradient, hessian: sum, count: rows, output: 0 };
      const slow = bySlowScan(table, histograms.values(slot), leaf, shift, parameters);

      const fast: BestSplit = {
        column: 0,
        gain: 0,
        bin: 0,
        leftGradient: 0,
        leftHessian: 0,
        leftCount: 0,
        defaultLeft: false,
      };
      histograms.searchInPlace(slot, { gradient, hessian, count: rows, shift }, undefined, fast);
      assert.deepEqual(Array.from(histograms.marks(slot)), slow.marks);
      assert.equal(fast.gain, slow.best.gain);
      if (fast.column < 0) return;
      splits += 1;
      assert.deepEqual(fast, slow.best);
    }),
    { seed: 42, numRuns: 400 },
  );
  assert.ok(splits > 100);
});
