import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { makePool } from "../../../src/parallel/index.ts";
import {
  predict,
  predictOnThreads,
  predictor,
  threadedPredictor,
} from "../../../src/regress/gbdt/predict.ts";
import { makeScorer } from "../../../src/regress/gbdt/scorer.ts";
import { scorerTables } from "../../../src/regress/gbdt/scorer-tables.ts";
import type { Ensemble } from "../../../src/regress/gbdt/tree.ts";
import { predictByWalking } from "../../../src/regress/gbdt/walk.ts";
import { type Matrix, matrix } from "../../../src/table/index.ts";
import { fixtureEnsemble, fixtureMatrix, fixtureNames, readFixture } from "./fixture.ts";
import { anyEnsembleAndRows } from "./random-ensemble.ts";

/** The compiled way, however few rows there are. */
function compiled(ensemble: Ensemble, rows: Matrix): Float64Array {
  const out = new Float64Array(rows.rows);
  makeScorer(scorerTables(ensemble)!)(rows.values, out);
  return out;
}

test("predict: gives LightGBM's bits on every golden, walking and compiled", () => {
  for (const name of fixtureNames) {
    const fixture = readFixture(name);
    const [ensemble, rows] = [fixtureEnsemble(fixture), fixtureMatrix(fixture.X_test)];
    assert.deepEqual([...predict(ensemble, rows)], fixture.expected.predict_test, name);
    assert.deepEqual([...compiled(ensemble, rows)], fixture.expected.predict_test, name);
  }
});

test("makeScorer: equals walking down the trees, bit for bit, whatever the trees and the values", () => {
  fc.assert(
    fc.property(anyEnsembleAndRows, ({ ensemble, rows }) => {
      assert.deepEqual(compiled(ensemble, rows), predictByWalking(ensemble, rows));
    }),
    { numRuns: 300 },
  );
});

test("predictor: blocks of any size give what all rows at once give", () => {
  const fixture = readFixture("basic_early_stop");
  const ready = predictor(fixtureEnsemble(fixture));
  const all = fixtureMatrix([...fixture.X, ...fixture.X, ...fixture.X, ...fixture.X]);
  const whole = ready.predict(all);
  assert.equal(whole.length, 1280);
  for (const size of [1, 511, 512, 513]) {
    const width = all.names.length;
    const parts: number[] = [];
    for (let at = 0; at < all.rows; at += size) {
      parts.push(...ready.predict(matrix(all.names, all.values.slice(at * width, (at + size) * width))));
    }
    assert.deepEqual(parts, [...whole]);
  }
});

test("predictor: columns are found by name", () => {
  const fixture = readFixture("weighted");
  const ready = predictor(fixtureEnsemble(fixture));
  const rows = fixtureMatrix(fixture.X_test);
  const turned = rows.names.toReversed();
  const values = Float64Array.from(rows.values, (_, at) => {
    const width = turned.length;
    return rows.values[at - (at % width) + (width - 1 - (at % width))];
  });
  assert.deepEqual(ready.predict(matrix(turned, values)), ready.predict(rows));
  assert.throws(
    () => ready.predict(matrix(["Column_1"], Float64Array.of(1))),
    /must be one of the 1 known names/,
  );
});

test("predictor: an ensemble without trees gives zeros, no rows give none", () => {
  const ensemble = { featureNames: ["a"], featureInfos: ["none"], objective: "regression", trees: [] };
  assert.deepEqual([...predictor(ensemble).predict(matrix(["a"], Float64Array.of(1, 2)))], [0, 0]);
  assert.equal(predictor(ensemble).predict(matrix(["a"], new Float64Array())).length, 0);
  assert.deepEqual([...compiled(ensemble, matrix(["a"], Float64Array.of(1, 2)))], [0, 0]);
});

test("predictor: takes numbers that were made in another context, as notebook cells do", () => {
  const fixture = readFixture("weighted");
  const ready = predictor(fixtureEnsemble(fixture));
  const rows = fixtureMatrix(fixture.X_test);
  const foreign: Float64Array = runInContext(
    `Float64Array.from(${JSON.stringify([...rows.values])}, (x) => x ?? NaN)`,
    createContext({}),
  );
  assert.deepEqual(ready.predict(matrix(rows.names, foreign)), ready.predict(rows));
  assert.deepEqual(compiled(fixtureEnsemble(fixture), matrix(rows.names, foreign)), ready.predict(rows));
});

test("threadedPredictor: gives the same bits however many threads there are", async () => {
  const pools = [
    await makePool({ threads: 1 }),
    await makePool({ threads: 2 }),
    await makePool({ threads: 3 }),
  ];
  for (const name of ["nan_missing", "basic_early_stop", "no_split"]) {
    const fixture = readFixture(name);
    const ensemble = fixtureEnsemble(fixture);
    const rows = fixtureMatrix(Array.from({ length: 40 }, () => fixture.X).flat());
    const expected = predictByWalking(ensemble, rows);
    for (const pool of pools) {
      const ready = threadedPredictor(ensemble, pool);
      const [one, two] = await Promise.all([ready.predict(rows), ready.predict(rows)]);
      assert.deepEqual([...one], [...expected]);
      assert.deepEqual(two, one);
    }
  }
  await Promise.all(pools.map((pool) => pool.close()));
});

test("predictOnThreads: equals predict, and stops when it is told to", async () => {
  const fixture = readFixture("weighted");
  const ensemble = fixtureEnsemble(fixture);
  const rows = fixtureMatrix(fixture.X);
  const expected = predict(ensemble, rows);
  assert.deepEqual([...(await predictOnThreads(ensemble, rows, { threads: 2 }))], [...expected]);
  const signal = AbortSignal.abort(new Error("enough"));
  await assert.rejects(predictOnThreads(ensemble, rows, { threads: 2, signal }), /enough/);
  await assert.rejects(predictOnThreads(ensemble, rows, { threads: 0 }), /threads must be a whole number/);
});

test("scorerTables: gives none where they would be too large, so that predictors walk", () => {
  const ensemble = fixtureEnsemble(readFixture("weighted"));
  const { length } = scorerTables(ensemble)!.bytes;
  assert.equal(scorerTables(ensemble, length)?.bytes.length, length);
  assert.equal(scorerTables(ensemble, length - 1), undefined);
});
