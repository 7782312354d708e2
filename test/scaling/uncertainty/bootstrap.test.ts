import assert from "node:assert/strict";
import { test } from "node:test";
import { NumpyRandomState } from "../../../src/random/index.ts";
import {
  bootstrap,
  covariance,
  downstream,
  fitLaw,
  overTraining,
  power,
  predictLaw,
  predictWithInterval,
} from "../../../src/scaling/index.ts";
import { near, redPajama, sizes } from "../points.ts";

const truth = { E: 1.8, a: 210, b: 370, eta: 0.136 };
const noisy = (seed: number, noise: number) => {
  const random = new NumpyRandomState(seed);
  const losses = predictLaw({ law: overTraining, values: truth }, sizes);
  return sizes.map((size, at) => ({ ...size, loss: losses[at] + random.normal(0, noise) }));
};
const deviation = (draws: Float64Array): number => {
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  return Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws.length - 1));
};

test("bootstrap: residuals scatter the parameters by their standard errors", () => {
  const fit = fitLaw(overTraining, noisy(1, 0.01));
  const drawn = bootstrap(fit, { resample: "residuals", count: 2000, random: new NumpyRandomState(2) });
  const { standardErrors } = covariance(fit);
  assert.deepEqual([drawn.failed, drawn.reason], [0, undefined]);
  for (const name of overTraining.parameters)
    near(deviation(drawn.values[name]), standardErrors?.[name] ?? 0, 0.08, name);
  const { lower, upper } = drawn.intervals.eta;
  assert.ok((lower ?? 1) < fit.values.eta && fit.values.eta < (upper ?? 0));
});

test("bootstrap: points drawn with replacement do so too where they are many", () => {
  const points = Array.from({ length: 60 }, (_, at) => ({
    x: 10 ** (1 + at / 12),
    y: 3 + ((at * 7) % 5) / 10,
  }));
  const fit = fitLaw(power, points);
  const drawn = bootstrap(fit, { resample: "points", count: 2000, random: new NumpyRandomState(3) });
  near(deviation(drawn.values.b), covariance(fit).standardErrors?.b ?? 0, 0.1);
});

test("bootstrap: measurement errors scatter the parameters as far as they are given", () => {
  const fit = fitLaw(overTraining, noisy(4, 0.01));
  const known = 0.002;
  const drawn = bootstrap(fit, {
    resample: "measurement",
    standardErrors: sizes.map(() => known),
    count: 2000,
    random: new NumpyRandomState(5),
  });
  const { standardErrors, deviation: scatter } = covariance(fit);
  for (const name of overTraining.parameters)
    near(deviation(drawn.values[name]), ((standardErrors?.[name] ?? 0) * known) / scatter, 0.08, name);
});

test("bootstrap: of five points most draws determine nothing, which is counted and said", () => {
  const fit = fitLaw(overTraining, redPajama);
  const drawn = bootstrap(fit, { resample: "points", count: 200, random: new NumpyRandomState(6) });
  assert.ok(drawn.failed > 100, String(drawn.failed));
  assert.equal(drawn.values.eta.length, 200 - drawn.failed);
  assert.match(
    drawn.reason ?? "",
    /^\d+ of 200 resamples \(points\) could not be fitted, more than the 5 % .* draw "residuals"/,
  );
  assert.equal(drawn.intervals.E.lower, undefined);
});

test("bootstrap: an interval leaves half of what it does not hold on either side", () => {
  const fit = fitLaw(overTraining, noisy(7, 0.01));
  const random = new NumpyRandomState(4);
  const { values, intervals } = bootstrap(fit, { resample: "residuals", count: 200, level: 0.8, random });
  const { lower, upper } = intervals.eta;
  assert.ok(lower !== undefined && upper !== undefined);
  assert.equal(values.eta.filter((value) => value < lower).length, 20);
  assert.equal(values.eta.filter((value) => value > upper).length, 20);
});

test("bootstrap: the same seed gives the same bits, and predictions take its draws", () => {
  const fit = fitLaw(overTraining, noisy(7, 0.01));
  const once = () => bootstrap(fit, { resample: "residuals", count: 100, random: new NumpyRandomState(8) });
  const draws = once();
  assert.deepEqual(draws, once());
  const size = { parameters: 7e9, tokens: 1.4e11 };
  const [run] = predictWithInterval(fit, [size], { draws });
  const [law] = predictWithInterval(fit, [size], { draws, covers: "law" });
  assert.equal(run.method, "bootstrap");
  assert.ok((run.upper ?? 0) - (run.lower ?? 0) > (law.upper ?? 0) - (law.lower ?? 0));
});

test("bootstrap: with one degree of freedom percentiles of residuals are no interval", () => {
  const fit = fitLaw(overTraining, redPajama);
  const drawn = bootstrap(fit, { resample: "residuals", count: 50, random: new NumpyRandomState(3) });
  assert.equal(drawn.values.eta.length, 50);
  assert.equal(drawn.intervals.eta.upper, undefined);
  assert.match(drawn.reason ?? "", /1 degrees? of freedom .* too few .* take profile/);
});

test("bootstrap: too few draws have no ends of an interval, and draws of another law are refused", () => {
  const fit = fitLaw(overTraining, noisy(5, 0.01));
  const draws = bootstrap(fit, { resample: "residuals", count: 39, random: new NumpyRandomState(1) });
  assert.equal(draws.intervals.eta.lower, undefined);
  assert.match(
    draws.reason ?? "",
    /39 resamples do not reach the ends of an interval at 95 %: draw 40 at least/,
  );
  const enough = bootstrap(fit, { resample: "residuals", count: 40, random: new NumpyRandomState(1) });
  assert.equal(enough.reason, undefined);
  const error = fitLaw(
    downstream,
    [2, 3, 4, 5].map((loss) => ({ loss, error: 0.9 - Math.exp(-loss) })),
  );
  assert.throws(
    () => predictWithInterval(error, [{ loss: 2 }], { draws: enough as never }),
    /draws must be of the same fit, got some without epsilon/,
  );
});

test("bootstrap: says what is wrong with its options", () => {
  const fit = fitLaw(overTraining, redPajama);
  const random = new NumpyRandomState(9);
  const refuse = (options: object, message: RegExp): void =>
    void assert.throws(() => bootstrap(fit, { resample: "measurement", random, ...options }), message);
  refuse({}, /standardErrors must have one value per point \(5\).*got none/);
  refuse({ standardErrors: [1, 2] }, /one value per point \(5\).*got 2/);
  refuse({ standardErrors: [1, 1, 1, 1, -1] }, /not below 0, got -1 at point 5/);
  refuse({ resample: "residuals", standardErrors: [1] }, /standardErrors must be left out/);
  refuse({ resample: "runs" }, /resample must be "points", "residuals" or "measurement", got "runs"/);
  refuse({ count: 0 }, /count must be a whole number/);
  assert.throws(() => predictWithInterval(fit, redPajama, { method: "bootstrap" }), /draws must be given/);
});
