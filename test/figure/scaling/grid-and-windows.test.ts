import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type FitWindowPanel,
  figureSvg,
  figureText,
  fitWindow,
  type GridRun,
  type GridSearch,
  gridSearch,
  type ScatterTrace,
} from "../../../src/figure/index.ts";
import { textBoxes } from "../svg/text-boxes.ts";
import { checkPicture } from "../well-formed.ts";
import { errorFigures } from "./error-samples.ts";

const run = (more: Partial<GridRun> = {}): GridRun => ({
  flops: 1e16,
  loss: 5,
  steps: 100,
  onFront: true,
  excluded: false,
  ...more,
});
const scatter = (drawn: ReturnType<typeof gridSearch>): ScatterTrace[] =>
  drawn.data.filter((trace) => trace.type === "scatter");

test("gridSearch: the front stands in both panels, and what the fit leaves out is hollow at the right", () => {
  const drawn = gridSearch({
    runs: [run(), run({ flops: 1e17, loss: 4, excluded: true }), run({ loss: 6, onFront: false })],
  });
  const places = scatter(drawn).map(({ name, xaxis, x, marker }) => [name, xaxis, x.length, marker?.symbol]);
  assert.deepEqual(places, [
    ["small models", "x", 1, undefined],
    ["Pareto front", "x", 2, undefined],
    ["left out of the fit", "x2", 1, "circle-open"],
    ["Pareto front", "x2", 1, undefined],
  ]);
});

test("gridSearch: the interval left out is shaded in both panels, only where a model lies in it", () => {
  const runs = [run(), run({ flops: 1e17, excluded: true }), run({ flops: 1e19 })];
  const bands = gridSearch({ runs }).layout.shapes ?? [];
  assert.deepEqual(
    bands.map(({ x0, x1, xref, layer }) => [x0, x1, xref, layer]),
    [
      [5.2e16, 5.2e17, "x", "below"],
      [5.2e16, 5.2e17, "x2", "below"],
    ],
  );
  const own = gridSearch({ runs: runs.slice(0, 2) }, { excludedFlops: [9e16, 1e18] });
  assert.deepEqual(own.layout.shapes?.[0].x0, 9e16);
  assert.ok(Number(own.layout.shapes?.[0].x1) < 2e17, "the shade ends with the panel");
  assert.match(own.caption, /Shaded, hollow: 9e16 to 1e18 FLOPs/);
  const none = gridSearch({ runs: [run()] });
  assert.deepEqual(none.layout.shapes, []);
  assert.doesNotMatch(none.caption, /Shaded|band|Diamonds|Stars/);
});

test("gridSearch: by steps, runs are coloured on a logarithmic scale with one colour bar", () => {
  const drawn = errorFigures.gridSearchBySteps();
  const bars = scatter(drawn).filter(({ marker }) => marker?.showscale === true);
  assert.equal(bars.length, 1);
  const { marker } = bars[0];
  assert.deepEqual([marker?.cmin, marker?.cmax], [4, 4.90309]);
  assert.match(drawn.title, /Fig 6/);
  assert.match(errorFigures.gridSearch().title, /Fig 4/);
  assert.ok(scatter(errorFigures.gridSearch()).every((trace) => trace.marker?.showscale !== true));
});

test("gridSearch: the legend names the level of the band", () => {
  const curve = { flops: [1e16, 1e17], loss: [5, 4], lower: [4.9, 3.9], upper: [5.1, 4.1] };
  const names = (level: object) =>
    scatter(gridSearch({ runs: [run()], curve: { ...curve, ...level } }))[1].name;
  assert.deepEqual([names({}), names({ level: 0.9 })], ["95 % band", "90 % band"]);
});

test("gridSearch: the text form holds the front from the cheapest up, the chosen and the larger models", () => {
  const text = figureText(errorFigures.gridSearch());
  assert.match(text, /front +1\.00e16 +5\.5000 +10000\nfront +3\.00e16/);
  assert.match(text, /front, left out +1\.00e17/);
  assert.match(text, /chosen: 0\.011B +1\.30e16 +5\.5000 +–\nlarger: own <&> model +5\.70e21/);
});

const panel = (more: Partial<FitWindowPanel> = {}): FitWindowPanel => ({
  title: "C4 loss",
  points: [{ kind: "window", flops: 1e17, points: 5, percent: 2 }],
  star: { flops: 2.4e19, points: 5, percent: 0.7103 },
  ...more,
});

test("fitWindow: the star is drawn last and stands first in the text form", () => {
  const drawn = fitWindow({ target: "1.4B, M = 640", panels: [panel()] });
  const star = drawn.data.at(-1);
  assert.ok(star?.type === "scatter" && star.marker?.symbol === "star");
  assert.deepEqual([star.x, star.y], [[2.4e19], [0.7103]]);
  assert.match(
    figureText(drawn),
    /C4 loss +Table 1 +5 +2\.40e19 +0\.71\nC4 loss +window +5 +1\.00e17 +2\.00/,
  );
});

test("fitWindow: the error is drawn against compute or against the number of models", () => {
  const input = { target: "1.4B, M = 640", panels: [panel()] };
  assert.equal(fitWindow(input).layout.xaxis?.type, "log");
  const counted = fitWindow(input, { against: "points", paperFigure: 15 });
  assert.equal(counted.layout.xaxis?.type, "linear");
  assert.match(counted.title, /number of models in the fit \(Fig 15\)$/);
  assert.match(counted.caption, /Corresponds to Fig 15/);
  assert.doesNotMatch(fitWindow(input).caption, /Corresponds/);
});

test("fitWindow: fits of nearly the same compute and error stay inside their axes", () => {
  const points = [{ kind: "window" as const, flops: 1.000005, points: 5, percent: 1.000005 }];
  const drawn = fitWindow({
    target: "a",
    panels: [panel({ points, star: { flops: 1, points: 5, percent: 1 } })],
  });
  checkPicture(figureSvg(drawn), drawn.layout.width, drawn.layout.height);
});

const grid = (more: Partial<GridSearch>): GridSearch => ({ runs: [run()], ...more });
const refused: [string, () => unknown, RegExp][] = [
  ["gridSearch: no models", () => gridSearch({ runs: [] }), /at least one model on the front, got none of 0/],
  [
    "gridSearch: no model on the front",
    () => gridSearch({ runs: [run({ onFront: false })] }),
    /at least one model on the front, got none of 1/,
  ],
  [
    "gridSearch: no compute, which a logarithmic axis cannot hold",
    () => gridSearch({ runs: [run(), run({ flops: 0 })] }),
    /flops must be a finite number above 0, got 0 at runs\[1\]/,
  ],
  [
    "gridSearch: no steps",
    () => gridSearch({ runs: [run({ steps: 0 })] }),
    /steps must be .* got 0 at runs\[0\]/,
  ],
  [
    "gridSearch: a loss that is no number",
    () => gridSearch(grid({ targets: [{ label: "a", flops: 1, loss: Number.NaN }] })),
    /loss must be a finite number, got NaN at targets\[0\]/,
  ],
  [
    "gridSearch: a curve whose lists differ in length",
    () => gridSearch(grid({ curve: { flops: [1, 2], loss: [1, 2], lower: [1], upper: [1, 2] } })),
    /curve\.lower must have one value for each of curve\.flops \(2\), got 1/,
  ],
  [
    "gridSearch: a bound that is no number",
    () => gridSearch(grid({ curve: { flops: [1], loss: [1], lower: [Number.NaN], upper: [1] } })),
    /lower must be a finite number, got NaN at curve\[0\]/,
  ],
  [
    "gridSearch: a run left out of the fit although it lies outside the interval",
    () => gridSearch({ runs: [run({ excluded: true })] }),
    /an excluded run must lie in excludedFlops \(52000000000000000 to 520000000000000000\), got 10000000000000000 at runs\[0\]/,
  ],
  [
    "gridSearch: an interval from high to low",
    () => gridSearch(grid({}), { excludedFlops: [2, 1] }),
    /excludedFlops must go from low to high, got \[2,1\]/,
  ],
  [
    "fitWindow: no panels",
    () => fitWindow({ target: "a", panels: [] }),
    /panels must have at least one entry/,
  ],
  [
    "fitWindow: four panels",
    () => fitWindow({ target: "a", panels: [panel(), panel(), panel(), panel()] }),
    /panels must be at most 3, got 4/,
  ],
  [
    "fitWindow: no points",
    () => fitWindow({ target: "a", panels: [panel({ points: [] })] }),
    /points of C4 loss must have at least one entry/,
  ],
  [
    "fitWindow: an error of zero, which a logarithmic axis cannot hold",
    () => fitWindow({ target: "a", panels: [panel({ star: { flops: 1, points: 5, percent: 0 } })] }),
    /percent must be a finite number above 0, got 0 at C4 loss, star/,
  ],
  [
    "fitWindow: compute that is no number",
    () =>
      fitWindow({
        target: "a",
        panels: [panel({ points: [{ kind: "random", flops: Number.NaN, points: 5, percent: 1 }] })],
      }),
    /flops must be .* got NaN at C4 loss, points\[0\]/,
  ],
];
for (const [title, call, message] of refused) test(`${title} is refused`, () => assert.throws(call, message));

const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30, size: "max" });
const positive = (low: number, high: number) =>
  fc.double({ min: low, max: high, noNaN: true }).map((power) => 10 ** power);

test("gridSearch: any models and labels give a sound picture whose labels stay off the colour bar", () => {
  const runOf = fc.record({
    flops: positive(10, 25),
    loss: fc.double({ min: -10, max: 100, noNaN: true }),
    steps: positive(0, 7),
    onFront: fc.boolean(),
  });
  const mark = fc.record({
    label: name,
    flops: positive(10, 25),
    loss: fc.double({ min: 0, max: 9, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(runOf, { maxLength: 12 }),
      fc.array(mark, { maxLength: 4 }),
      fc.array(mark, { maxLength: 4 }),
      fc.constantFrom("front" as const, "steps" as const),
      (others, selected, targets, color) => {
        const excludedFlops = [1e14, 1e17] as const;
        const inside = (flops: number) => flops >= excludedFlops[0] && flops <= excludedFlops[1];
        const runs = [run(), ...others].map((one) => ({ ...one, excluded: inside(one.flops) }));
        const drawn = gridSearch({ runs, selected, targets }, { color, excludedFlops });
        const { width, height, margin } = drawn.layout;
        checkPicture(figureSvg(drawn), width, height);
        const labels = new Set([...selected, ...targets].map(({ label }) => label));
        for (const { text, right } of textBoxes(figureSvg(drawn))) {
          if (labels.has(text) && color === "steps") assert.ok(right <= width - margin.r + 12, text);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("fitWindow: any fits and words give a sound picture", () => {
  const fit = fc.record({ flops: positive(0, 25), points: positive(0, 4), percent: positive(-9, 5) });
  const kind = fc.constantFrom("window" as const, "random" as const);
  const points = fc.array(
    fc.tuple(fit, kind).map(([one, which]) => ({ ...one, kind: which })),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(
      fc.array(fc.record({ title: name, points, star: fit }), { minLength: 1, maxLength: 3 }),
      name,
      fc.constantFrom("flops" as const, "points" as const),
      (panels, target, against) => {
        const drawn = fitWindow({ target, panels }, { against });
        checkPicture(figureSvg(drawn), drawn.layout.width, drawn.layout.height);
      },
    ),
    { numRuns: 60 },
  );
});
