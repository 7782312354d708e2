import assert from "node:assert/strict";
import { test } from "node:test";
import { fitLaw, irreduciblePower, type LossPoint, overTraining } from "../../src/scaling/index.ts";
import { sampleOf } from "../../src/scaling/search.ts";
import { near } from "./points.ts";

/** Made-up runs on a grid of sizes and ratios, with a ripple for scatter. */
const runs = (count: number, ratios: readonly number[]): readonly LossPoint[] =>
  Array.from({ length: count }, (_, at) => {
    const parameters = 1e7 * 1.001 ** ((at * 7919) % 5000);
    const tokens = parameters * ratios[at % ratios.length];
    const law = 1.8 + 212 * (6 * parameters ** 2) ** -0.13 + 360 * (6 * tokens ** 2) ** -0.13;
    return { parameters, tokens, loss: law + 0.01 * Math.sin(at * at) };
  });

const startsGiven = (points: readonly LossPoint[]) =>
  overTraining.starts(points).map(([E, a, b, eta]) => ({ E, a, b, eta }));

test("fitLaw: of 5000 points, the search on a sample finds the optimum of the full search", () => {
  const points = runs(5000, [5, 20, 80, 320]);
  const found = fitLaw(overTraining, points);
  const full = fitLaw(overTraining, points, { starts: startsGiven(points) });
  for (const name of overTraining.parameters) near(found.values[name], full.values[name], 1e-9, name);
  near(found.sumOfSquares, full.sumOfSquares, 1e-12, "sum of squares");
  assert.deepEqual(found.starts, full.starts);
});

test("fitLaw: an x in 5000 that alone tells the law is not lost with the sample", () => {
  const points = runs(5000, [20]).map((point, at) =>
    at < 3 ? { ...point, tokens: point.tokens * 16, loss: point.loss - 0.4 } : point,
  );
  const { values } = fitLaw(overTraining, points);
  const { values: full } = fitLaw(overTraining, points, { starts: startsGiven(points) });
  for (const name of overTraining.parameters) near(values[name], full[name], 1e-8, name);
});

test("fitLaw: a curve with a bend is found whatever the order of its points", () => {
  const points = Array.from({ length: 4000 }, (_, at) => {
    const x = 1e16 * 10 ** (at / 800);
    return { x, y: 1 + 200 * x ** -0.1 };
  });
  for (const ordered of [points, points.toReversed()]) {
    const { values } = fitLaw(irreduciblePower, ordered);
    near(values.E, 1, 1e-6, "E");
    near(values.b, 0.1, 1e-6, "b");
  }
});

test("sampleOf: 500 different places, in each quarter and each residue of small counts alike", () => {
  for (const count of [2001, 5000, 100_000, 1_000_000]) {
    const places = sampleOf(count);
    assert.equal(places.length, 500);
    assert.ok(places[0] >= 0 && places[499] < count);
    for (const cycle of [2, 3, 4, 5, 8, 10])
      for (let residue = 0; residue < cycle; residue++) {
        const held = places.filter((place) => place % cycle === residue).length;
        assert.ok(held > 250 / cycle, `${held} of 500 places leave ${residue} of ${cycle} in ${count}`);
      }
    for (let quarter = 0; quarter < 4; quarter++) {
      const within = places.filter((place) => Math.floor((4 * place) / count) === quarter).length;
      assert.ok(Math.abs(within - 125) <= 2, `${within} places in quarter ${quarter}`);
    }
  }
});
