import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as figure from "../../../src/figure/index.ts";
import { checkPicture } from "../well-formed.ts";

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30, size: "max" });
const names = (most: number) => fc.uniqueArray(name, { minLength: 1, maxLength: most });
const share = fc.double({ min: 0, max: 1, noNaN: true });

const sound = (drawn: figure.Figure): void =>
  checkPicture(figure.figureSvg(drawn), drawn.layout.width, drawn.layout.height);

test("predictedVersusTrue: any finite losses and any words give a sound picture", () => {
  const points = fc.array(fc.tuple(finite, finite, name), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(points, name, (rows, word) => {
      const [predicted, actual, ids] = [0, 1, 2].map((at) => rows.map((row) => row[at]));
      sound(
        figure.predictedVersusTrue({
          target: word,
          kind: word,
          predicted: predicted as number[],
          actual: actual as number[],
          ids: ids as string[],
          correlation: 0.5,
        }),
      );
    }),
    { numRuns: 60 },
  );
});

test("compareMixtures: any domains and shares give a sound picture, wide enough for their names", () => {
  fc.assert(
    fc.property(names(90), share, (domains, low) => {
      const mixture = Object.fromEntries(domains.map((domain) => [domain, low]));
      sound(figure.compareMixtures({ prior: mixture, other: mixture }));
    }),
    { numRuns: 40 },
  );
});

test("lossTaskHeatmap: any names and correlations give a sound picture", () => {
  fc.assert(
    fc.property(names(20), names(30), fc.double({ min: -1, max: 1, noNaN: true }), (rows, columns, value) => {
      const line = Object.fromEntries(columns.map((column) => [column, value]));
      const values = Object.fromEntries(rows.map((row) => [row, line]));
      sound(figure.lossTaskHeatmap({ rows, columns, values, coefficient: "Pearson", models: 64 }));
    }),
    { numRuns: 40 },
  );
});

test("scoreSpreadStrip: any scores give a sound picture", () => {
  fc.assert(
    fc.property(names(12), fc.array(finite, { minLength: 1, maxLength: 20 }), (tasks, scores) => {
      sound(figure.scoreSpreadStrip(Object.fromEntries(tasks.map((task) => [task, scores]))));
    }),
    { numRuns: 40 },
  );
});

test("figures: what is drawn is not changed by drawing it", () => {
  const predicted = Object.freeze([5, 5.5, 6]);
  const input = Object.freeze({
    target: "a",
    kind: "b",
    predicted,
    actual: predicted,
    ids: ["1", "2", "3"],
    correlation: 1,
  });
  assert.deepEqual(figure.predictedVersusTrue(input).layout, figure.predictedVersusTrue(input).layout);
});
