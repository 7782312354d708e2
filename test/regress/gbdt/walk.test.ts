import assert from "node:assert/strict";
import { test } from "node:test";
import { importances } from "../../../src/regress/gbdt/importance.ts";
import { readModelText, writeModelText } from "../../../src/regress/gbdt/text.ts";
import { predictByWalking } from "../../../src/regress/gbdt/walk.ts";
import { fixtureEnsemble, fixtureMatrix, fixtureNames, readFixture } from "./fixture.ts";

test("predictByWalking: gives LightGBM's bits on every golden", () => {
  for (const name of fixtureNames) {
    const fixture = readFixture(name);
    const predicted = predictByWalking(fixtureEnsemble(fixture), fixtureMatrix(fixture.X_test));
    assert.deepEqual([...predicted], fixture.expected.predict_test, name);
  }
});

test("importances: equal LightGBM's counts and gains, before and after a reload", () => {
  for (const name of fixtureNames) {
    const fixture = readFixture(name);
    const { importance_split, importance_gain_full, importance_gain_after_reload } = fixture.expected;
    const fresh = importances(fixtureEnsemble(fixture));
    assert.deepEqual(
      fresh.map(({ splits }) => splits),
      importance_split,
      name,
    );
    assert.deepEqual(
      fresh.map(({ gain }) => gain),
      importance_gain_full,
      name,
    );
    const reloaded = importances(readModelText(writeModelText(fixtureEnsemble(fixture))));
    assert.deepEqual(
      reloaded.map(({ gain }) => gain),
      importance_gain_after_reload,
      name,
    );
  }
});
