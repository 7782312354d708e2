import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { regmix } from "../../../src/dataset/index.ts";
import { fitBooster } from "../../../src/regress/gbdt/fit.ts";
import { treeShap } from "../../../src/regress/gbdt/shap.ts";
import { leafOf, predictByWalking } from "../../../src/regress/gbdt/walk.ts";
import { meanAbsoluteShap } from "../../../src/regress/interactions.ts";
import { rowRecord, selectRows } from "../../../src/table/index.ts";
import { needsPublished } from "../../published.ts";
import { fixtureEnsemble, fixtureMatrix, fixtureNames, readFixture } from "./fixture.ts";
import { anyEnsembleAndRows } from "./random-ensemble.ts";

test("treeShap: gives LightGBM's bits on every golden", () => {
  for (const name of fixtureNames) {
    const fixture = readFixture(name);
    const rows = fixtureMatrix(fixture.X_test.slice(0, 8));
    const { contributions, expected } = treeShap(fixtureEnsemble(fixture), rows);
    fixture.expected.contrib_test_first8.forEach((golden, row) => {
      assert.deepEqual(
        [...Object.values(rowRecord(contributions, row)), expected],
        golden,
        `${name}, row ${row}`,
      );
    });
  }
});

test("treeShap: contributions and the expected value add up to the prediction", () => {
  fc.assert(
    fc.property(anyEnsembleAndRows, ({ ensemble, rows }) => {
      const shallow = { ...ensemble, trees: ensemble.trees.filter(({ leaves }) => leaves <= 12) };
      const { contributions, expected } = treeShap(shallow, rows);
      predictByWalking(shallow, rows).forEach((prediction, row) => {
        const sum = Object.values(rowRecord(contributions, row)).reduce((a, b) => a + b, expected);
        assert.ok(Math.abs(sum - prediction) < 1e-9, `${sum} ${prediction}`);
      });
    }),
    { numRuns: 50 },
  );
});

test("treeShap: equals the average over all orders of two features", () => {
  const tree = {
    leaves: 3,
    splitFeature: Int32Array.of(0, 1),
    splitGain: Float64Array.of(1, 1),
    threshold: Float64Array.of(0.5, 0.5),
    decisionType: Uint8Array.of(2, 2),
    leftChild: Int32Array.of(~0, ~1),
    rightChild: Int32Array.of(1, ~2),
    leafValue: Float64Array.of(1, 2, 8),
    leafWeight: Float64Array.of(4, 1, 3),
    leafCount: Int32Array.of(4, 1, 3),
    internalValue: new Float64Array(2),
    internalWeight: new Float64Array(2),
    internalCount: Int32Array.of(8, 4),
    shrinkage: 1,
  };
  const ensemble = {
    featureNames: ["a", "b"],
    featureInfos: ["", ""],
    objective: "regression",
    trees: [tree],
  };
  assert.equal(leafOf(tree, Float64Array.of(1, 1)), 2);
  const { contributions, expected } = treeShap(ensemble, {
    names: ["a", "b"],
    rows: 1,
    values: Float64Array.of(1, 1),
  });
  const nothing = (4 * 1 + 1 * 2 + 3 * 8) / 8;
  const onlyA = (1 * 2 + 3 * 8) / 4;
  const onlyB = (4 * 1 + 4 * 8) / 8;
  assert.equal(expected, nothing);
  const a = (onlyA - nothing + (8 - onlyB)) / 2;
  const b = (onlyB - nothing + (8 - onlyA)) / 2;
  assert.deepEqual(rowRecord(contributions, 0), { a, b });
});

test("treeShap: trees without counts are refused", () => {
  const ensemble = fixtureEnsemble(readFixture("weighted"));
  const trees = ensemble.trees.map((tree) => ({ ...tree, leafCount: new Int32Array(tree.leaves) }));
  const rows = fixtureMatrix(readFixture("weighted").X_test);
  assert.throws(() => treeShap({ ...ensemble, trees }, rows), /leaf counts must be above 0, got tree 0/);
});

test("Booster.shap: on RegMix, the own domain moves a loss most", needsPublished, async () => {
  const { train, test: runs } = await regmix("1m");
  const few = selectRows(runs.mixtures, [...Array(40).keys()]);
  const booster = fitBooster(train, { target: "github", stopOn: "none", numIterations: 100 });
  const { rows, values } = meanAbsoluteShap({ github: booster }, few);
  assert.ok(rows.every((domain) => values[domain].github <= values.github.github));
  const { contributions, expected } = booster.shap(few);
  booster.predict(few).forEach((prediction, row) => {
    const sum = Object.values(rowRecord(contributions, row)).reduce((a, b) => a + b, expected);
    assert.ok(Math.abs(sum - prediction) < 1e-12);
  });
});
