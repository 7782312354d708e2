import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NumpyRandomState } from "../../../src/random/index.ts";
import {
  bootstrap,
  chinchilla,
  covariance,
  downstream,
  fitLaw,
  fitWarnings,
  type Law,
  optimalRatio,
  overTraining,
  plan,
  power,
  predictWithInterval,
  profile,
  profilePrediction,
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
  const bentUp = [0.6, 0.61, 0.64, 0.7, 0.9].map((error, at) => ({ loss: [2.5, 3, 3.5, 4, 5][at], error }));
  const { reason, intervals } = covariance(fitLaw(downstream, bentUp));
  assert.match(reason ?? "", /the points cannot tell ε, k apart: add runs/);
  assert.equal(intervals.k.upper, undefined);
});

test("a fit that is flat has no intervals, no optimum and no scatter, and says so", () => {
  const rising = redPajama.map((point) => ({ ...point, loss: 8 - point.loss }));
  const level = redPajama.map((point) => ({ ...point, loss: 3 }));
  for (const points of [rising, level]) {
    const fit = fitLaw(overTraining, points);
    assert.match(
      fitWarnings(fit)[0],
      /the fit is flat at 3.*: the points do not change as over-training does/,
    );
    const size = { parameters: 7e9, tokens: 1.4e11 };
    const random = new NumpyRandomState(1);
    const draws = bootstrap(fit, { resample: "residuals", count: 50, random });
    for (const { lower, upper, reason } of [
      covariance(fit).intervals.eta,
      profile(fit, "eta"),
      draws.intervals.eta,
      profilePrediction(fit, size),
      predictWithInterval(fit, [size], { draws })[0],
    ]) {
      assert.deepEqual([lower, upper], [undefined, undefined]);
      assert.match(reason ?? "", /the fit is flat at 3/);
    }
    assert.throws(() => optimalRatio(fit), /optimalRatio: fit must fall over its points.*flat at 3/);
    const made = plan({ loss: fit }, { flops: 1e21, tokensPerParameter: 20 });
    assert.equal(made.optimal, undefined);
    assert.match(made.warnings.join("\n"), /no compute-optimal run: .*fit must fall/);
  }
});

test("covariance: Huber's loss that leaves no more points within its bound than parameters tells no scatter", () => {
  const { reason, intervals } = covariance(fitLaw(overTraining, redPajama, { loss: { huber: 1e-3 } }));
  assert.match(reason ?? "", /no more residuals lie within Huber's bound than over-training has parameters/);
  assert.equal(intervals.E.lower, undefined);
});

test("covariance: with Huber's loss it is Huber's own formula, here for a straight line", () => {
  const logarithms = [0.3, -0.2, 0.1, -0.4, 0.2, 2.5, -0.1, 0.3, -0.3, -2, 0.2, 0.1];
  const points = logarithms.map((off, at) => ({ x: Math.exp(at), y: Math.exp(3 - 0.5 * at + off) }));
  const huber = 0.6;
  const fit = fitLaw(power, points, { loss: { huber } });
  const { standardErrors, deviation } = covariance(fit);
  const [n, p] = [12, 2];
  const residuals = points.map(({ y }, at) => Math.log(y / fit.predicted[at]));
  const share = residuals.filter((value) => Math.abs(value) <= huber).length / n;
  assert.equal(share, 10 / 12);
  const clipped = residuals.reduce((sum, value) => sum + Math.min(Math.abs(value), huber) ** 2, 0);
  // Huber 1981, Eq 6.5 of ch 7: K²·Σψ²/(n − p)/share²·(XᵀX)⁻¹ with K = 1 + (p/n)·(1 − share)/share.
  const expected = ((1 + ((p / n) * (1 - share)) / share) * Math.sqrt(clipped / (n - p))) / share;
  near(deviation, expected, 1e-12);
  const spread = points.reduce((sum, _, at) => sum + (at - 5.5) ** 2, 0);
  near(standardErrors?.b, expected / Math.sqrt(spread), 1e-9);
});
