import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { regmix } from "../../src/dataset/index.ts";
import { type Candidates, simulate } from "../../src/mixture/index.ts";
import {
  bootstrapIntervals,
  compareBaselines,
  meanOfBest,
  predictAll,
  predictMixture,
} from "../../src/propose/index.ts";
import { fitBooster, type Surrogate } from "../../src/regress/index.ts";
import { column, type Matrix, matrix, type Swarm, selectColumns } from "../../src/table/index.ts";
import { needsPublished } from "../published.ts";

const domains = ["a", "b", "c"];
const likesA: Surrogate = {
  kind: "fixed",
  target: "loss",
  features: domains,
  predict: (rows: Matrix) => column(rows, "a").map((share) => 3 - share),
};
const rows = (...shares: readonly (readonly [number, number, number])[]): Candidates => ({
  domains,
  count: shares.length,
  *blocks() {
    for (const row of shares) yield matrix(domains, Float64Array.from(row));
  },
});
const some = rows([0.2, 0.3, 0.5], [0.9, 0.1, 0], [0.6, 0.2, 0.2], [0.7, 0, 0.3]);

test("meanOfBest: averages the lowest predictions, best first", () => {
  const best = meanOfBest(some, likesA, { keep: 2 });
  assert.deepEqual([...best.keptPredictions], [3 - 0.9, 3 - 0.7]);
  assert.deepEqual(best.mixture, { a: (0.9 + 0.7) / 2, b: 0.05, c: 0.15 });
  assert.equal(best.predicted, 3 - 0.8);
  assert.deepEqual([best.candidates, best.rejected], [4, 0]);
});

test("meanOfBest: obeys caps and floors", () => {
  const best = meanOfBest(some, likesA, { keep: 1, caps: { a: 0.7 }, floors: { b: 0.1 } });
  assert.deepEqual(best.mixture, { a: 0.6, b: 0.2, c: 0.2 });
  assert.equal(best.rejected, 2);
});

const refused: readonly [string, () => unknown, RegExp][] = [
  [
    "caps that leave no room",
    () => meanOfBest(some, likesA, { keep: 1, caps: { a: 0.5, b: 0.2, c: 0.1 } }),
    /caps that sum to 0\.8 over 3 domains.*smallest caps: c 0\.1, b 0\.2/,
  ],
  [
    "floors beyond a whole",
    () => meanOfBest(some, likesA, { keep: 1, floors: { a: 0.6, b: 0.6 } }),
    /floors that sum to 1\.2/,
  ],
  [
    "a floor above its cap",
    () => meanOfBest(some, likesA, { keep: 1, floors: { a: 0.6 }, caps: { a: 0.5 } }),
    /floor of "a" must not exceed its cap, got 0\.6 over 0\.5/,
  ],
  [
    "a cap for an unknown domain",
    () => meanOfBest(some, likesA, { keep: 1, caps: { A: 0.5 } }),
    /Did you mean "a"\?/,
  ],
  [
    "a negative cap",
    () => meanOfBest(some, likesA, { keep: 1, caps: { a: -1 } }),
    /shares from 0 to 1, got -1 for "a"/,
  ],
  [
    "too few candidates within the bounds",
    () => meanOfBest(some, likesA, { keep: 3, caps: { a: 0.65 } }),
    /got 3 of 2 \(4 simulated\)\. Bounds turned away 2, most by a \(2\)/,
  ],
  [
    "more to keep than candidates",
    () => meanOfBest(some, likesA, { keep: 5 }),
    /got 5 of 4 \(4 simulated\)\. Simulate more/,
  ],
  [
    "candidates with a domain that no run was trained on",
    () =>
      meanOfBest(simulate({ a: 0.3, b: 0.3, c: 0.2, d: 0.2 }, { count: 9, seed: 1 }), likesA, { keep: 1 }),
    /candidates must be over the 3 domains of the surrogate, got "d" beside them/,
  ],
  [
    "candidates that lack a domain",
    () => meanOfBest(simulate({ a: 0.5, b: 0.5 }, { count: 9, seed: 1 }), likesA, { keep: 1 }),
    /got none for "c"\. Give a prior/,
  ],
  [
    "a surrogate that predicts no number",
    () => meanOfBest(some, { ...likesA, predict: (rows) => new Float64Array(rows.rows).fill(NaN) }),
    /surrogate must predict numbers, got NaN/,
  ],
  ["half a candidate", () => meanOfBest(some, likesA, { keep: 1.5 }), /whole number from 1, got 1\.5/],
];
for (const [what, call, message] of refused) {
  test(`meanOfBest: refuses ${what}`, () => assert.throws(call, message));
}

test("predictMixture: goes by name and refuses a share of a domain the surrogate does not know", () => {
  assert.equal(predictMixture(likesA, { c: 0.2, d: 0, a: 0.5, b: 0.3 }), 2.5);
  assert.throws(() => predictMixture(likesA, { a: 0.5, b: 0.2, c: 0.2, d: 0.1 }), /got "d" beside them/);
  assert.throws(() => predictMixture(likesA, { a: 0.5, b: 0.5 }), /got none for "c"/);
});

test("meanOfBest: keeps what sorting all predictions would keep", () => {
  const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 5, maxLength: 80 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 5 }), (list, keep) => {
      const candidates = rows(...list.map((value) => [value / 20, 1 - value / 20, 0] as const));
      const sorted = list.toSorted((x, y) => y - x);
      const alike = list.filter((value) => value === sorted[keep - 1]).length;
      const kept = sorted.slice(0, keep).filter((value) => value === sorted[keep - 1]).length;
      assert.equal(meanOfBest(candidates, likesA, { keep }).tied, alike - kept);
      const expected = list
        .map((value) => 3 - value / 20)
        .toSorted((x, y) => x - y)
        .slice(0, keep);
      assert.deepEqual([...meanOfBest(candidates, likesA, { keep }).keptPredictions], expected);
    }),
  );
});

const swarm: Swarm = {
  name: "toy",
  ids: ["7", "9"],
  mixtures: matrix(domains, Float64Array.of(0.5, 0.5, 0, 1, 0, 0)),
  losses: matrix(["loss"], Float64Array.of(2.2, 2.4)),
};

test("compareBaselines: always shows the best observed proxy, uniform and proportional shares", () => {
  const compared = compareBaselines(meanOfBest(some, likesA, { keep: 1 }), { fixed: likesA }, swarm, {
    proportional: { a: 1, b: 1, c: 2 },
    others: { human: { a: 0, b: 2, c: 2 } },
  });
  assert.deepEqual(
    compared.map(({ mixture, predicted, observed }) => [
      mixture,
      Number(predicted.fixed.toFixed(6)),
      observed,
    ]),
    [
      ["recommended", 2.1, undefined],
      ["best observed proxy (run 7)", 2.5, 2.2],
      ["uniform", Number((3 - 1 / 3).toFixed(6)), undefined],
      ["proportional", 2.75, undefined],
      ["human", 3, undefined],
    ],
  );
});

test("compareBaselines: says which mixtures break the caps that the recommendation obeys", () => {
  const best = meanOfBest(some, likesA, { keep: 1, caps: { b: 0.3 } });
  const compared = compareBaselines(best, { fixed: likesA }, swarm, {
    proportional: { a: 3, b: 1, c: 0 },
    caps: { b: 0.3 },
  });
  assert.deepEqual(
    compared.map(({ breaks }) => breaks),
    [undefined, "b", "b", undefined],
  );
});

test("bootstrapIntervals: hold the mean, repeat with their seed, and close on a constant column", () => {
  const kept = matrix(
    ["x", "y"],
    Float64Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 0.5 : at / 40)),
  );
  const intervals = bootstrapIntervals(kept, { seed: 3 });
  assert.deepEqual(intervals, bootstrapIntervals(kept, { seed: 3 }));
  assert.deepEqual(intervals.x, { mean: 0.5, low: 0.5, high: 0.5 });
  assert.ok(intervals.y.low < intervals.y.mean && intervals.y.mean < intervals.y.high);
  assert.throws(() => bootstrapIntervals(kept, { seed: 3, resamples: 0 }), /resamples must be/);
  const none = matrix(["x"], new Float64Array());
  assert.throws(() => bootstrapIntervals(none, { seed: 3 }), /kept must have rows/);
});

/** Shares printed as full doubles by numpy in the authors' notebook, re-run. */
const published = {
  arxiv: 0.004663295435952718,
  freelaw: 0.003943746437314219,
  nih_exporter: 4.837248167442593e-7,
  pubmed_central: 0.00581013209918029,
  wikipedia_en: 0.007255289689505097,
  dm_mathematics: 0.0006897179903056366,
  github: 0.0011373201499074268,
  philpapers: 0.00012577631312951396,
  stackexchange: 0.001111758198755583,
  enron_emails: 0.0025660533551756215,
  gutenberg_pg_19: 0.0037221451305626237,
  pile_cc: 0.8909243437749101,
  ubuntu_irc: 0.061428514222270976,
  europarl: 0.000344762895880868,
  hackernews: 0.0024940904827848586,
  pubmed_abstracts: 0.0123006293465027,
  uspto_backgrounds: 0.0014819407530451377,
};

test(
  "meanOfBest: recommends RegMix's mixture to all printed digits; predictions go by name, whatever the order of the columns",
  needsPublished,
  async () => {
    const { train, test: stopOn, prior } = await regmix("1m");
    const booster = fitBooster(train, { target: "pile_cc", stopOn });
    const candidates = simulate(prior, { count: 100_000, seed: 42 });
    const predictions = predictAll(candidates, booster);
    assert.equal(
      Math.min(...predictions.subarray(0, 50_000), ...predictions.subarray(50_000)).toPrecision(9),
      "5.11908642",
    );
    const best = meanOfBest(candidates, booster, { keep: 128 });
    for (const [domain, share] of Object.entries(published)) {
      assert.equal(best.mixture[domain].toPrecision(9), share.toPrecision(9), domain);
      assert.ok(
        Math.abs(best.mixture[domain] / share - 1) < 1e-12,
        `${domain}: ${best.mixture[domain]} against ${share}`,
      );
    }
    const reversed = selectColumns(best.kept, best.kept.names.toReversed());
    assert.deepEqual(booster.predict(reversed), best.keptPredictions);
  },
);
