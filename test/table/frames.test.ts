import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asMatrix,
  type DanfoFrame,
  idsOf,
  matrix,
  matrixToArquero,
  matrixToDanfo,
} from "../../src/table/index.ts";

const source = matrix(["arxiv", "github"], Float64Array.of(0.25, 0.75, 0.1 + 0.2, 0));

test("arquero: a matrix goes there and back with the same bits", () => {
  const table = matrixToArquero(source, ["7", "8"]);
  assert.deepEqual(table.columnNames(), ["index", "arxiv", "github"]);
  assert.deepEqual(asMatrix(table, ["arxiv", "github"]), source);
});

test("arquero: a filtered and ordered table is read as it shows itself", () => {
  const table = matrixToArquero(source, ["7", "8"]).orderby("arxiv").filter("d => d.arxiv > 0.28");
  assert.deepEqual([...asMatrix(table, ["arxiv"]).values], [0.1 + 0.2]);
});

test("danfojs: a matrix goes there and back with the same bits", async () => {
  const log = console.log;
  console.log = () => {};
  const frame = (await matrixToDanfo(source).finally(() => {
    console.log = log;
  })) as DanfoFrame;
  assert.deepEqual(frame.columns, ["arxiv", "github"]);
  assert.deepEqual(asMatrix(frame), source);
});

test("asMatrix: reads records and refuses a cell that is no number", () => {
  assert.deepEqual(asMatrix([{ a: 1, b: 2 }]), matrix(["a", "b"], Float64Array.of(1, 2)));
  assert.throws(() => asMatrix([{ a: 1 }, { a: "x" }]), /finite number, got "x" at row 2, column "a"/);
});

test("asMatrix: takes the columns asked for from a matrix too", () => {
  assert.deepEqual(asMatrix(source, ["github"]), matrix(["github"], Float64Array.of(0.75, 0)));
});

test("records: a row without an id and a column that the first row lacks are refused", () => {
  for (const id of [null, undefined, "", Number.NaN]) {
    assert.throws(() => idsOf([{ id: 7 }, { id }], "id"), /every row must have an id, got .* at row 2/);
  }
  assert.throws(
    () => asMatrix([{ a: 1 }, { a: 1, b: 2 }]),
    /columns of the first, got "b" beside them at row 2/,
  );
});
