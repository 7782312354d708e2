import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { candidatesFrom, regmixNotebookPrior, simulate } from "../../src/mixture/index.ts";
import { NumpyRandomState } from "../../src/random/index.ts";
import { matrix } from "../../src/table/index.ts";
import golden from "../golden/random/numpy.json" with { type: "json" };

const allRows = (blocks: Iterable<{ values: Float64Array }>): number[] =>
  [...blocks].flatMap(({ values }) => [...values]);

test("simulate: RegMix's candidates are the notebook's draw, by name", () => {
  const { seed, firstRow, sums } = golden.columnSums;
  const candidates = simulate(regmixNotebookPrior, { count: 100_000, seed });
  const ours = new Array<number>(17).fill(0);
  let first: number[] | undefined;
  for (const { values, names } of candidates.blocks()) {
    first ??= [...values.subarray(0, 17)];
    assert.deepEqual(names, Object.keys(regmixNotebookPrior));
    for (let at = 0; at < values.length; at++) ours[at % 17] += values[at];
  }
  assert.deepEqual(first, firstRow);
  assert.deepEqual(ours, sums);
});

test("simulate: the rows do not depend on the block, and every pass gives them again", () => {
  const prior = { web: 0.6, code: 0.3, books: 0.1 };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 70 }),
      fc.nat(),
      (count, block, seed) => {
        const candidates = simulate(prior, { count, seed, block, strength: 2.5 });
        const whole = new NumpyRandomState(seed).dirichlet([1.5, 0.75, 0.25], count);
        assert.deepEqual(allRows(candidates.blocks()), [...whole]);
        assert.deepEqual(allRows(candidates.blocks()), [...whole]);
        const sizes = [...candidates.blocks()].map(({ rows }) => rows);
        assert.ok(sizes.every((rows) => rows <= block));
        assert.equal(sizes.length, Math.ceil(count / block));
      },
    ),
    { numRuns: 60 },
  );
});

test("simulate: draws no block before it is asked for, so that any count fits in memory", () => {
  const candidates = simulate(regmixNotebookPrior, { count: Number.MAX_SAFE_INTEGER, seed: 42, block: 3 });
  const passes = [candidates.blocks()[Symbol.iterator](), candidates.blocks()[Symbol.iterator]()];
  const [first, second] = passes.map((pass) => [pass.next().value, pass.next().value]);
  assert.deepEqual(first, second);
  assert.equal(first[0].rows, 3);
  assert.notDeepEqual(first[0].values, first[1].values);
  for (const pass of passes) assert.equal(pass.return?.().done, true);
});

test("candidatesFrom: given rows pass as one block, every time", () => {
  const rows = matrix(["web", "code"], Float64Array.of(0.5, 0.5, 0.25, 0.75));
  const candidates = candidatesFrom(rows);
  assert.equal(candidates.count, 2);
  assert.deepEqual(candidates.domains, ["web", "code"]);
  for (let pass = 0; pass < 2; pass++) assert.deepEqual([...candidates.blocks()], [rows]);
});

test("simulate: refuses bad arguments, and names them", () => {
  const prior = { web: 0.75, code: 0.25 };
  const cases: [() => unknown, RegExp][] = [
    [
      () => simulate({ web: 0.5, code: 0.4 }, { count: 1, seed: 1 }),
      /prior must sum to 1 within 1e-9, got a sum of 0.9/,
    ],
    [() => simulate({ web: 1, code: 0 }, { count: 1, seed: 1 }), /prior must be above 0, got 0 at "code"/],
    [() => simulate({ web: 1.5, code: -0.5 }, { count: 1, seed: 1 }), /got -0.5 at "code"/],
    [() => simulate(prior, { count: -1, seed: 1 }), /count must be a whole number from 0 up, got -1/],
    [() => simulate(prior, { count: 1.5, seed: 1 }), /got 1.5/],
    [() => simulate(prior, { count: 1, seed: 0.1 }), /seed must be a whole number/],
    [() => simulate(prior, { count: 1, seed: 1, strength: 0 }), /strength must be a positive number, got 0/],
    [() => simulate(prior, { count: 1, seed: 1, block: 0 }), /block must be a whole number from 1 up, got 0/],
  ];
  for (const [run, message] of cases) assert.throws(run, { name: "RangeError", message });
});
