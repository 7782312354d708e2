import assert from "node:assert/strict";
import { test } from "node:test";
import { displaySymbol } from "../../../src/figure/index.ts";
import { sampleFigures } from "../samples.ts";
import { checkFigureBundle, checkFigurePicture, checkGolden } from "../sound-figure.ts";

for (const [name, make] of Object.entries(sampleFigures)) {
  test(`${name}: its picture is sound and stays inside its edges`, () => checkFigurePicture(make()));

  test(`${name}: its bundle holds plotly's specification, picture, HTML and numbers`, () =>
    checkFigureBundle(make()));

  test(`${name}: the same input gives the same bytes`, () => {
    assert.deepEqual(make()[displaySymbol](), make()[displaySymbol]());
  });
}

for (const name of ["predictedVersusTrue", "compareMixtures", "lossTaskHeatmap"]) {
  test(`${name}: its picture is the golden one, byte for byte`, () =>
    checkGolden(name, sampleFigures[name]()));
}
