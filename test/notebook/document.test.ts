import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { parseNotebook } from "../../src/notebook/document.ts";
import { printJson, printNotebook, splitLines } from "../../src/notebook/print.ts";
import { wantedBy } from "../../src/notebook/wanted.ts";
import { DataError } from "../../src/table/index.ts";
import { notebookOf } from "./made.ts";

const golden = (name: string): string =>
  readFileSync(new URL(`../../../test/golden/notebook/${name}`, import.meta.url), "utf8");

test("document: printing what nbformat wrote gives the same bytes", () => {
  const text = golden("nbformat.ipynb");
  assert.equal(printNotebook(parseNotebook(text)), text);
});

test("document: parse ∘ print is the identity", () => {
  const sources = fc.array(fc.string({ unit: "binary" }), { maxLength: 8 });
  fc.assert(
    fc.property(sources, fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (texts, extra) => {
      const { signature, orig_nbformat, orig_nbformat_minor, ...metadata } = JSON.parse(
        JSON.stringify(extra),
      );
      const notebook = notebookOf(texts, metadata);
      assert.deepEqual(parseNotebook(printNotebook(notebook)), notebook);
    }),
  );
});

test("document: split lines join to the text they came from", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => splitLines(text).join("") === text));
});

test("document: small numbers print as Python prints them", () => {
  const cases: readonly (readonly [number, string])[] = [
    [1e-5, "1e-05"],
    [1.5e-7, "1.5e-07"],
    [0.0001, "0.0001"],
    [1e22, "1e+22"],
    [-3.25e-300, "-3.25e-300"],
    [12, "12"],
  ];
  for (const [value, expected] of cases) assert.equal(printJson(value), expected);
});

test("document: a notebook of 4.4 gets ids that depend on its content alone", () => {
  const old = JSON.stringify({
    cells: [{ cell_type: "markdown", metadata: {}, source: ["a\n", "b"] }],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 4,
  });
  const read = parseNotebook(old);
  assert.equal(read.nbformat_minor, 5);
  assert.match(read.cells[0]!.id, /^[0-9a-f]{8}$/);
  assert.equal(read.cells[0]!.source, "a\nb");
  assert.deepEqual(parseNotebook(old), read);
});

test("document: what is not a notebook is refused with the place named", () => {
  const cell = { cell_type: "code", id: "a", metadata: {}, source: "", outputs: [] };
  const whole = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [[], /must hold an object/],
    [{ ...whole, nbformat: 3 }, /nbformat must be 4, got 3 at x\.ipynb/],
    [{ ...whole, nbformat_minor: 2 }, /nbformat_minor/],
    [{ ...whole, cells: {} }, /cells must be a list/],
    [{ ...whole, cells: [cell, cell] }, /ids must differ, got "a" at x\.ipynb, cell 2/],
    [{ ...whole, cells: [{ ...cell, id: "a b" }] }, /id must be/],
    [{ ...whole, cells: [{ ...cell, source: 3 }] }, /source must be text/],
    [{ ...whole, cells: [{ ...cell, cell_type: "x" }] }, /cell_type/],
    [{ ...whole, cells: [{ ...cell, execution_count: -1 }] }, /execution_count/],
    [{ ...whole, cells: [{ ...cell, outputs: [{ output_type: "x" }] }] }, /output_type/],
    [{ ...whole, cells: [{ ...cell, outputs: [{ output_type: "stream" }] }] }, /stream/],
  ];
  for (const [value, message] of cases)
    assert.throws(() => parseNotebook(JSON.stringify(value), "x.ipynb"), { name: "DataError", message });
  assert.throws(() => parseNotebook("{", "x.ipynb"), DataError);
  assert.throws(() => parseNotebook("[".repeat(5000) + "]".repeat(5000)), DataError);
});

test("wanted: a notebook says which data and targets it has", () => {
  const mixlab = { data: ["regmix/1m"], targets: ["R1", "R2"] };
  assert.deepEqual(wantedBy(notebookOf([], { mixlab })), mixlab);
  assert.deepEqual(wantedBy(notebookOf([])), { data: [], targets: [] });
  assert.throws(
    () => wantedBy(notebookOf([], { mixlab: { data: "regmix" } })),
    /list of names, got "regmix"/,
  );
});
