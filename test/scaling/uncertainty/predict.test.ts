import assert from "node:assert/strict";
import { test } from "node:test";
import { NumpyRandomState } from "../../../src/random/index.ts";
import {
  fitLaw,
  overTraining,
  power,
  predictLaw,
  predictWithInterval,
  profile,
} from "../../../src/scaling/index.ts";
import { near, redPajama, sizes } from "../points.ts";

const truth = { E: 1.8, a: 210, b: 370, eta: 0.136 };
const repetitions = 200;

/** Shares of repetitions in which intervals hold what they should, at level 0.8. */
function coverage(places: readonly { parameters: number; tokens: number }[], seed: number) {
  const random = new NumpyRandomState(seed);
  const target = { parameters: 3e9, tokens: 2e11 };
  const [far] = predictLaw({ law: overTraining, values: truth }, [target]);
  const losses = predictLaw({ law: overTraining, values: truth }, places);
  const held = { run: 0, law: 0, eta: 0, straight: 0 };
  for (let round = 0; round < repetitions; round++) {
    const noise = 0.004;
    const points = places.map((size, at) => ({ ...size, loss: losses[at] + random.normal(0, noise) }));
    const next = far + random.normal(0, noise);
    const fit = fitLaw(overTraining, points, { starts: [truth] });
    const holds = (
      value: number,
      { lower, upper }: { lower: number | undefined; upper: number | undefined },
    ) => ((lower ?? -Infinity) <= value && value <= (upper ?? Infinity) ? 1 : 0);
    const predicted = (options: object) => predictWithInterval(fit, [target], { level: 0.8, ...options })[0];
    held.run += holds(next, predicted({}));
    held.law += holds(far, predicted({ covers: "law" }));
    held.straight += holds(next, predicted({ method: "covariance" }));
    held.eta += holds(truth.eta, profile(fit, "eta", { level: 0.8 }));
  }
  return held;
}

test("intervals: of 200 repeated sweeps 80 % hold the truth, with many points and with one degree of freedom", () => {
  for (const [places, seed] of [
    [sizes, 10],
    [redPajama, 11],
  ] as const) {
    const held = coverage(places, seed);
    // Three standard deviations of a share of 0.8 in 200 are 0.085.
    for (const [what, count] of Object.entries(held))
      assert.ok(Math.abs(count / repetitions - 0.8) <= 0.085, `${what}: ${count} of ${repetitions}`);
  }
});

test("predictWithInterval: a robust fit takes the covariance unless told otherwise, and logarithms stay above 0", () => {
  const fit = fitLaw(overTraining, redPajama, { residuals: "logarithm", loss: { huber: 1 } });
  const [{ method, lower }] = predictWithInterval(fit, [{ parameters: 7e9, tokens: 1.4e11 }]);
  assert.equal(method, "covariance");
  assert.ok((lower ?? -1) > 0);
  assert.throws(
    () => predictWithInterval(fit, redPajama, { method: "profile" }),
    /fit must be by least squares, got Huber's/,
  );
});

test("predictWithInterval: a straight line's interval by hand, one more run and the line itself", () => {
  const points = [1, 2, 3, 4].map((at) => ({ x: Math.exp(at), y: Math.exp([0.1, -0.1, 0.2, -0.3][at - 1]) }));
  const fit = fitLaw(power, points);
  const mean = -0.025;
  const slope = (-1.5 * (0.1 - mean) - 0.5 * (-0.1 - mean) + 0.5 * (0.2 - mean) + 1.5 * (-0.3 - mean)) / 5;
  const squares = [0.1, -0.1, 0.2, -0.3]
    .map((value, at) => (value - mean - slope * (at - 1.5)) ** 2)
    .reduce((sum, value) => sum + value, 0);
  const t = 4.302652729911275;
  for (const [covers, own] of [
    ["run", 1],
    ["law", 0],
  ] as const) {
    const reach = t * Math.sqrt((squares / 2) * (own + 1 / 4 + 2.5 ** 2 / 5));
    for (const method of ["profile", "covariance"] as const) {
      const [{ lower, upper, predicted }] = predictWithInterval(fit, [{ x: Math.exp(5) }], {
        covers,
        method,
      });
      near(predicted, Math.exp(mean + 2.5 * slope), 1e-12);
      near(lower, Math.exp(mean + 2.5 * slope - reach), 1e-7, `${method} ${covers}`);
      near(upper, Math.exp(mean + 2.5 * slope + reach), 1e-7, `${method} ${covers}`);
    }
  }
});
