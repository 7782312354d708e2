import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  covariance,
  fitLaw,
  irreduciblePower,
  type LossPoint,
  type OverTrainingParameter,
  overTraining,
  power,
  predictLaw,
  profile,
  profilePrediction,
  symbolOf,
} from "../../../src/scaling/index.ts";
import { near, redPajama } from "../points.ts";

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../test/golden/scaling/${name}.json`, import.meta.url), "utf8"));

test("profile: the edges that brute force finds by linear solutions at every η", () => {
  const cases: readonly { readonly points: readonly LossPoint[] }[] = golden("covariance");
  for (const { case: at, level, bounds, ...size } of golden("profile")) {
    const fit = fitLaw(overTraining, cases[at].points);
    for (const [name, [lower, upper]] of Object.entries(bounds) as [string, [number, number]][]) {
      const interval =
        name === "run" || name === "law"
          ? profilePrediction(fit, size, { level, covers: name })
          : profile(fit, name as OverTrainingParameter, { level });
      near(interval.lower, lower, 1e-6, `case ${at} ${name} lower`);
      near(interval.upper, upper, 1e-6, `case ${at} ${name} upper`);
      assert.equal(interval.reason, undefined);
    }
  }
});

test("profile: where the law is straight, it is the interval of the covariance", () => {
  const points = [1, 2, 3, 4, 5, 6].map((at) => ({
    x: 10 ** at,
    y: 3 * 10 ** (-0.1 * at) * (1 + 0.03 * (at % 3)),
  }));
  const fit = fitLaw(power, points);
  const { lower, upper } = covariance(fit).intervals.b;
  const interval = profile(fit, "b");
  near(interval.lower, lower ?? 0, 1e-8);
  near(interval.upper, upper ?? 0, 1e-8);
});

test("profile: five points leave E and η without a lower bound at 95 %, and it says so", () => {
  const fit = fitLaw(overTraining, redPajama);
  for (const name of ["E", "eta"] as const) {
    const { lower, upper, reason } = profile(fit, name);
    assert.equal(lower, undefined);
    assert.ok(upper !== undefined && upper > fit.values[name]);
    assert.match(
      reason ?? "",
      new RegExp(`^${symbolOf(name)} has no lower bound: the law fits within the scatter`),
    );
  }
  assert.equal(profile(fit, "eta", { level: 0.9 }).reason, undefined);
});

test("profilePrediction: one more run is less sure than the law, and far away less sure than near", () => {
  const fit = fitLaw(overTraining, redPajama);
  const width = (tokens: number, covers: "run" | "law") => {
    const { lower, upper } = profilePrediction(fit, { parameters: 1e8, tokens }, { level: 0.8, covers });
    return (upper ?? Infinity) - (lower ?? -Infinity);
  };
  assert.ok(width(2e9, "law") < width(2e9, "run"));
  assert.ok(width(2e9, "run") < width(2e12, "run"));
  assert.ok(Number.isFinite(width(2e12, "run")));
});

test("profile: points without scatter give an interval without width", () => {
  const law = { law: overTraining, values: { E: 1.8, a: 200, b: 400, eta: 0.14 } };
  const sizes = [1e7, 1e8, 1e9].flatMap((parameters) =>
    [20, 320].map((ratio) => ({ parameters, tokens: parameters * ratio })),
  );
  const losses = predictLaw(law, sizes);
  const fit = fitLaw(
    overTraining,
    sizes.map((size, at) => ({ ...size, loss: losses[at] })),
  );
  const { lower, upper } = profile(fit, "E");
  near(lower, 1.8, 1e-9);
  near(upper, 1.8, 1e-9);
});

test("profile: the unit of the loss does not matter, down to 1e-12 of a nat", () => {
  const inUnits = (unit: number) =>
    fitLaw(
      irreduciblePower,
      [4, 3.2, 2.6, 2.2, 1.95].map((y, at) => ({ x: 10 ** (18 + at), y: y * unit })),
    );
  const [nats, tiny] = [inUnits(1), inUnits(1e-12)];
  near(profile(tiny, "b").lower, profile(nats, "b").lower ?? 0, 1e-6);
  const [small, usual] = [tiny, nats].map((fit) => profilePrediction(fit, { x: 1e24 }));
  near(small.upper, 1e-12 * (usual.upper ?? 0), 1e-6);
});

test("profilePrediction: 200 000 points are not too many", () => {
  const points = Array.from({ length: 200_000 }, (_, at) => ({
    x: 1 + at,
    y: 3 * (1 + at) ** -0.1 + 0.01 * (at % 3),
  }));
  const { lower, upper } = profilePrediction(fitLaw(power, points), { x: 1e6 }, { covers: "law" });
  assert.ok(lower !== undefined && upper !== undefined && lower < upper);
});

test("profile: points of noise alone leave sides open, each with its reason, and end", () => {
  for (const heights of [
    [3.1, 3, 3.05, 3.02, 2.99],
    [3.2, 3, 3.1, 2.9, 3.05, 3],
  ]) {
    const fit = fitLaw(
      irreduciblePower,
      heights.map((y, at) => ({ x: 10 ** (16 + at), y })),
    );
    const sides = irreduciblePower.parameters.map((name) => profile(fit, name, { level: 0.9 }));
    assert.deepEqual(
      sides.map(({ lower }) => lower),
      [undefined, undefined, undefined],
    );
    for (const { reason } of sides)
      assert.match(reason ?? "", /no lower bound: the law fits within the scatter/);
  }
});

test("profile: says what it cannot do", () => {
  const fit = fitLaw(overTraining, redPajama);
  assert.throws(() => profile(fit, "nu" as "eta"), /parameter must be one of the 4 known names, got "nu"/);
  assert.throws(() => profile(fit, "eta", { level: 95 }), /level must lie between 0 and 1/);
  const robust = fitLaw(overTraining, redPajama, { residuals: "logarithm", loss: { huber: 1e-3 } });
  assert.throws(
    () => profile(robust, "eta"),
    /fit must be by least squares, got Huber's loss at 0\.001.*Take bootstrap/,
  );
  const exact = fitLaw(overTraining, [...redPajama.slice(0, 3), redPajama[4]]);
  assert.match(
    profilePrediction(exact, redPajama[3]).reason ?? "",
    /nothing to tell the scatter of runs from/,
  );
});
