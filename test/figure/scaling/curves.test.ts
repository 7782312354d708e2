import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as figure from "../../../src/figure/index.ts";
import { curveTraces } from "../../../src/figure/scaling/curve.ts";
import { powerAxis, powerLabel } from "../../../src/figure/scaling/power-axis.ts";
import { ratioColors } from "../../../src/figure/scaling/ratio-colors.ts";
import { sizeShapes } from "../../../src/figure/scaling/size-symbols.ts";
import { thinLine } from "../../../src/figure/scaling/thin-line.ts";
import type { ScatterTrace } from "../../../src/figure/spec.ts";
import { checkFigureBundle, checkFigurePicture, checkGolden } from "../sound-figure.ts";
import { meet, textBoxes } from "../svg/text-boxes.ts";
import { checkPicture } from "../well-formed.ts";
import {
  curveFigures,
  errorPanels,
  extrapolation,
  plan,
  ratioPanels,
  trainingRuns,
} from "./curve-samples.ts";

for (const name of ["overTrainingExtrapolation", "trainingPlan"]) {
  test(`${name}: its picture is the golden one, byte for byte`, () =>
    checkGolden(name, curveFigures[name]()));
}

/** What a figure may add to a committed notebook, in characters of JSON. */
const mostJson = 30_000;

for (const [name, make] of Object.entries(curveFigures)) {
  test(`${name}: its picture is sound and stays inside its edges`, () => checkFigurePicture(make()));

  test(`${name}: its bundle holds plotly's specification, picture, HTML and numbers`, () =>
    checkFigureBundle(make()));

  test(`${name}: the same input gives the same bytes, and few of them`, () => {
    assert.deepEqual(make()[figure.displaySymbol](), make()[figure.displaySymbol]());
    assert.ok(JSON.stringify({ data: make().data, layout: make().layout }).length < mostJson);
  });

  test(`${name}: no text meets another`, () => {
    const boxes = textBoxes(figure.figureSvg(make()));
    for (const [at, box] of boxes.entries()) {
      for (const other of boxes.slice(0, at))
        assert.ok(!meet(box, other), `"${box.text}" meets "${other.text}"`);
    }
  });

  test(`${name}: every trace that is pointed at says something, and the page is never wider than it is`, () => {
    const drawn = make();
    assert.equal(drawn.layout.width, 820);
    for (const trace of drawn.data)
      assert.ok(trace.hovertemplate !== undefined || trace.hoverinfo === "skip");
  });
}

const markers = (drawn: figure.Figure): ScatterTrace[] =>
  drawn.data.filter(
    (trace): trace is ScatterTrace =>
      trace.type === "scatter" && trace.x[0] !== null && trace.mode === "markers",
  );

test("overTrainingExtrapolation: predictions are hollow, models held out are outlined, models fitted on are plain", () => {
  const drawn = markers(figure.overTrainingExtrapolation(extrapolation));
  const said = (words: string) => drawn.filter(({ customdata }) => String(customdata).includes(words));
  assert.ok(said("held out, predicted").every(({ marker }) => marker?.symbol?.endsWith("-open")));
  assert.ok(said("held out, true").every(({ marker }) => marker?.line?.color !== undefined));
  assert.ok(said("fitted on").every(({ marker }) => marker?.line === undefined));
  assert.deepEqual(
    ["fitted on", "held out, true", "held out, predicted"].map((words) => said(words).length),
    [6, 2, 2],
  );
});

test("overTrainingExtrapolation: the left panel shows loss less the irreducible loss, the right one loss as it is", () => {
  const drawn = markers(figure.overTrainingExtrapolation(extrapolation));
  const [left, right] = ["y", "y2"].map((axis) => drawn.find(({ yaxis }) => yaxis === axis));
  const [first] = extrapolation.points;
  assert.ok(Math.abs(Number(left?.y[0]) - (first.loss - 1.8)) < 1e-5);
  assert.ok(Math.abs(Number(right?.x[0]) - first.loss) < 1e-5);
});

test("lossByRatio: its text form names the slope of each line", () => {
  const slopes = figure.lossByRatio(ratioPanels).numbers.columns.find(({ name }) => name === "slope");
  assert.deepEqual(slopes?.cells, Array(6).fill("−0.1300"));
});

test("errorByLoss: one row corresponds to Fig 3, two rows to Fig 13", () => {
  assert.match(figure.errorByLoss(errorPanels).caption, /Fig 13;/);
  assert.match(figure.errorByLoss(errorPanels.slice(0, 2)).caption, /Fig 3;/);
});

test("trainingCurves: what is drawn does not grow with the log", () => {
  const long = Array.from({ length: 50_000 }, (_, at) => at + 1);
  const drawn = figure.trainingCurves(
    [{ name: "a", x: long, loss: long.map((at) => 3 + Math.sin(at)) }],
    "steps",
  );
  assert.ok(drawn.data[0].x.length <= 804);
  assert.ok(figure.figureSvg(figure.trainingCurves(trainingRuns, "tokens")).length < 60_000);
});

test("trainingCurves: a run without validations has no rings", () => {
  const rings = (run: figure.TrainingRun): number =>
    markers(figure.trainingCurves([run], "tokens")).filter(({ marker }) => marker?.symbol === "circle-open")
      .length;
  const [run] = trainingRuns;
  assert.deepEqual([rings(run), rings({ ...run, validation: { x: [], loss: [] } })], [1, 0]);
});

test("trainingPlan: only what lies beyond the fitted ratios is shaded and called extrapolated", () => {
  const shaded = (fitted: readonly [number, number]) => {
    const { layout } = figure.trainingPlan({ ...plan, fitted });
    const notes = (layout.annotations ?? []).filter(({ text }) => text === "extrapolated").length;
    assert.equal(layout.shapes?.length, notes);
    return notes;
  };
  assert.deepEqual([shaded([20, 320]), shaded([1, 320]), shaded([1, 5000])], [4, 2, 0]);
});

test("curveTraces: solid within the fitted interval, dashed beyond, joined at its ends", () => {
  const curve = { x: [4, 0, 2], y: [8, 0, 4], fitted: [1, 3] } as const;
  const [inside, beyond] = curveTraces(curve, { xaxis: "x", yaxis: "y" }, { color: "#000000" });
  assert.deepEqual([inside.x, inside.y, inside.line?.dash], [[1, 2, 3], [2, 4, 6], "solid"]);
  assert.deepEqual([beyond.x, beyond.y, beyond.line?.dash], [[0, 1, null, 3, 4], [0, 2, null, 6, 8], "dash"]);
});

test("thinLine: keeps both ends and every extreme, in order, four points a strip at most", () => {
  const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 20 }), (y, strips) => {
      const x = y.map((_, at) => at);
      const thin = thinLine(x, y, (at) => at / y.length, strips);
      assert.ok(thin.x.length <= 4 * strips);
      assert.deepEqual([thin.x[0], thin.x.at(-1)], [0, y.length - 1]);
      assert.deepEqual([Math.min(...thin.y), Math.max(...thin.y)], [Math.min(...y), Math.max(...y)]);
      assert.deepEqual(
        thin.y,
        thin.x.map((at) => y[at]),
      );
      assert.deepEqual(
        thin.x,
        thin.x.toSorted((a, b) => a - b),
      );
    }),
  );
});

test("powerAxis: decades as powers of ten, every so many when they are many, round numbers when they are few", () => {
  const cases: [[number, number], string[]][] = [
    [
      [3e15, 3e22],
      ["10<sup>16</sup>", "10<sup>18</sup>", "10<sup>20</sup>", "10<sup>22</sup>"],
    ],
    [
      [1, 1000],
      ["1", "10", "100", "1000"],
    ],
    [
      [0.4, 5],
      ["0.5", "1", "2", "5"],
    ],
    [
      [1e18, 2.5e18],
      ["10<sup>18</sup>", "2·10<sup>18</sup>"],
    ],
  ];
  for (const [range, texts] of cases) assert.deepEqual(powerAxis(range, "").ticktext, texts);
  assert.equal(powerLabel(2e-9), "2·10<sup>−9</sup>");
});

test("sizeShapes: shapes follow the number of parameters, and words keep their order", () => {
  const order = (sizes: readonly string[]) => [...sizeShapes("f", sizes).keys()];
  assert.deepEqual(order(["1.4B", "411M", "0.011B", "1.4B"]), ["0.011B", "411M", "1.4B"]);
  assert.deepEqual(order(["small", "1B", "large"]), ["small", "1B", "large"]);
});

test("ratioColors: the same colour on marks and lines, ends of the scale at the least and the most tokens", () => {
  const colors = ratioColors([640, 20, 80]);
  assert.deepEqual([colors.colorOf(20), colors.colorOf(640)], ["#3a3db8", "#f5a742"]);
  assert.deepEqual(colors.bar.marker?.colorbar?.ticktext, ["20", "80", "640"]);
  assert.deepEqual(ratioColors([20]).bar.marker?.colorbar?.ticktext, ["20"]);
});

const sound = (drawn: figure.Figure): void =>
  checkPicture(figure.figureSvg(drawn), drawn.layout.width, drawn.layout.height);
const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30, size: "max" });
const amount = fc.double({ min: 1e-3, max: 1e25, noNaN: true });
const loss = fc.double({ min: 0.01, max: 50, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });

test("scaling figures: any compute, losses, ratios and words give a sound picture", () => {
  const models = fc.array(fc.tuple(amount, loss, share, amount), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(models, word, word, (rows, one, other) => {
      const [flops, losses, errors, ratios] = [0, 1, 2, 3].map((at) => rows.map((row) => row[at]));
      const sizes = rows.map((_, at) => (at % 2 === 0 ? one : other));
      const line = { flops, loss: losses };
      const series = rows.map(([, , , tokensPerParameter]) => ({
        tokensPerParameter,
        sizes,
        ...line,
        line,
        slope: -0.1,
      }));
      sound(figure.lossByRatio([0, 1, 2].map((at) => ({ title: `${one}${at}`, irreducible: 0, series }))));
      const cells = { name: one, loss: losses, error: errors, curve: { loss: losses, error: errors } };
      sound(figure.errorByLoss([{ row: "", column: one, series: [cells] }]));
      const alone = { ...cells, sizes, tokensPerParameter: ratios };
      sound(figure.errorByLoss([{ row: "a", column: other, series: [alone] }]));
      sound(figure.errorByLossPerTask([{ task: one, chance: errors[0], selected: true, series: [cells] }]));
      const x = flops.toSorted((a, b) => a - b);
      sound(figure.trainingCurves([{ name: one, x, loss: losses, learningRate: errors }], other.slice(0, 9)));
      const value = losses;
      const choice = {
        name: one,
        tokensPerParameter: ratios[0],
        parameters: 1e9,
        tokens: 1e10,
        loss: losses[0],
      };
      sound(
        figure.trainingPlan({
          flops: flops[0],
          tokensPerParameter: ratios.toSorted((a, b) => a - b),
          loss: { value, low: value, high: value },
          fitted: [20, 320],
          choices: [choice],
        }),
      );
    }),
    { numRuns: 60 },
  );
});
