import assert from "node:assert/strict";
import { test } from "node:test";
import * as figure from "../../../src/figure/index.ts";
import { matrix } from "../../../src/table/index.ts";

const cases: [string, () => unknown, RegExp][] = [
  [
    "predictedVersusTrue: lists of unequal length",
    () =>
      figure.predictedVersusTrue({
        target: "pile_cc",
        kind: "x",
        predicted: [1, 2],
        actual: [1],
        ids: ["a", "b"],
        correlation: 1,
      }),
    /predictedVersusTrue: actual must have one value for each of predicted \(2\), got 1/,
  ],
  [
    "predictedBestModel: a best model that is not there",
    () =>
      figure.predictedBestModel({
        target: "a",
        predicted: [1],
        actual: [1],
        ids: ["Model 1"],
        best: "Model1",
      }),
    /best must be one of .* Did you mean "Model 1"\?/,
  ],
  [
    "lossTaskHeatmap: a missing cell",
    () =>
      figure.lossTaskHeatmap({
        rows: ["a"],
        columns: ["b"],
        values: { a: {} },
        coefficient: "Pearson",
        models: 1,
      }),
    /lossTaskHeatmap: values must be finite, got undefined at a, b/,
  ],
  [
    "mixtureSimplex: four domains",
    () =>
      figure.mixtureSimplex({
        target: "a",
        mixtures: matrix(["a", "b", "c", "d"], Float64Array.of(1, 0, 0, 0)),
        predicted: [1],
      }),
    /mixtureSimplex: mixtures must have 3 domains, got 4/,
  ],
  [
    "weightDistributions: edges that do not fit",
    () => figure.weightDistributions({ a: { edges: [0, 1], counts: [1, 2], zeroShare: 0 } }),
    /weightDistributions: edges must be one more than counts \(2\), got 2/,
  ],
  [
    "predictedVersusTrue: a loss that is no number",
    () =>
      figure.predictedVersusTrue({
        target: "pile_cc",
        kind: "x",
        predicted: [1, 2],
        actual: [1, Number.NaN],
        ids: ["a", "b"],
        correlation: 1,
      }),
    /must be finite, got NaN/,
  ],
  [
    "compareMixtures: no mixture",
    () => figure.compareMixtures({}),
    /compareMixtures: mixtures must have 1 to 6/,
  ],
  ["proxyCount: no points", () => figure.proxyCount([]), /proxyCount: series must have 1 to 4 models, got 0/],
];

for (const [title, call, message] of cases) test(`${title} is refused`, () => assert.throws(call, message));
