import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fitBooster, train } from "../../../src/regress/index.ts";
import { column, matrix, type Swarm, selectColumns, selectRows } from "../../../src/table/index.ts";
import { randomSwarm } from "./random-swarm.ts";

const swarm = randomSwarm(120, 5, 2);
const quick = { target: "target_0", numIterations: 30, learningRate: 0.1, minDataInLeaf: 5 } as const;
const firstRuns = (runs: number): Swarm => ({
  ...swarm,
  ids: swarm.ids.slice(0, runs),
  mixtures: selectRows(swarm.mixtures, Array.from(Array(runs).keys())),
  losses: selectRows(swarm.losses, Array.from(Array(runs).keys())),
});
const withCell = (values: Float64Array, at: number, value: number) => values.with(at, value);

test("fitBooster: stops on a hold-out of its own swarm unless told otherwise, and says so", () => {
  const booster = fitBooster(swarm, quick);
  assert.deepEqual(booster.stopSet, {
    kind: "hold-out",
    swarm: "random",
    runs: 24,
    description: "24 of 120 runs of random, drawn with seed 42",
  });
  assert.equal(
    booster.ensemble.trees[0].leafCount.reduce((a, b) => a + b, 0),
    96,
  );
  const given = fitBooster(swarm, { ...quick, stopOn: firstRuns(7) });
  assert.deepEqual([given.stopSet.kind, given.stopSet.description], ["given", "all 7 runs of random"]);
});

test("fitBooster: the hold-out is drawn by its seed alone", () => {
  const fit = (seed: number) => fitBooster(swarm, { ...quick, stopOn: { holdOut: 30, seed } }).toText();
  assert.equal(fit(1), fit(1));
  assert.notEqual(fit(1), fit(2));
});

test("fitBooster: without early stopping all trees are kept", () => {
  const booster = fitBooster(swarm, { ...quick, stopOn: "none" });
  assert.deepEqual(
    [booster.bestIteration, booster.stoppedBy, booster.ensemble.trees.length, booster.stopSet.kind],
    [0, "none", 30, "none"],
  );
});

test("fitBooster: columns of the stop set and of mixtures to predict are matched by name", () => {
  const turned = { ...swarm, mixtures: selectColumns(swarm.mixtures, swarm.mixtures.names.toReversed()) };
  const straight = fitBooster(swarm, { ...quick, stopOn: swarm });
  assert.equal(fitBooster(swarm, { ...quick, stopOn: turned }).toText(), straight.toText());
  assert.deepEqual(straight.predict(turned.mixtures), straight.predict(swarm.mixtures));
});

test("fitBooster: one run, or fewer runs than domains, give a constant and a warning", () => {
  for (const runs of [1, 3]) {
    const few = firstRuns(runs);
    const booster = fitBooster(few, { ...quick, minDataInLeaf: 20 });
    const labels = column(few.losses, "target_0");
    const mean = labels.reduce((sum, label) => sum + Math.fround(label), 0) / runs;
    assert.deepEqual(booster.predict(few.mixtures), new Float64Array(runs).fill(mean));
    assert.equal(booster.warnings.length, 3);
    assert.match(booster.warnings[0], /fewer runs than domains/);
    assert.equal(booster.warnings[2], `no early stopping: ${runs} runs are too few`);
    assert.equal(booster.stopSet.kind, "none");
  }
});

test("fitBooster: a constant target gives one leaf", () => {
  const flat = matrix(["loss"], new Float64Array(120).fill(2.5));
  const booster = fitBooster({ ...swarm, losses: flat }, { ...quick, target: "loss" });
  assert.deepEqual(
    booster.ensemble.trees.map((tree) => Array.from(tree.leafValue)),
    [[2.5]],
  );
  assert.deepEqual(booster.warnings, ['"loss" is 2.5 in every run fitted on: the booster is a constant']);
  const unstopped = fitBooster(swarm, { ...quick, stopOn: { holdOut: 0, seed: 1 } });
  assert.deepEqual(
    [unstopped.stopSet.description, unstopped.warnings],
    ["no early stopping: not asked for", []],
  );
});

test("fitBooster: bad targets, stop sets and cells are refused with their place", () => {
  assert.throws(() => fitBooster(swarm, { ...quick, target: "target-0" }), /Did you mean "target_0"\?/);
  assert.throws(
    () => fitBooster(swarm, { ...quick, stopOn: { holdOut: 120, seed: 1 } }),
    /stopOn.holdOut must be a share below 1 or a number of runs below 120, got 120\./,
  );
  assert.throws(() => fitBooster(swarm, { ...quick, stoppingRounds: 0 }), /stoppingRounds must be/);
  const badLoss = matrix(swarm.losses.names, withCell(swarm.losses.values, 14, Number.NaN));
  assert.throws(
    () => fitBooster({ ...swarm, losses: badLoss }, { ...quick, stopOn: "none" }),
    /target must be finite in every run, got NaN at run "run 7", target "target_0"/,
  );
  assert.throws(
    () => fitBooster(swarm, { ...quick, stopOn: { ...swarm, losses: badLoss } }),
    /target of stopOn must be finite in every run, got NaN at run "run 7"/,
  );
  const others = { ...swarm, losses: matrix(["loss"], swarm.losses.values.slice(0, 120)) };
  assert.throws(
    () => fitBooster(swarm, { ...quick, stopOn: others }),
    /target of stopOn must be one of .* got "target_0"/,
  );
  assert.throws(
    () => fitBooster({ ...swarm, losses: firstRuns(119).losses }, quick),
    /one row of losses a mixture \(120\), got 120 ids and 119 rows/,
  );
  assert.throws(() => fitBooster(swarm, { ...quick, metrics: [] }), /metrics must name one to stop on/);
  for (const bad of [Infinity, Number.NaN]) {
    const mixtures = matrix(swarm.mixtures.names, withCell(swarm.mixtures.values, 11, bad));
    const place = `must hold finite shares, got ${bad} at run "run 2", domain "domain_1"`;
    assert.throws(() => fitBooster({ ...swarm, mixtures }, quick), new RegExp(`swarm ${place}`));
    const stopOn = { ...swarm, mixtures };
    assert.throws(() => fitBooster(swarm, { ...quick, stopOn }), new RegExp(`stopOn ${place}`));
  }
  assert.throws(() => fitBooster(firstRuns(0), quick), /must have runs and domains, got 0 runs/);
});

test("train: a permuted table predicts the same when gains do not tie", () => {
  const labels = column(swarm.losses, "target_1");
  const names = swarm.mixtures.names.toReversed();
  const parameters = { numIterations: 10, minDataInLeaf: 5 };
  const straight = train(swarm.mixtures, labels, parameters).ensemble;
  const turned = train(selectColumns(swarm.mixtures, names), labels, parameters).ensemble;
  assert.deepEqual(
    turned.trees.map((tree) => Array.from(tree.leafValue)),
    straight.trees.map((tree) => Array.from(tree.leafValue)),
  );
});

test("train: counts of leaves add up, values stay within the labels, and inputs stay as they were", () => {
  const table = fc.record({
    rows: fc.integer({ min: 1, max: 60 }),
    columns: fc.integer({ min: 1, max: 4 }),
    minDataInLeaf: fc.integer({ min: 1, max: 8 }),
    values: fc.array(fc.constantFrom(0, 0, 1, -2, 0.5, Number.NaN, 1e-36, 3.25), {
      minLength: 240,
      maxLength: 240,
    }),
    labels: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 60, maxLength: 60 }),
  });
  fc.assert(
    fc.property(table, ({ rows, columns, minDataInLeaf, values, labels }) => {
      const names = Array.from({ length: columns }, (_, at) => `c${at}`);
      const features = matrix(names, Float64Array.from(values.slice(0, rows * columns)));
      const truth = Float64Array.from(labels.slice(0, rows));
      const [featuresBefore, truthBefore] = [features.values.slice(), truth.slice()];
      const parameters = { minDataInLeaf, numIterations: 1, learningRate: 1 };
      const [tree] = train(features, truth, parameters).ensemble.trees;
      assert.equal(
        tree.leafCount.reduce((a, b) => a + b, 0),
        rows,
      );
      const [low, high] = [Math.min(...truth) - 1e-5, Math.max(...truth) + 1e-5];
      assert.ok(tree.leafValue.every((value) => value >= low && value <= high));
      if (tree.leaves > 1) assert.ok(tree.leafCount.every((count) => count >= minDataInLeaf));
      assert.deepEqual([features.values, truth], [featuresBefore, truthBefore]);
    }),
    { seed: 42, numRuns: 200 },
  );
});
