import assert from "node:assert/strict";
import { test } from "node:test";
import { displaySymbol } from "../../../src/figure/index.ts";
import { checkFigureBundle, checkFigurePicture, checkGolden } from "../sound-figure.ts";
import { errorFigures } from "./error-samples.ts";

/** What a figure may add to a committed notebook, in characters of JSON. */
const mostJson = 30_000;

for (const [name, make] of Object.entries(errorFigures)) {
  test(`${name}: its picture is sound and stays inside its edges`, () => checkFigurePicture(make()));

  test(`${name}: its bundle holds plotly's specification, picture, HTML and numbers`, () =>
    checkFigureBundle(make()));

  test(`${name}: the same input gives the same bytes, and few of them`, () => {
    assert.deepEqual(make()[displaySymbol](), make()[displaySymbol]());
    assert.ok(JSON.stringify({ data: make().data, layout: make().layout }).length < mostJson);
  });
}

for (const name of ["relativeErrorHeatmaps", "exponents", "gridSearch"]) {
  test(`${name}: its picture is the golden one, byte for byte`, () =>
    checkGolden(name, errorFigures[name]()));
}
