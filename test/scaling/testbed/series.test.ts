import assert from "node:assert/strict";
import { test } from "node:test";
import type { GridRun, LossName, TrainSet } from "../../../src/dataset/index.ts";
import { NumpyRandomState } from "../../../src/random/index.ts";
import {
  compareLaws,
  errorByLoss,
  errorByLossPerTask,
  exponents,
  fitWindow,
  gridArchitectures,
  gridSearch,
  lossByRatio,
  overTrainingExtrapolation,
} from "../../../src/scaling/index.ts";
import { lawfulTestbed, laws } from "./testbeds.ts";

const testbed = lawfulTestbed();

test("lossByRatio: finds the exponent that models follow, whatever M", () => {
  for (const { trainSet, irreducible, eta, series } of lossByRatio(testbed, { ratios: [5, 10, 20, 320] })) {
    const law = laws[trainSet as keyof typeof laws];
    assert.ok(Math.abs(irreducible / law.E - 1) < 1e-6);
    assert.ok(Math.abs(eta / law.eta - 1) < 1e-6);
    for (const { slope, line, loss, sizes } of series) {
      assert.ok(Math.abs(-slope / law.eta - 1) < 1e-5);
      assert.equal(sizes.length, 4);
      assert.ok(Math.abs(line.loss[0] - loss[0]) < 1e-6);
    }
  }
});

test("lossByRatio: refuses a ratio without models, and one with a single size", () => {
  assert.throws(
    () => lossByRatio(testbed, { ratios: [30] }),
    /ratios must be among 5, 10, 20, 320, 640, got 30/,
  );
  assert.throws(
    () => lossByRatio(testbed, { ratios: [20], mostParameters: 5e7 }),
    /must hold two sizes at M = 20 for a line, got 1/,
  );
});

test("exponents: exact models leave intervals without width", () => {
  for (const { points, perDoubling } of exponents(testbed, { random: new NumpyRandomState(1), count: 100 })) {
    for (const { low, high, exponent } of points.filter(({ models }) => models === 4))
      assert.ok(Math.abs((low ?? 0) - exponent) < 1e-6 && Math.abs((high ?? 0) - exponent) < 1e-6);
    assert.ok(Math.abs(perDoubling.value) < 1e-6);
  }
  assert.throws(
    () => exponents(testbed, { random: new NumpyRandomState(1), count: 5 }),
    /exponents: count must be .* from 100, got 5/,
  );
});

test("overTrainingExtrapolation: predictions lie on the models, and lines join the points", () => {
  const { points, lines, predictions } = overTrainingExtrapolation(testbed, { trainSet: "rpj" });
  for (const { lossPercent, errorPercent } of predictions)
    assert.ok(lossPercent < 1e-6 && errorPercent < 1e-6);
  const [first] = lines;
  assert.ok(Math.abs(first.loss[0] - points[0].loss) < 1e-6);
  assert.ok(Math.abs(first.loss[59] - points[3].loss) < 1e-6);
  assert.throws(
    () => overTrainingExtrapolation(testbed, { trainSet: "pile" as TrainSet }),
    /trainSet must be one of the 2 known names, got "pile"/,
  );
  const models = testbed.models.filter(({ size }) => size !== "6.9B");
  assert.throws(
    () => overTrainingExtrapolation({ ...testbed, models }, { trainSet: "rpj" }),
    /must hold a model of 6\.9B to be predicted, got none/,
  );
});

test("errorByLoss: curves pass through models that follow Eq 5; only Figs 3 and 13", () => {
  for (const { series } of errorByLoss(testbed, 3))
    for (const { curve, error, loss } of series) {
      const lowest = loss.indexOf(Math.min(...loss));
      assert.ok(Math.abs(curve.error[0] - error[lowest]) < 1e-6);
    }
  assert.equal(errorByLoss(testbed, 13).length, 4);
  assert.throws(() => errorByLoss(testbed, 4 as 3), /paperFigure must be 3 or 13, got 4/);
});

test("errorByLossPerTask: a task at chance stands last", () => {
  const panels = errorByLossPerTask(testbed);
  assert.equal(panels[17].task, "mmlu");
  assert.equal(panels[17].chance, 0.75);
  assert.ok(panels[17].series.every(({ error }) => error.every((value) => value === 0.75)));
});

/** Runs along y = 2 + 100·C^-0.1 and, for each, one above it. */
function grid(): GridRun[] {
  const chosen = [
    [96, 8, 4, 8, 100, 10569312],
    [512, 8, 4, 64, 400, 78914048],
    [576, 24, 8, 64, 400, 153677376],
    [1024, 24, 8, 64, 2000, 411616256],
    ...[1, 2, 3, 4, 5, 6].map((step) => [576 + 64 * step, 24, 8, 64, 400, 153677376 + 4e7 * step]),
  ];
  return chosen.flatMap(([width, layers, heads, batch, warmupSteps, parameters]) =>
    [0, 0.2].map((worse): GridRun => {
      const flops = 120 * parameters ** 2;
      const architecture = `d=${width}_l=${layers}_h=${heads}`;
      return {
        name: `${architecture}-${worse}`,
        architecture,
        batch,
        learningRate: 3e-3,
        weightDecay: 0.033,
        tokens: 20 * parameters,
        warmupSteps: worse === 0 ? warmupSteps : 7,
        finalLearningRate: 3e-5,
        parameters,
        steps: (20 * parameters) / 2048 / batch,
        loss: 2 + 100 * flops ** -0.1 + worse,
        flops,
      };
    }),
  );
}

test("gridSearch: finds the law that the front follows, and leaves out an interval", () => {
  const own = { ...testbed, grid: grid() };
  const { fit, runs, curve, targets } = gridSearch(own, { random: new NumpyRandomState(3), count: 100 });
  assert.ok(Math.abs(fit.values.E - 2) < 1e-5 && Math.abs(fit.values.b - 0.1) < 1e-5);
  assert.equal(runs.filter(({ onFront }) => onFront).length, 10);
  assert.ok(runs.every(({ excluded }) => !excluded));
  for (const at of [0, 30, 59]) assert.ok(curve.upper[at] - curve.lower[at] < 1e-4);
  assert.ok(Math.abs(targets[0].predictedLoss - (2 + 100 * targets[0].flops ** -0.1)) < 1e-4);
  assert.equal(
    gridSearch(own, { random: new NumpyRandomState(3), excludedFlops: [1e16, 2e16] }).fit.points.length,
    9,
  );
  assert.throws(
    () => gridSearch(own, { random: new NumpyRandomState(3), excludedFlops: [1e16, 1.2e19] }),
    /excludedFlops must leave at least 4 runs of the front, got 3/,
  );
  assert.throws(
    () => gridSearch(own, { random: new NumpyRandomState(3), excludedFlops: [1e16, 7e18] }),
    /excludedFlops must leave enough runs of the front for a bootstrap, got \d: \d+ of 1000 samples determine the law/,
  );
});

test("gridSearch: says which run, target or train set is missing", () => {
  const own = { ...testbed, grid: grid() };
  assert.throws(
    () => gridSearch(own, { random: new NumpyRandomState(3), trainSet: "rjp" as TrainSet }),
    /Did you mean "rpj"\?/,
  );
  assert.throws(
    () =>
      gridSearch(
        { ...own, grid: own.grid.filter(({ warmupSteps }) => warmupSteps !== 2000) },
        { random: new NumpyRandomState(3) },
      ),
    /must hold the grid run d=1024_l=24_h=8 with batch 64 and warm-up 2000, got none/,
  );
  assert.throws(
    () =>
      gridSearch(
        { ...own, models: own.models.filter(({ size }) => size !== "6.9B") },
        { random: new NumpyRandomState(3) },
      ),
    /must hold 6\.9B of rpj at M = 20, got none/,
  );
});

test("gridArchitectures: one row for each, smallest first", () => {
  const rows = gridArchitectures({ grid: grid() });
  assert.deepEqual(
    rows.map(({ width, runs }) => [width, runs]),
    [[96, 2], [512, 2], [576, 2], ...[640, 704, 768, 832, 896, 960].map((width) => [width, 2]), [1024, 2]],
  );
  const odd = { ...grid()[0], architecture: "open_lm_1b" };
  assert.throws(
    () => gridArchitectures({ grid: [odd] }),
    /must be d=<width>_l=<layers>_h=<heads>, got "open_lm_1b"/,
  );
});

test("fitWindow: exact models are predicted from every set that determines the laws, the same with the same seed", () => {
  const window = fitWindow(testbed, { random: new NumpyRandomState(5), subsets: 20 });
  assert.deepEqual(fitWindow(testbed, { random: new NumpyRandomState(5), subsets: 20 }), window);
  const [{ points }] = window.panels;
  assert.ok(points.some(({ kind }) => kind === "random"));
  for (const { percent, points: count } of points.filter((point) => point.points >= 8))
    assert.ok(percent < 1e-3, `${count}: ${percent}`);
  assert.throws(
    () => fitWindow(testbed, { random: new NumpyRandomState(5), subsets: -1 }),
    /subsets must be a whole number from 0, got -1/,
  );
  assert.throws(
    () =>
      fitWindow(testbed, {
        random: new NumpyRandomState(5),
        target: { size: "1.4B", tokensPerParameter: 80 },
      }),
    /models must hold 1\.4B at M = 80, got M = 20, 640 of that size/,
  );
});

test("compareLaws: models that follow Eq 4 follow Eq 3 with equal exponents", () => {
  for (const { law, values, trainSet, meanPercent } of compareLaws(testbed)) {
    assert.ok(meanPercent < 1e-3, `${trainSet} ${law}: ${meanPercent}`);
    if (law === "chinchilla") assert.ok(Math.abs(values.alpha / values.beta - 1) < 1e-3);
  }
  assert.throws(() => compareLaws(testbed, { loss: "c4" as LossName }), /loss must be one of/);
});
