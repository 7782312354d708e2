import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { regmix } from "../../src/dataset/index.ts";
import { fitLinear } from "../../src/regress/linear.ts";
import { meanAbsoluteError, spearman } from "../../src/regress/metrics.ts";
import { column, matrix, type Swarm } from "../../src/table/index.ts";
import { needsPublished } from "../published.ts";

interface Golden {
  readonly name: string;
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly alpha: number;
  readonly intercept: boolean;
  readonly coefficients: readonly number[];
  readonly constant: number;
  readonly predicted: readonly number[];
}
const { cases }: { cases: readonly Golden[] } = JSON.parse(
  readFileSync(new URL("../../../test/golden/linear/linear.json", import.meta.url), "utf8"),
);

function swarmOf(x: readonly (readonly number[])[], y: readonly number[]): Swarm {
  const names = x[0].map((_, at) => `d${at}`);
  return {
    name: "golden",
    ids: y.map((_, at) => String(at)),
    mixtures: matrix(names, Float64Array.from(x.flat())),
    losses: matrix(["loss"], Float64Array.from(y)),
  };
}

const near = (ours: number, theirs: number, tolerance: number, title: string) =>
  assert.ok(
    Math.abs(ours - theirs) <= tolerance * Math.max(1, Math.abs(theirs)),
    `${title}: ${ours} ${theirs}`,
  );

// Rounded shares leave a direction of relative size 1e-3, so coefficients carry some 1e-13, predictions 1e-14.
test("fitLinear: coefficients and predictions equal scikit-learn's", () => {
  for (const { name, x, y, alpha, intercept, coefficients, constant, predicted } of cases) {
    const model = fitLinear(swarmOf(x, y), { target: "loss", alpha, intercept });
    coefficients.forEach((theirs, at) => {
      near(model.coefficients[`d${at}`], theirs, 1e-11, name);
    });
    near(model.intercept, constant, 1e-11, name);
    model.predict(swarmOf(x, y).mixtures).forEach((ours, at) => {
      near(ours, predicted[at], 1e-13, name);
    });
  }
});

test("fitLinear: rows that sum to 1 leave one direction open, and rank says so", () => {
  const { x, y } = cases.find(({ name }) => name.startsWith("rows that sum to 1"))!;
  assert.equal(fitLinear(swarmOf(x, y), { target: "loss" }).rank, 4);
  assert.equal(fitLinear(swarmOf(x, y), { target: "loss", intercept: false }).rank, 5);
});

test("fitLinear: a standardised penalty does not see the unit of a domain", () => {
  const { x, y } = cases[0];
  const scaled = x.map(([first, ...rest]) => [first * 1000, ...rest]);
  const options = { target: "loss", alpha: 1, standardise: true };
  const [one, two] = [fitLinear(swarmOf(x, y), options), fitLinear(swarmOf(scaled, y), options)];
  near(two.coefficients.d0 * 1000, one.coefficients.d0, 1e-12, "d0");
  near(two.coefficients.d1, one.coefficients.d1, 1e-12, "d1");
});

test("fitLinear: predicts by name, whatever the order and number of columns", () => {
  const { x, y } = cases[2];
  const model = fitLinear(swarmOf(x, y), { target: "loss", alpha: 1 });
  const turned = matrix(
    ["extra", "d5", "d4", "d3", "d2", "d1", "d0"],
    Float64Array.from(x.flatMap((row) => [9, ...row.toReversed()])),
  );
  assert.deepEqual(model.predict(turned), model.predict(swarmOf(x, y).mixtures));
});

test("fitLinear: too few runs, unknown targets and NaN are refused with the remedy", () => {
  const { x, y } = cases.at(-1)!;
  const swarm = swarmOf(x, y);
  assert.throws(
    () => fitLinear(swarm, { target: "loss" }),
    /must have at least 13 runs for 12 domains, got 8\. Add runs, or give alpha above 0/,
  );
  assert.throws(() => fitLinear(swarm, { target: "los" }), /Did you mean "loss"/);
  assert.throws(
    () => fitLinear(swarm, { target: "loss", alpha: -1 }),
    /alpha must be a number from 0, got -1/,
  );
  const gap = swarmOf(
    x,
    y.map((value, at) => (at === 3 ? Number.NaN : value)),
  );
  assert.throws(() => fitLinear(gap, { target: "loss", alpha: 1 }), /loss must be finite, got NaN at run 3/);
});

const table2: readonly [number, readonly [string, string, string]][] = [
  [0, ["90.21", "89.33", "87.66"]],
  [0.003, ["90.15", "89.25", "88.11"]],
  [0.01, ["90.09", "89.21", "88.76"]],
  [0.1, ["90.05", "89.14", "91.00"]],
  [1, ["90.07", "89.07", "94.13"]],
];

test("fitLinear: RegMix, Table 2, linear rows", needsPublished, async () => {
  const { train } = await regmix("1m");
  const tests = [await regmix("1m"), await regmix("60m"), await regmix("1b")];
  for (const [alpha, expected] of table2) {
    const model = fitLinear(train, { target: "pile_cc", alpha });
    const found = tests.map(({ test: { mixtures, losses } }) => {
      return (100 * spearman(model.predict(mixtures), column(losses, "pile_cc"))).toFixed(2);
    });
    assert.deepEqual(found, expected, `alpha ${alpha}`);
  }
  const { mixtures, losses } = tests[0].test;
  const predicted = fitLinear(train, { target: "pile_cc" }).predict(mixtures);
  assert.equal(meanAbsoluteError(predicted, column(losses, "pile_cc")).toFixed(4), "0.1243");
});

test("fitLinear: RegMix, Figure 6, PhilPapers alone helps every other target", needsPublished, async () => {
  const { train } = await regmix("1m");
  const models = train.losses.names.map((target) => fitLinear(train, { target, alpha: 1 }));
  const helps = train.mixtures.names.filter((domain) =>
    models.every(({ target, coefficients }) => target === domain || -coefficients[domain] > 0),
  );
  assert.deepEqual(helps, ["philpapers"]);
  const shown = models.map(({ coefficients }) => (-coefficients.pile_cc).toFixed(2));
  assert.deepEqual(
    shown,
    "-0.83 0.14 -1.00 0.39 -1.59 -0.74 -0.42 0.29 0.84 -0.85 0.23 -0.31 -0.08".split(" "),
  );
});
