import assert from "node:assert/strict";
import { test } from "node:test";
import { type Parameters, resolveParameters } from "../../../src/regress/gbdt/parameters.ts";

const resolve = (given: Readonly<Record<string, unknown>>) =>
  resolveParameters("train", given as Partial<Parameters>);

const refused: readonly (readonly [given: Readonly<Record<string, unknown>>, message: RegExp])[] = [
  [
    { num_leaves: 3 },
    /train: parameter must be one of the 30 known names, got "num_leaves". Did you mean "numLeaves"\?/,
  ],
  [{ learningrate: 0.1 }, /Did you mean "learningRate"\?/],
  [{ extraTrees: true }, /train: extraTrees must be left out: extremely randomised trees are not offered\./],
  [{ linearTree: true }, /linearTree must be left out/],
  [{ categoricalFeature: ["arxiv"] }, /categoricalFeature must be left out: columns are numbers/],
  [{ boosting: "dart" }, /boosting must be left out/],
  [
    { objective: "regresion" },
    /objective must be one of the 4 known names, got "regresion". Did you mean "regression"\?/,
  ],
  [{ numLeaves: 1 }, /numLeaves must lie in 2 to 131072, got 1\./],
  [{ learningRate: "0.1" }, /learningRate must be a number, got "0.1"\./],
  [{ learningRate: 0 }, /learningRate must be positive, got 0\./],
  [{ lambdaL2: Number.NaN }, /lambdaL2 must be 0 or more, got NaN\./],
  [{ useMissing: 1 }, /useMissing must be true or false, got 1\./],
  [{ baggingFraction: 1.5 }, /baggingFraction must lie in \(0, 1\], got 1.5\./],
  [{ objective: "quantile", alpha: 1 }, /alpha must lie in \(0, 1\) for quantiles, got 1\./],
];

for (const [given, message] of refused) {
  test(`resolveParameters: refuses ${JSON.stringify(given)}`, () => {
    assert.throws(() => resolve(given), message);
  });
}

test("resolveParameters: makes LightGBM's own adjustments", () => {
  assert.equal(resolve({ maxDepth: 3 }).numLeaves, 8);
  assert.equal(resolve({ maxDepth: 9 }).numLeaves, 31);
  assert.equal(resolve({ maxDepth: 3, numLeaves: 20 }).numLeaves, 20);
  assert.equal(resolve({ pathSmooth: 1, minDataInLeaf: 1 }).minDataInLeaf, 2);
  assert.equal(resolve({ minDataInLeaf: 0, minSumHessianInLeaf: 0 }).minDataInLeaf, 1);
  assert.equal(resolve({ minDataInLeaf: 0 }).minDataInLeaf, 0);
  assert.equal(resolve({ seed: 42, baggingSeed: 7 }).baggingSeed, 7);
  assert.equal(resolve({ numLeaves: undefined }).numLeaves, 31);
});
