import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type ExponentLine,
  exponents,
  figureSvg,
  figureText,
  type InclusionThresholdPoint,
  inclusionThreshold,
} from "../../../src/figure/index.ts";
import { checkPicture } from "../well-formed.ts";
import { errorFigures } from "./error-samples.ts";

const point = (threshold: number, percent: Record<string, number>): InclusionThresholdPoint => ({
  threshold,
  tasksKept: 17,
  percent,
});
const line = (more: Partial<ExponentLine> = {}): ExponentLine => ({
  trainSet: "rpj",
  points: [{ tokensPerParameter: 20, exponent: 0.13 }],
  shared: 0.13,
  ...more,
});

test("inclusionThreshold: the chosen threshold is marked, 10 unless told, even where no point stands", () => {
  const points = [point(0, { rpj: 1 }), point(5, { rpj: 2 })];
  assert.match(figureSvg(inclusionThreshold(points)), />t = 10</);
  assert.match(figureSvg(inclusionThreshold(points, { chosen: -5 })), />t = −5</);
});

test("inclusionThreshold: points stand in the order of their thresholds, with the tasks kept", () => {
  const text = figureText(inclusionThreshold([point(20, { rpj: 4.235 }), point(5, { rpj: 2 })]));
  assert.match(text, / 5 +17 +2\.00\n20 +17 +4\.24\n/);
});

test("exponents: a band is drawn where both bounds are given, and stands in the legend once", () => {
  const { data, caption } = errorFigures.exponents();
  const bands = data.filter((trace) => trace.type === "scatter" && trace.fill === "toself");
  assert.deepEqual(
    bands.map(({ showlegend, xaxis }) => [showlegend, xaxis]),
    [
      [true, "x"],
      [false, "x2"],
    ],
  );
  assert.match(caption, /bands are bootstrap intervals/);
  assert.doesNotMatch(exponents([line()]).caption, /bands are/);
});

test("exponents: the text form holds every ratio, its interval and the exponent of Eq 4", () => {
  const points = [
    { tokensPerParameter: 640, exponent: 0.1423, low: 0.13, high: 0.15 },
    { tokensPerParameter: 20, exponent: 0.1363, low: 0.13, high: 0.14 },
  ];
  const text = figureText(exponents([line({ points })]));
  assert.match(text, /RedPajama +640 +0\.1423 +0\.1300 to 0\.1500/);
  assert.match(text, /RedPajama +Eq 4 +0\.1300 +–/);
});

const refused: [string, () => unknown, RegExp][] = [
  ["inclusionThreshold: no points", () => inclusionThreshold([]), /points must have at least one entry/],
  [
    "inclusionThreshold: a point without a train set's error",
    () => inclusionThreshold([point(0, { rpj: 1, c4: 1 }), point(5, { rpj: 1 })]),
    /percent must be .* got undefined at threshold 5, c4/,
  ],
  [
    "inclusionThreshold: a threshold twice",
    () => inclusionThreshold([point(0, { rpj: 1 }), point(0, { rpj: 1 })]),
    /points must name each entry once, got 0 twice/,
  ],
  [
    "inclusionThreshold: five train sets",
    () => inclusionThreshold([point(0, { a: 1, b: 1, c: 1, d: 1, e: 1 })]),
    /train sets must be 1 to 4, got 5/,
  ],
  [
    "inclusionThreshold: an error that is no number",
    () => inclusionThreshold([point(0, { rpj: Number.NaN })]),
    /percent must be .* got NaN at threshold 0, rpj/,
  ],
  ["exponents: no train set", () => exponents([]), /exponents: train sets must be 1 to 4, got 0/],
  ["exponents: no points", () => exponents([line({ points: [] })]), /points of rpj must have at least one/],
  [
    "exponents: no tokens, which a logarithmic axis cannot hold",
    () => exponents([line({ points: [{ tokensPerParameter: 0, exponent: 0.1 }] })]),
    /tokensPerParameter must be a finite number above 0, got 0 at rpj/,
  ],
  [
    "exponents: one bound alone",
    () => exponents([line({ points: [{ tokensPerParameter: 20, exponent: 0.1, low: 0 }] })]),
    /high must be a finite number, got NaN at rpj, M = 20/,
  ],
  [
    "exponents: an exponent that is no number",
    () => exponents([line({ shared: Number.NaN })]),
    /shared must be a finite number, got NaN at rpj/,
  ],
];
for (const [title, call, message] of refused) test(`${title} is refused`, () => assert.throws(call, message));

const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20, size: "max" });

test("inclusionThreshold: any thresholds, train sets and errors give a sound picture", () => {
  const finite = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      fc.uniqueArray(finite, { minLength: 1, maxLength: 20, selector: (value) => value + 0 }),
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0, max: 1e4, noNaN: true }),
      (thresholds, sets, error) => {
        const percent = Object.fromEntries(sets.map((set) => [set, error]));
        const drawn = inclusionThreshold(thresholds.map((threshold) => point(threshold, percent)));
        checkPicture(figureSvg(drawn), drawn.layout.width, drawn.layout.height);
      },
    ),
    { numRuns: 40 },
  );
});

test("exponents: any ratios and exponents give a sound picture", () => {
  const ratio = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
  const exponent = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(ratio, { minLength: 1, maxLength: 12 }),
      exponent,
      exponent,
      (sets, ratios, one, other) => {
        const points = ratios.map((tokensPerParameter, at) => ({
          tokensPerParameter,
          exponent: at % 2 === 0 ? one : other,
          ...(at % 3 === 0 ? {} : { low: Math.min(one, other), high: Math.max(one, other) }),
        }));
        const drawn = exponents(sets.map((trainSet) => ({ trainSet, points, shared: other })));
        checkPicture(figureSvg(drawn), drawn.layout.width, drawn.layout.height);
      },
    ),
    { numRuns: 40 },
  );
});
