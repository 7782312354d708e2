import assert from "node:assert/strict";
import { test } from "node:test";
import { NumpyRandomState } from "../../src/random/index.ts";
import {
  covariance,
  fitLaw,
  outlier,
  overTraining,
  power,
  scatterOverErrors,
} from "../../src/scaling/index.ts";
import { near, redPajama, sizes } from "./points.ts";

const clean = (random: NumpyRandomState) =>
  sizes.map(({ parameters, tokens }) => ({
    parameters,
    tokens,
    loss:
      1.8 + 212 * (6 * parameters ** 2) ** -0.13 + 360 * (6 * tokens ** 2) ** -0.13 + random.normal(0, 0.01),
  }));

test("outlier: finds the run whose loss is not of the law, and none among clean runs", () => {
  const points = clean(new NumpyRandomState(1));
  assert.equal(outlier(fitLaw(overTraining, points)), undefined);
  const wrong = fitLaw(
    overTraining,
    points.map((point, at) => (at === 7 ? { ...point, loss: 1.2 } : point)),
  );
  const found = outlier(wrong);
  assert.deepEqual([found?.at, found?.observed, found?.predicted], [7, 1.2, wrong.predicted[7]]);
  const sorted = wrong.residuals.map(Math.abs).toSorted();
  near(found?.times, sorted[19] / ((sorted[9] + sorted[10]) / 2), 1e-12, "times");
});

test("outlier: of logarithms, what counts is the share of the value", () => {
  const points = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => ({
    x: 10 ** at,
    y: 10 ** -at * (at === 8 ? 9 : 1 + (at % 3) / 50),
  }));
  assert.equal(outlier(fitLaw(power, points, { loss: { huber: 0.1 } }))?.at, 7);
});

test("outlier: few degrees of freedom leave none, since one residual always stands out", () => {
  const few = fitLaw(overTraining, clean(new NumpyRandomState(3)).slice(0, 7));
  const sorted = few.residuals.map(Math.abs).toSorted();
  assert.ok(sorted[6] > 0);
  assert.equal(outlier(few), undefined);
  assert.equal(outlier(fitLaw(overTraining, redPajama.slice(1))), undefined);
});

test("scatterOverErrors: residual deviation over the median standard error; no number without a scatter", () => {
  const fit = fitLaw(overTraining, clean(new NumpyRandomState(2)));
  const errors: readonly number[] = fit.points.map((_, at) => (at === 0 ? 9 : 0.001));
  near(scatterOverErrors(fit, errors), covariance(fit).deviation / 0.001, 1e-12);
  assert.equal(scatterOverErrors(fitLaw(overTraining, redPajama.slice(1)), [1, 1, 1, 1]), undefined);
  assert.throws(() => scatterOverErrors(fit, [1]), /standardErrors must be 20 numbers above 0, got 1\./);
  assert.throws(() => scatterOverErrors(fit, errors.with(3, 0)), /got 0 at point 4\./);
});
