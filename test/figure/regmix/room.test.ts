import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Figure, figureSvg, simulatedLosses } from "../../../src/figure/index.ts";
import { sampleFigures } from "../samples.ts";
import { meet, type TextBox, textBoxes } from "../svg/text-boxes.ts";

const boxOf = (drawn: readonly TextBox[], text: string): TextBox => {
  const found = drawn.find((box) => box.text === text);
  assert.ok(found !== undefined, `"${text}" is drawn`);
  return found;
};

function legendClearsTitle(figure: Figure, entries: readonly string[]): void {
  const drawn = textBoxes(figureSvg(figure));
  const titleLines = drawn.filter(({ text }) => figure.title.includes(text));
  assert.ok(titleLines.length > 0);
  for (const [at, entry] of entries.entries()) {
    const box = boxOf(drawn, entry);
    for (const line of titleLines) assert.ok(line.bottom < box.top, `${entry} stands below "${line.text}"`);
    for (const other of entries.slice(0, at)) assert.ok(!meet(box, boxOf(drawn, other)));
    assert.ok(box.bottom <= figure.layout.margin.t, `${entry} stands above the plot`);
  }
}

const losses = (names: readonly string[]): Figure =>
  simulatedLosses({
    target: "pile_cc",
    edges: [5, 5.5, 6],
    counts: [1200, 30],
    references: Object.fromEntries(names.map((name, at) => [name, 5 + at / 10])),
  });

test("simulatedLosses: with the four mixtures of the notebook no legend entry meets the title", () => {
  const names = ["recommended", "best observed proxy (run 203)", "uniform", "proportional"];
  legendClearsTitle(
    losses(names),
    names.map((name, at) => `${name}: ${(5 + at / 10).toFixed(3)}`),
  );
});

test("simulatedLosses: with 1 to 8 references of any length no legend entry meets the title or another", () => {
  const word = fc.string({
    unit: fc.constantFrom(..."abcdefgh mMwW".split("")),
    minLength: 1,
    maxLength: 40,
  });
  const trimmed = word.map((text) => `r${text.replaceAll(" ", "_")}`);
  fc.assert(
    fc.property(fc.uniqueArray(trimmed, { minLength: 1, maxLength: 8 }), (names) => {
      const entries = names.map((name, at) => `${name}: ${(5 + at / 10).toFixed(3)}`);
      legendClearsTitle(losses(names), entries);
    }),
    { numRuns: 100 },
  );
});

test("simulatedLosses: each row of the legend widens the top margin of the specification", () => {
  const margins = Array.from({ length: 8 }, (_, at) => {
    const names = Array.from({ length: at + 1 }, (_, k) => `a mixture with a rather long name ${k}`);
    return losses(names).layout.margin.t;
  });
  for (const [at, margin] of margins.slice(1).entries()) assert.ok(margin - margins[at] >= 18);
});

const bars: Readonly<Record<string, readonly [string, string]>> = {
  shapBeeswarm: ["weight", "largest"],
  shapSummary: ["mean |SHAP|", ""],
  lossTaskHeatmap: ["Pearson", "1.0"],
  coefficientHeatmap: ["−coef.", ""],
  mixtureSimplex: ["loss", ""],
};

for (const [name, [title, highest]] of Object.entries(bars)) {
  test(`${name}: the colour bar's title keeps off the label of the highest tick`, () => {
    const drawn = textBoxes(figureSvg(sampleFigures[name]()));
    const above = boxOf(drawn, title);
    const below = drawn.filter((box) => box.left > above.left + 10 && box.top > above.top);
    const ticks = highest === "" ? below : [boxOf(below, highest)];
    assert.ok(ticks.length > 0);
    for (const tick of ticks) assert.ok(tick.top - above.bottom >= 6, `${tick.text}: ${tick.top}`);
    assert.ok(!drawn.some((box) => box !== above && meet(box, above)));
  });
}
