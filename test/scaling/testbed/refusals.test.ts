import assert from "node:assert/strict";
import { test } from "node:test";
import type { LossName, ModelSize, TrainSet } from "../../../src/dataset/index.ts";
import {
  errorHeatmaps,
  fitDefaults,
  fitEachTask,
  type HeatmapFigure,
  measuredModels,
  optimalRatio,
  predictModels,
  rankAgreement,
  selectTasks,
  singleTaskErrors,
  tasksAboveChance,
  thresholdSweep,
} from "../../../src/scaling/index.ts";
import { lawfulTestbed, laws } from "./testbeds.ts";

const testbed = lawfulTestbed();
const near = (actual: number, expected: number, what: string): void =>
  assert.ok(Math.abs(actual / expected - 1) < 1e-6, `${what}: ${actual}`);

test("fitDefaults: finds the laws that models follow exactly, and predicts the others without error", () => {
  for (const trainSet of ["c4_original", "rpj"] as const) {
    const fits = fitDefaults(testbed, { trainSet });
    const { E, a, b, eta, epsilon, k, gamma } = laws[trainSet];
    for (const [name, value] of Object.entries({ E, a, b, eta }))
      near(fits.loss.values[name as "E"], value, name);
    for (const [name, value] of Object.entries({ epsilon, k, gamma }))
      near(fits.error.values[name as "k"], value, name);
    near(optimalRatio(fits.loss), (b / a) ** (1 / (2 * eta)), "M*");
    for (const { name, lossPercent, errorPercent } of predictModels(testbed, fits))
      assert.ok(lossPercent < 1e-6 && errorPercent < 1e-6, name);
  }
});

test("fitDefaults: without 1.4B takes five models for both laws", () => {
  const { lossModels, errorModels, computeFlops } = fitDefaults(testbed, {
    trainSet: "rpj",
    errorCells: fitDefaults(testbed, { trainSet: "rpj" }).lossModels,
  });
  assert.deepEqual(errorModels, lossModels);
  assert.equal(computeFlops.error, computeFlops.loss);
});

test("fitDefaults: names the nearest train set, loss, task", () => {
  const refused = (options: Parameters<typeof fitDefaults>[1], message: RegExp) =>
    assert.throws(() => fitDefaults(testbed, options), { name: "RangeError", message });
  refused({ trainSet: "rpg" as TrainSet }, /fitDefaults: trainSet must be .*"rpg"\. Did you mean "rpj"\?/);
  refused({ trainSet: "rpj", loss: "c4val" as LossName }, /loss must be .*Did you mean "c4_val"\?/);
  refused({ trainSet: "rpj", tasks: "arc-easy" }, /tasks must be .*Did you mean "arc_easy"\?/);
  refused({ trainSet: "rpj", tasks: ["copa", "mmul"] }, /tasks must be .*"mmul"\. Did you mean "mmlu"\?/);
  refused({ trainSet: "rpj", tasks: "above_chance" }, /Did you mean "above-chance"\?/);
  refused({ trainSet: "rpj", tasks: [] }, /tasks must name at least one task, got \[\]/);
  refused({ trainSet: "rpj", start: "one" as "many" }, /start must be "many" or "authors", got "one"/);
});

test("fitDefaults: says which model is missing, and which there are", () => {
  const models = testbed.models.filter(
    (model) => !(model.size === "0.011B" && model.tokensPerParameter === 320),
  );
  assert.throws(() => fitDefaults({ ...testbed, models }, { trainSet: "rpj" }), {
    name: "RangeError",
    message: "fitDefaults: models must hold 0.011B at M = 320, got M = 5, 10, 20 of that size.",
  });
  assert.throws(
    () => fitDefaults({ ...testbed, models: [] }, { trainSet: "rpj" }),
    /testbed must hold models, got none/,
  );
});

test("measuredModels: averages over the tasks chosen", () => {
  const [first] = testbed.models;
  const errorOf = (tasks: Parameters<typeof measuredModels>[1]) => measuredModels(testbed, tasks)[0].error;
  assert.equal(errorOf({ tasks: "mmlu" }), 0.75);
  near(errorOf({}), first.errors.copa, "17 alike");
  near(errorOf({ tasks: "all" }), (17 * first.errors.copa + 0.75) / 18, "with one at chance");
  near(errorOf({ tasks: ["copa", "mmlu"] }), (first.errors.copa + 0.75) / 2, "two");
});

test("predictModels: refuses places without a model", () => {
  const fits = fitDefaults(testbed, { trainSet: "rpj" });
  assert.throws(
    () => predictModels(testbed, fits, { size: "1.4B", tokensPerParameter: 80 }),
    /got none of rpj with size 1\.4B and tokensPerParameter 80/,
  );
});

test("errorHeatmaps: leaves out M = 5 and knows five figures", () => {
  const { sizes, tokensPerParameter, panels } = errorHeatmaps(testbed, 5);
  assert.deepEqual(tokensPerParameter, [10, 20, 320, 640]);
  assert.deepEqual(sizes, ["0.011B", "0.079B", "0.154B", "0.411B", "1.4B", "6.9B"]);
  assert.deepEqual(
    panels.map(({ title }) => title),
    ["C4", "RedPajama"],
  );
  assert.throws(
    () => errorHeatmaps(testbed, 6 as HeatmapFigure),
    /paperFigure must be 5, 7, 10, 11 or 12, got 6/,
  );
  assert.throws(() => errorHeatmaps(testbed, 10), /loss must be one of/);
});

test("singleTaskErrors: only Tables 2 and 7", () => {
  assert.throws(() => singleTaskErrors(testbed, 6 as 2), /paperTable must be 2 or 7, got 6/);
});

test("rankAgreement: needs two models", () => {
  assert.throws(
    () => rankAgreement(testbed, { leastParameters: 1e12 }),
    /must leave at least two models, got 0/,
  );
  assert.equal(rankAgreement(testbed).spearman, 1);
});

test("selectTasks: a gain at the threshold is enough", () => {
  const gain = selectTasks(testbed).find(({ task }) => task === "copa")?.gain ?? 0;
  const kept = (threshold: number) =>
    selectTasks(testbed, { threshold }).filter(({ selected }) => selected).length;
  assert.equal(kept(gain), tasksAboveChance.length);
  assert.equal(kept(gain + 0.001), 0);
  assert.equal(kept(0), 18);
  assert.throws(() => selectTasks(testbed, { threshold: Number.NaN }), /threshold must be a finite number/);
  assert.throws(() => selectTasks(testbed, { size: "0.15B" as ModelSize }), /Did you mean "0.154B"\?/);
});

test("thresholdSweep: says how far a threshold may go", () => {
  assert.throws(
    () => thresholdSweep(testbed, [99]),
    /must leave at least one task, got none at 99\. The largest gain is/,
  );
});

test("fitEachTask: tasks that follow Eq 5 bend and are predicted; one at chance does not", () => {
  const { tasks, counts } = fitEachTask(testbed);
  assert.equal(tasks.length, 36);
  assert.equal(counts.bends, 34);
  for (const { bends, percent, task } of tasks) {
    assert.equal(bends, task !== "mmlu");
    assert.ok(percent < 1e-5, task);
  }
});
