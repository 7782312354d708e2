import assert from "node:assert/strict";
import { test } from "node:test";
import * as figure from "../../../src/figure/index.ts";
import {
  errorPanels,
  extrapolation,
  modelPanels,
  plan,
  ratioPanels,
  taskPanels,
  trainingRuns,
} from "./curve-samples.ts";

const [ratioPanel] = ratioPanels;
const [ratioSeries] = ratioPanel.series;
const ratio = (change: Partial<figure.RatioSeries>) => () =>
  figure.lossByRatio([{ ...ratioPanel, series: [{ ...ratioSeries, ...change }] }]);
const over = (change: Partial<figure.OverTrainingExtrapolation>) => () =>
  figure.overTrainingExtrapolation({ ...extrapolation, ...change });
const [point] = extrapolation.points;
const error = (change: Partial<figure.ErrorSeries>) => () =>
  figure.errorByLoss([{ ...modelPanels[0], series: [{ ...modelPanels[0].series[0], ...change }] }]);
const [run] = trainingRuns;
const runs =
  (change: Partial<figure.TrainingRun>, options: figure.TrainingCurvesOptions = {}) =>
  () =>
    figure.trainingCurves([{ name: "a", x: [1, 2], loss: [3, 2], ...change }], "steps", options);
const planned = (change: Partial<figure.TrainingPlan>) => () => figure.trainingPlan({ ...plan, ...change });

const cases: [string, () => unknown, RegExp][] = [
  [
    "no point",
    over({ points: [] }),
    /^RangeError: overTrainingExtrapolation: points must have at least one point/,
  ],
  [
    "a loss that is not above the irreducible one",
    over({ irreducible: 4 }),
    /overTrainingExtrapolation: points' loss must be above the irreducible loss \(4\), got 3\.\d+ at \[2\]/,
  ],
  [
    "no compute",
    over({ points: [{ ...point, flops: 0 }] }),
    /points' flops must be positive, got 0 at \[0\]/,
  ],
  [
    "a role without a mark",
    over({ points: [{ ...point, role: "guess" as figure.PointRole }] }),
    /role must be one of fit, truth, prediction, got "guess"/,
  ],
  [
    "a line of unequal lengths",
    over({ lines: [{ flops: [1, 2], loss: [3], kind: "interpolated" }] }),
    /lines' loss must have one value for each of lines' flops \(2\), got 1/,
  ],
  [
    "a curve with a hole",
    over({ error: { ...extrapolation.error, curve: { loss: [2, 3], error: [0.5, Number.NaN] } } }),
    /error\.curve\.error must be finite, got NaN at \[1\]/,
  ],
  [
    "seven sizes",
    over({ points: Array.from({ length: 7 }, (_, at) => ({ ...point, size: `${at + 1}B` })) }),
    /sizes must be at most 6 different ones, got 11/,
  ],
  ["no panel", () => figure.lossByRatio([]), /lossByRatio: panels must be 1 to 3, got 0/],
  ["a panel without lines", () => figure.lossByRatio([{ ...ratioPanel, series: [] }]), /got none at C4/],
  [
    "two losses for three models",
    ratio({ loss: [3, 4] }),
    /loss must have one value for each of sizes \(3\), got 2/,
  ],
  ["compute of NaN", ratio({ flops: [1, Number.NaN, 2] }), /flops must be positive, got NaN at \[1\]/],
  ["a ratio of zero", ratio({ tokensPerParameter: 0 }), /tokensPerParameter must be positive, got 0/],
  ["no panel of errors", () => figure.errorByLoss([]), /errorByLoss: panels must have 1 to 4 columns, got 0/],
  [
    "two panels in one place",
    () => figure.errorByLoss([errorPanels[0], errorPanels[0]]),
    /panels must name each entry once, got "Paloma C4, 17 tasks" twice/,
  ],
  [
    "an endless error",
    error({ error: [0.5, 0.5, Number.POSITIVE_INFINITY, 0.5] }),
    /error must be finite, got Infinity at \[2\]/,
  ],
  ["too few sizes", error({ sizes: ["1B"] }), /sizes must have one value for each of loss \(4\), got 1/],
  ["no task", () => figure.errorByLossPerTask([]), /errorByLossPerTask: tasks must have at least one entry/],
  [
    "a task that comes twice",
    () => figure.errorByLossPerTask([taskPanels[0], taskPanels[0]]),
    /tasks must name each entry once, got "arc_easy" twice/,
  ],
  [
    "chance of NaN",
    () => figure.errorByLossPerTask([{ ...taskPanels[0], chance: Number.NaN }]),
    /the chance of arc_easy must be finite, got NaN/,
  ],
  ["no run", () => figure.trainingCurves([], "steps"), /trainingCurves: runs must be 1 to 24, got 0/],
  [
    "two runs of one name",
    () => figure.trainingCurves([run, run], "steps"),
    /runs must name each entry once, got "0.011B" twice/,
  ],
  ["step zero on a logarithmic axis", runs({ x: [0, 1] }), /x must be positive, got 0 at \[0\]/],
  ["steps that fall", runs({ x: [2, 1] }), /x must rise from zero or above, got 1 at a, \[1\]/],
  [
    "a loss of zero on a logarithmic axis",
    runs({ loss: [1, 0] }, { lossScale: "log" }),
    /loss must be positive, got 0 at \[1\]/,
  ],
  [
    "a validation without its place",
    runs({ validation: { x: [], loss: [3] } }),
    /validation\.x must have at least one value, got none/,
  ],
  [
    "a smoothed curve of another length",
    runs({ smoothed: [1] }),
    /smoothed must have one value for each of x \(2\), got 1/,
  ],
  [
    "a band with one side",
    planned({ loss: { value: plan.loss.value, low: plan.loss.value } }),
    /loss must have both low and high or neither/,
  ],
  ["a budget of nothing", planned({ flops: 0 }), /trainingPlan: flops must be positive, got 0/],
  [
    "a curve of another length",
    planned({ error: { value: [1] } }),
    /error\.value must have one value for each of tokensPerParameter \(20\), got 1/,
  ],
  ["five choices", planned({ choices: Array(5).fill(plan.choices[0]) }), /choices must be at most 4, got 5/],
];

for (const [title, call, message] of cases)
  test(`scaling figures: ${title} is refused`, () => assert.throws(call, message));
