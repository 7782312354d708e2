import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  chinchilla,
  covariance,
  downstream,
  fitLaw,
  type Law,
  overTraining,
  power,
} from "../../../src/scaling/index.ts";
import { near, redPajama } from "../points.ts";

interface Golden {
  readonly law: string;
  readonly points: readonly Record<string, number>[];
  readonly values: Readonly<Record<string, number>>;
  readonly covariance: readonly number[];
}
const golden: readonly Golden[] = JSON.parse(
  readFileSync(new URL("../../../../test/golden/scaling/covariance.json", import.meta.url), "utf8"),
);

function compare<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  { points, values, covariance: expected }: Golden,
): void {
  const fit = fitLaw(law, points as unknown as readonly Point[]);
  for (const name of law.parameters) near(fit.values[name], values[name], 1e-7, `${law.name} ${name}`);
  const { matrix, reason, degreesOfFreedom } = covariance(fit);
  assert.deepEqual([reason, degreesOfFreedom], [undefined, points.length - law.parameters.length]);
  matrix.forEach((value, at) => {
    near(value, expected[at], 1e-5, `${law.name} covariance ${at}`);
  });
}

test("covariance: scipy's curve_fit has the same, for each law", () => {
  for (const each of golden) {
    const known = { "over-training": overTraining, chinchilla, downstream, power };
    const law = known[each.law as keyof typeof known];
    compare(law as Law<unknown, never, string>, each);
  }
  assert.equal(golden.length, 5);
});

test("covariance: one degree of freedom takes 12.7 standard errors, and positive parameters stay positive", () => {
  const { factor, standardErrors, intervals, degreesOfFreedom } = covariance(fitLaw(overTraining, redPajama));
  assert.equal(degreesOfFreedom, 1);
  near(factor, 12.7062047361747, 1e-12);
  assert.ok(standardErrors !== undefined);
  const { lower, upper } = intervals.eta;
  near((upper ?? 0) - (lower ?? 0), 2 * factor * standardErrors.eta, 1e-12);
  assert.ok((intervals.a.lower ?? -1) > 0);
});

test("covariance: without a degree of freedom there is none, and it says so", () => {
  const { matrix, standardErrors, intervals, reason } = covariance(
    fitLaw(overTraining, [...redPajama.slice(0, 3), redPajama[4]]),
  );
  assert.equal(matrix.length, 0);
  assert.equal(standardErrors, undefined);
  assert.deepEqual([intervals.E.lower, intervals.E.upper], [undefined, undefined]);
  assert.match(reason ?? "", /4 parameters and there are 4 points, .* add runs, or give the standard errors/);
  assert.equal(intervals.E.reason, reason);
});

test("covariance: names the parameters that the points cannot tell apart", () => {
  const flat = [2, 3, 4, 5, 6].map((loss) => ({ loss, error: 0.75 }));
  const fit = fitLaw(downstream, flat, { starts: [{ epsilon: 0.75, k: 0, gamma: 1 }] });
  assert.match(covariance(fit).reason ?? "", /the points cannot tell .*gamma apart: add runs/);
});
