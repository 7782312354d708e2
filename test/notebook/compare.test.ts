import assert from "node:assert/strict";
import { test } from "node:test";
import { compareNotebooks } from "../../src/notebook/compare.ts";
import type { Notebook, Output } from "../../src/notebook/document.ts";
import { notebookOf } from "./made.ts";

function withOutputs(outputs: readonly Output[], tags: readonly string[] = [], count = 1): Notebook {
  const made = notebookOf(["# Title", "show()"]);
  const cells = made.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs, execution_count: count, metadata: { tags } } : cell,
  );
  return { ...made, cells };
}
const stream = (text: string, name = "stdout"): Output => ({ output_type: "stream", name, text });
const shown = (data: Record<string, unknown>, metadata: Record<string, unknown> = {}): Output => {
  return { output_type: "display_data", data, metadata };
};
const library = (version: string, text: string) =>
  shown({ "text/html": `<script data-mixlab-plotly="${version}">${text}</script>` });

test("compare: what may differ does not", () => {
  const control = String.fromCharCode(27);
  const cases: readonly (readonly [Notebook, Notebook])[] = [
    [withOutputs([stream("a")], [], 1), withOutputs([stream("a")], [], 7)],
    [withOutputs([stream(`${control}[31ma${control}[0m`)]), withOutputs([stream("a")])],
    [withOutputs([library("3.7.0", "one")]), withOutputs([library("3.8.0", "two")])],
    [
      withOutputs([
        shown({ "text/html": "<!-- plotly.js 3.7.0 was here; run the cell to bring it back -->" }),
      ]),
      withOutputs([library("3.8.0", "two")]),
    ],
    [
      withOutputs([stream("a"), stream("x", "stderr"), stream("b")]),
      withOutputs([stream("x", "stderr"), stream("ab")]),
    ],
    [withOutputs([stream("3 s")], ["volatile"]), withOutputs([stream("4 s")], ["volatile"])],
    [
      withOutputs([shown({ "text/plain": "3 s" }, { mixlab: { volatile: true } })]),
      withOutputs([shown({ "text/plain": "4 s" }, { mixlab: { volatile: true } })]),
    ],
  ];
  for (const [left, right] of cases) assert.deepEqual(compareNotebooks(left, right), []);
});

test("compare: a difference names cell, output, type and line, and shows both lines", () => {
  const first = shown({ "text/plain": "same" });
  const found = compareNotebooks(
    withOutputs([first, shown({ "text/plain": "a\nρ 98.92\nc" })]),
    withOutputs([first, shown({ "text/plain": "a\nρ 98.93\nc" })]),
  );
  assert.deepEqual(found, [
    { cell: 2, output: 2, what: "text/plain", line: 2, committed: "ρ 98.92", fresh: "ρ 98.93" },
  ]);
});

test("compare: JSON differs at the number that differs, wherever its keys stand", () => {
  const type = "application/vnd.plotly.v1+json";
  const [found] = compareNotebooks(
    withOutputs([shown({ [type]: { b: [1, 2.5], a: 1 } })]),
    withOutputs([shown({ [type]: { a: 1, b: [1, 2.25] } })]),
  );
  assert.deepEqual([found?.what, found?.committed, found?.fresh], [type, "2.5", "2.25"]);
});

test("compare: missing and added outputs, types, cells and changed sources are differences", () => {
  const one = withOutputs([stream("a")]);
  const cases: readonly (readonly [Notebook, Notebook, number])[] = [
    [one, withOutputs([]), 1],
    [withOutputs([]), one, 1],
    [
      withOutputs([shown({ "text/plain": "a" })]),
      withOutputs([shown({ "text/plain": "a", "text/html": "b" })]),
      1,
    ],
    [one, { ...one, cells: one.cells.slice(0, 1) }, 1],
    [one, notebookOf(["# Other", "show(1)"]), 2],
    [one, withOutputs([{ output_type: "error", ename: "E", evalue: "v", traceback: [] }]), 1],
  ];
  for (const [left, right, count] of cases) assert.equal(compareNotebooks(left, right).length, count);
});
