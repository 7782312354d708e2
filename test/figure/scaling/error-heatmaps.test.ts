import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type ErrorCell,
  type Figure,
  figureSvg,
  figureText,
  type RelativeErrorHeatmaps,
  relativeErrorHeatmaps,
} from "../../../src/figure/index.ts";
import { meet, textBoxes } from "../svg/text-boxes.ts";
import { checkPicture } from "../well-formed.ts";

const cell = (percent: number, fitted = false): ErrorCell => ({
  size: "1.4B",
  tokensPerParameter: 20,
  percent,
  fitted,
});
const one = (
  cells: readonly ErrorCell[],
  more: Partial<RelativeErrorHeatmaps> = {},
): RelativeErrorHeatmaps => ({
  sizes: ["0.411B", "1.4B"],
  tokensPerParameter: [20, 640],
  panels: [{ title: "C4", cells }],
  ...more,
});
const heatmap = (drawn: Figure) => {
  const [trace] = drawn.data;
  assert.equal(trace.type, "heatmap");
  return trace.type === "heatmap" ? trace : assert.fail();
};

test("relativeErrorHeatmaps: a model that does not exist leaves its cell empty", () => {
  const trace = heatmap(relativeErrorHeatmaps(one([cell(2.34567)])));
  assert.deepEqual(trace.z, [
    [null, null],
    [2.346, null],
  ]);
  assert.deepEqual(trace.text, [
    ["", ""],
    ["2.3", ""],
  ]);
});

test("relativeErrorHeatmaps: colours end at 10 % while cells print the whole error", () => {
  const trace = heatmap(relativeErrorHeatmaps(one([cell(24.31)])));
  assert.deepEqual([trace.zmin, trace.zmax, trace.text?.[1][0]], [0, 10, "24.3"]);
  assert.equal(trace.colorbar?.ticktext.at(-1), "≥ 10");
});

test("relativeErrorHeatmaps: models of the fit are outlined and a key says so, only where there are any", () => {
  const marked = relativeErrorHeatmaps(one([cell(1, true)]));
  assert.equal(marked.layout.shapes?.length, 2);
  assert.deepEqual(
    [marked.layout.shapes?.[0].x0, marked.layout.shapes?.[0].y1, marked.layout.shapes?.[0].yref],
    [-0.47, 1.46, "y"],
  );
  assert.match(figureSvg(marked), />fitted on</);
  assert.match(figureText(marked), /1\.4B +\*1\.0 +–/);
  const plain = relativeErrorHeatmaps(one([cell(1)]));
  assert.deepEqual(plain.layout.shapes, []);
  assert.doesNotMatch(figureSvg(plain), />fitted on</);
});

test("relativeErrorHeatmaps: each of the paper's figures has its own title, caption and key", () => {
  const words = ([5, 7, 10, 11, 12] as const).map((paperFigure) => {
    const drawn = relativeErrorHeatmaps(one([cell(1, true)], { paperFigure }));
    assert.match(drawn.title, new RegExp(`\\(Fig ${paperFigure}\\)$`));
    assert.match(drawn.caption, new RegExp(`Corresponds to Fig ${paperFigure},`));
    assert.match(figureSvg(drawn), paperFigure > 10 ? />fitted on \(Eq 5\)</ : />fitted on \(Eq 4\)</);
    return drawn.caption;
  });
  assert.equal(new Set(words).size, 5);
  const own = relativeErrorHeatmaps(one([cell(1)]), { title: "mine", caption: "own words" });
  assert.deepEqual([own.title, own.caption], ["mine", "own words"]);
});

test("relativeErrorHeatmaps: what cannot be drawn is refused by name and place", () => {
  const cases: [RelativeErrorHeatmaps, RegExp][] = [
    [one([], { sizes: [] }), /relativeErrorHeatmaps: sizes must have at least one entry/],
    [one([], { tokensPerParameter: [] }), /tokensPerParameter must have at least one entry/],
    [one([], { panels: [] }), /panels must have at least one entry/],
    [one([], { sizes: ["a", "a"] }), /sizes must name each entry once, got "a" twice/],
    [one([{ ...cell(1), size: "1.4" }]), /size must be one of .* Did you mean "1\.4B"\?/],
    [
      one([{ ...cell(1), tokensPerParameter: 5 }]),
      /tokensPerParameter must be one of the 2 known names, got "5"/,
    ],
    [one([cell(Number.NaN)]), /percent must be .* got NaN at 1\.4B, M = 20 of "C4"/],
    [one([cell(-1)]), /percent must be a finite number of at least 0, got -1 at/],
    [one([cell(1), cell(2)]), /cells must hold each model once, got two at 1\.4B, M = 20 of "C4"/],
  ];
  for (const [input, message] of cases) assert.throws(() => relativeErrorHeatmaps(input), message);
});

test("relativeErrorHeatmaps: any names, sizes and errors give a sound picture whose texts stand apart", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20, size: "max" });
  const percent = fc.double({ min: 0, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 8 }),
      fc.array(name, { minLength: 1, maxLength: 6 }),
      fc.array(percent, { minLength: 1, maxLength: 9 }),
      (sizes, tokensPerParameter, titles, errors) => {
        const cells = sizes.flatMap((size, i) =>
          tokensPerParameter.map((ratio, j) => ({
            size,
            tokensPerParameter: ratio,
            percent: errors[(i + j) % errors.length],
            fitted: (i + j) % 2 === 0,
          })),
        );
        const panels = titles.map((title) => ({ title, cells }));
        const drawn = relativeErrorHeatmaps({ sizes, tokensPerParameter, panels });
        checkPicture(figureSvg(drawn), drawn.layout.width, drawn.layout.height);
        const ticks = new Set(tokensPerParameter.map(String));
        const numbers = textBoxes(figureSvg(drawn)).filter(({ text }) => ticks.has(text));
        for (const [at, box] of numbers.entries()) {
          for (const other of numbers.slice(0, at)) assert.ok(!meet(box, other), `${box.text} ${other.text}`);
        }
      },
    ),
    { numRuns: 40 },
  );
});
