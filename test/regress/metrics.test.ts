import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import {
  kendall,
  meanAbsoluteError,
  meanSquaredError,
  pearson,
  r2,
  ranks,
  spearman,
} from "../../src/regress/metrics.ts";

const metrics = { kendall, meanAbsoluteError, meanSquaredError, pearson, r2, spearman };

interface Golden {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly ranks: readonly number[];
  readonly [metric: string]: unknown;
}
const { cases }: { cases: readonly Golden[] } = JSON.parse(
  readFileSync(new URL("../../../test/golden/metrics/metrics.json", import.meta.url), "utf8"),
);
const pairs = ["spearman", "pearson", "kendall", "meanSquaredError", "meanAbsoluteError", "r2"] as const;

// numpy adds pairwise, others one after another: the results may differ in the last two bits, never more.
test("metrics: equal scipy and scikit-learn to 4 units in the last place", () => {
  for (const golden of cases) {
    assert.deepEqual([...ranks(golden.x)], golden.ranks, golden.name);
    for (const name of pairs) {
      const ours = metrics[name](golden.x, golden.y);
      const theirs = golden[name] as number;
      const apart = Math.abs(ours - theirs);
      assert.ok(
        apart <= 4 * Number.EPSILON * Math.max(1, Math.abs(theirs)),
        `${golden.name}: ${name} ${ours} ${theirs}`,
      );
    }
  }
});

test("spearman: ties share the mean rank", () => {
  assert.deepEqual([...ranks([3, 1, 3, 2, 3])], [4, 1, 4, 2, 4]);
  assert.equal(spearman([1, 1, 2], [1, 1, 2]), 1);
});

test("correlations: a constant side has none", () => {
  for (const name of ["spearman", "pearson", "kendall"] as const) {
    assert.ok(Number.isNaN(metrics[name]([0.1, 0.1, 0.1], [1, 2, 3])));
    assert.ok(Number.isNaN(metrics[name]([1, 2, 3], [0.7, 0.7, 0.7])));
  }
  assert.ok(Number.isNaN(r2([1, 2], [3, 3])));
});

const values = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
  minLength: 2,
  maxLength: 40,
});

test("kendall: equals counting all pairs", () => {
  fc.assert(
    fc.property(values, (both) => {
      const [x, y] = [both.map(([a]) => a), both.map(([, b]) => b)];
      let difference = 0;
      let freeX = 0;
      let freeY = 0;
      for (let i = 0; i < x.length; i++) {
        for (let j = 0; j < i; j++) {
          difference += Math.sign(x[i] - x[j]) * Math.sign(y[i] - y[j]);
          if (x[i] !== x[j]) freeX += 1;
          if (y[i] !== y[j]) freeY += 1;
        }
      }
      const direct = difference / Math.sqrt(freeX) / Math.sqrt(freeY);
      const ours = kendall(x, y);
      assert.ok(Object.is(ours, Math.max(-1, Math.min(1, direct))), `${ours} ${direct}`);
    }),
  );
});

test("correlations: typed arrays give what plain arrays give, and equal sides give 1", () => {
  const [x, y] = [cases[0].x, cases[0].y];
  for (const metric of [spearman, pearson, kendall]) {
    assert.equal(metric(Float64Array.from(x), Float64Array.from(y)), metric(x, y));
    assert.ok(Math.abs(metric(x, x) - 1) <= Number.EPSILON);
    assert.ok(metric(x, x) <= 1);
  }
});

test("correlations: the order of the pairs does not matter", () => {
  fc.assert(
    fc.property(values, (both) => {
      const back = both.toReversed();
      for (const name of ["spearman", "kendall"] as const) {
        const one = metrics[name](
          both.map(([a]) => a),
          both.map(([, b]) => b),
        );
        const two = metrics[name](
          back.map(([a]) => a),
          back.map(([, b]) => b),
        );
        assert.ok(Object.is(one, two) || Math.abs(one - two) < 1e-15);
      }
    }),
  );
});

test("metrics: lengths that differ, too few values and what is not finite are refused", () => {
  assert.throws(() => spearman([1, 2], [1]), /actual must have one value per prediction \(2\), got 1/);
  assert.throws(() => pearson([1], [1]), /must have at least 2 values, got 1/);
  assert.throws(
    () => kendall([1, Number.NaN], [1, 2]),
    /predicted must be finite numbers, got NaN at place 2/,
  );
});
