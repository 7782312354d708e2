import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleTables } from "../samples.ts";
import { checkTable } from "../sound-figure.ts";

const cells = (name: string): Record<string, readonly string[]> =>
  Object.fromEntries(sampleTables[name]().columns.map((column) => [column.name, column.cells]));

for (const [name, make] of Object.entries(sampleTables)) {
  test(`${name}: its HTML is well-formed and says what is computed and what is quoted`, () =>
    checkTable(make()));
}

test("correlationTable: prints as the notebook does and says where a print differs", () => {
  const { ours, theirs, same } = cells("correlationTable");
  assert.deepEqual(ours, ["99.6", "98.71"]);
  assert.deepEqual(theirs, ["99.6", "98.92"]);
  assert.deepEqual(same, ["yes", "no"]);
});

test("rankPredictionTable: published and recomputed stand side by side, with the difference", () => {
  const { published, recomputed, difference } = cells("rankPredictionTable");
  assert.deepEqual(published, ["90.08", "88.01", "–"]);
  assert.deepEqual(recomputed, ["90.21", "87.66", "90.00"]);
  assert.deepEqual(difference, ["+0.13", "−0.35", "–"]);
});

test("scoreSpread: a difference of two printed numbers rounds as the decimals do", () => {
  assert.deepEqual(cells("scoreSpread").difference, ["14.6", "4.2"]);
});

test("publishedAverages: the versions stand in columns of their own", () => {
  const { v1, v2 } = cells("publishedAverages");
  assert.deepEqual(v1, ["48.6 ± 0.3", "–"]);
  assert.deepEqual(v2, ["47.3", "45.1"]);
});
