import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type IdTable, joinSwarm, largestSumDeviation, matrix, orderedIds } from "../../src/table/index.ts";

const table = (file: string, names: string[], rows: Record<string, number[]>): IdTable => ({
  file,
  ids: Object.keys(rows),
  numbers: matrix(names, Float64Array.from(Object.values(rows).flat())),
});
const mixtures = table("mixtures.csv", ["arxiv", "github"], { a: [0.25, 0.75], b: [1, 0], c: [0.5, 0.5] });
const losses = table("losses.csv", ["pile_cc"], { c: [3], a: [1], b: [2] });

test("joinSwarm: losses follow their ids, not their place", () => {
  const swarm = joinSwarm("x", mixtures, losses);
  assert.deepEqual(swarm.ids, ["a", "b", "c"]);
  assert.deepEqual([...swarm.losses.values], [1, 2, 3]);
});

test("joinSwarm: shuffling either table changes nothing", () => {
  const shuffle = (source: IdTable, order: readonly number[]): IdTable => {
    const width = source.numbers.names.length;
    const values = order.flatMap((row) => [
      ...source.numbers.values.subarray(row * width, (row + 1) * width),
    ]);
    return {
      ...source,
      ids: order.map((row) => source.ids[row]),
      numbers: matrix(source.numbers.names, Float64Array.from(values)),
    };
  };
  const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
  const expected = joinSwarm("x", mixtures, losses);
  fc.assert(
    fc.property(orders, orders, (left, right) => {
      assert.deepEqual(joinSwarm("x", shuffle(mixtures, left), shuffle(losses, right)), expected);
    }),
  );
});

test("joinSwarm: an id that one table lacks is named with both files", () => {
  const fewer = table("losses.csv", ["pile_cc"], { a: [1], b: [2] });
  assert.throws(
    () => joinSwarm("x", mixtures, fewer),
    /every id of mixtures\.csv must stand in losses\.csv, got none for 1 of 3: "c"/,
  );
  const more = table("losses.csv", ["pile_cc"], { a: [1], b: [2], c: [3], d: [4] });
  assert.throws(
    () => joinSwarm("x", mixtures, more),
    /every id of losses\.csv must stand in mixtures\.csv, got none for 1 of 4: "d"/,
  );
});

test("joinSwarm: a negative weight and a sum off by over 1 % are refused with run and domain", () => {
  const one = { a: [0.5], b: [0.5] };
  const y = table("losses.csv", ["l"], one);
  const negative = table("mixtures.csv", ["arxiv", "github"], { a: [1, 0], b: [1.1, -0.1] });
  assert.throws(
    () => joinSwarm("x", negative, y),
    /weights must be 0 or more, got -0\.1 at mixtures\.csv, run "b", domain "github"/,
  );
  const off = table("mixtures.csv", ["arxiv", "github"], { a: [1, 0], b: [0.5, 0.48] });
  assert.throws(
    () => joinSwarm("x", off, y),
    /must sum to 1 within 0\.01, got 0\.98 at mixtures\.csv, run "b"/,
  );
});

test("joinSwarm: an id twice and a loss that is no number are refused with file and run", () => {
  const twice: IdTable = { ...losses, ids: ["a", "b", "a"] };
  assert.throws(() => joinSwarm("x", mixtures, twice), /ids must differ, got "a" twice in losses\.csv/);
  assert.throws(
    () => joinSwarm("x", { ...mixtures, ids: ["a", "a", "c"] }, losses),
    /twice in mixtures\.csv/,
  );
  const gap = table("losses.csv", ["pile_cc"], { a: [1], b: [Number.NaN], c: [2] });
  assert.throws(
    () => joinSwarm("x", mixtures, gap),
    /losses must be finite, got NaN at losses\.csv, run "b", target "pile_cc"/,
  );
});

test("joinSwarm: published roundings are kept as they are", () => {
  const rounded = table("mixtures.csv", ["arxiv", "github"], { a: [0.996, 0], b: [0.5, 0.503], c: [1, 0] });
  const swarm = joinSwarm("x", rounded, losses);
  assert.deepEqual([...swarm.mixtures.values], [0.996, 0, 0.5, 0.503, 1, 0]);
  assert.equal(Number(largestSumDeviation(swarm.mixtures).toFixed(9)), 0.004);
});

test("orderedIds: whole numbers sort as numbers, anything else as text", () => {
  assert.deepEqual(orderedIds(["10", "9", "1"]), ["1", "9", "10"]);
  assert.deepEqual(orderedIds(["10", "9", "x"]), ["10", "9", "x"]);
});
