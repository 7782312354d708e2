import assert from "node:assert/strict";
import { test } from "node:test";
import * as figure from "../../../src/figure/index.ts";
import { NumpyRandomState } from "../../../src/random/index.ts";
import * as scaling from "../../../src/scaling/index.ts";
import { needsScaling } from "../../published.ts";
import { publishedTestbed } from "./testbeds.ts";

test("figures and tables take what the experiments give, as it is", needsScaling, async () => {
  const testbed = await publishedTestbed();
  const random = new NumpyRandomState(42);
  const drawn = {
    heatmaps: figure.relativeErrorHeatmaps(scaling.errorHeatmaps(testbed, 5)),
    extrapolation: figure.overTrainingExtrapolation(
      scaling.overTrainingExtrapolation(testbed, { trainSet: "rpj" }),
    ),
    ratios: figure.lossByRatio(scaling.lossByRatio(testbed)),
    smallRatios: figure.lossByRatio(scaling.lossByRatio(testbed, { ratios: [5, 10, 20, 40, 80] })),
    exponents: figure.exponents(scaling.exponents(testbed, { random })),
    errors: figure.errorByLoss(scaling.errorByLoss(testbed, 3)),
    manyErrors: figure.errorByLoss(scaling.errorByLoss(testbed, 13)),
    tasks: figure.errorByLossPerTask(scaling.errorByLossPerTask(testbed)),
    threshold: figure.inclusionThreshold(scaling.thresholdSweep(testbed)),
    grid: figure.gridSearch(scaling.gridSearch(testbed, { random })),
    window: figure.fitWindow(scaling.fitWindow(testbed, { random, subsets: 50 }), { paperFigure: 14 }),
    fits: figure.fitParametersTable(scaling.fitTable(testbed)),
    singleTasks: figure.singleTaskErrors(scaling.singleTaskErrors(testbed, 2), { paperTable: 2 }),
    taskTable: figure.taskTable(scaling.selectTasks(testbed)),
    architectures: figure.architectureTable(scaling.gridArchitectures(testbed)),
  };
  for (const [name, one] of Object.entries(drawn)) {
    const text = one[figure.displaySymbol]()["text/plain"];
    assert.ok(String(text).length > 100, name);
  }
});
