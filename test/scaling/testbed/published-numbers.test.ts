import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { published } from "../../../src/notebook/index.ts";
import {
  type ErrorHeatmaps,
  errorHeatmaps,
  fitDefaults,
  fitEachTask,
  fitTable,
  type HeatmapFigure,
  measuredModels,
  predictModels,
  rankAgreement,
  selectTasks,
  singleTaskErrors,
  tasksAboveChance,
  thresholdSweep,
} from "../../../src/scaling/index.ts";
import { needsScaling } from "../../published.ts";
import { publishedTestbed } from "./testbeds.ts";

const trainSets = ["c4_original", "rpj", "rw_original"] as const;

interface Golden {
  readonly figures: Record<string, readonly Pick<ErrorHeatmaps["panels"][number], "trainSet" | "cells">[]>;
  readonly fits: Record<string, Record<string, Record<string, number>>>;
}
const golden = JSON.parse(
  readFileSync(new URL("../../../../test/golden/scaling/heatmaps.json", import.meta.url), "utf8"),
) as Golden;

test(
  "fitDefaults: the public notebook's four errors, .7103, .7320, 3.6365 and .0464 %",
  needsScaling,
  async () => {
    const testbed = await publishedTestbed();
    const fits = fitDefaults(testbed, { trainSet: "rpj" });
    const [small] = predictModels(testbed, fits, { size: "1.4B", tokensPerParameter: 640 });
    const [large] = predictModels(testbed, fits, { size: "6.9B" });
    assert.deepEqual(
      [small.lossPercent, large.lossPercent, small.errorPercent, large.errorPercent].map((value) =>
        value.toFixed(4),
      ),
      ["0.7103", "0.7320", "3.6365", "0.0464"],
    );
  },
);

test("fitDefaults: five models take 2.4e19 FLOPs and six 2.7e20", needsScaling, async () => {
  const { computeFlops } = fitDefaults(await publishedTestbed(), { trainSet: "rpj" });
  assert.equal(computeFlops.loss.toPrecision(4), "2.414e+19");
  assert.equal(computeFlops.error.toPrecision(4), "2.729e+20");
});

test("fitTable: rounds to Table 6 as printed, M* to 3.36, 7.42 and 5.85", needsScaling, async () => {
  const rows = fitTable(await publishedTestbed(), { printed: published("S2") });
  const digits = { E: 2, a: 0, b: 0, eta: 3, k: 2, gamma: 3, epsilon: 3 } as const;
  for (const { trainSet, computed, printed } of rows)
    for (const name of Object.keys(digits) as (keyof typeof digits)[])
      assert.equal(
        computed[name].toFixed(digits[name]),
        printed?.[name]?.toFixed(digits[name]),
        `${trainSet} ${name}`,
      );
  assert.deepEqual(
    rows.map(({ lossOptimalRatio }) => lossOptimalRatio.toFixed(2)),
    ["3.36", "7.42", "5.85"],
  );
});

test(
  "fitTable: equals MINPACK on the authors' form to eight digits of η and E, for 17 and 46 tasks",
  needsScaling,
  async () => {
    const testbed = await publishedTestbed();
    for (const tasks of ["above-chance", "all"] as const)
      for (const { trainSet, computed } of fitTable(testbed, { tasks })) {
        const expected = golden.fits[tasks][trainSet];
        for (const [name, value] of Object.entries(computed)) {
          // MINPACK stops where the sum of squares no longer changes: half of a double's digits.
          const tolerance = 2e-7 * Math.abs(expected[name]);
          assert.ok(Math.abs(value - expected[name]) <= tolerance, `${tasks} ${trainSet} ${name}: ${value}`);
        }
      }
  },
);

for (const figure of [5, 7, 10, 11, 12] as const satisfies HeatmapFigure[])
  test(
    `errorHeatmaps: every cell of Fig ${figure} is scipy's to a thousandth of a percent`,
    needsScaling,
    async () => {
      const { panels } = errorHeatmaps(await publishedTestbed(), figure);
      const expected = golden.figures[figure];
      assert.equal(panels.length, expected.length);
      panels.forEach(({ trainSet, cells }, at) => {
        assert.equal(trainSet, expected[at].trainSet);
        assert.deepEqual(
          cells.map(({ size, tokensPerParameter }) => [size, tokensPerParameter]),
          expected[at].cells.map(({ size, tokensPerParameter }) => [size, tokensPerParameter]),
        );
        cells.forEach(({ percent }, cell) => {
          const off = Math.abs(percent - expected[at].cells[cell].percent);
          assert.ok(off < 1e-3, `panel ${at}, cell ${cell}: ${percent}`);
        });
      });
    },
  );

test(
  "errorHeatmaps: the paper's largest cells, and marks on the models of the last fit",
  needsScaling,
  async () => {
    const testbed = await publishedTestbed();
    const cells = (figure: HeatmapFigure, panel: number) =>
      errorHeatmaps(testbed, figure).panels[panel].cells;
    const largest = (figure: HeatmapFigure, panel: number) =>
      cells(figure, panel).reduce((best, cell) => (cell.percent > best.percent ? cell : best));
    const { percent, size, tokensPerParameter } = largest(7, 1);
    assert.deepEqual([percent.toFixed(1), size, tokensPerParameter], ["15.4", "1.4B", 640]);
    assert.equal(largest(10, 0).percent.toFixed(1), "22.4");
    assert.equal(largest(10, 1).percent.toFixed(1), "24.3");
    assert.equal(largest(10, 2).percent.toFixed(1), "7.6");
    assert.equal(cells(5, 0).filter(({ fitted }) => fitted).length, 5);
    assert.equal(cells(12, 0).filter(({ fitted }) => fitted).length, 6);
    assert.deepEqual(errorHeatmaps(testbed, 10).tokensPerParameter, [10, 20, 40, 80, 160, 320, 640]);
  },
);

for (const table of [2, 7] as const)
  test(`singleTaskErrors: all 15 cells of Table ${table} as printed`, needsScaling, async () => {
    const rows = singleTaskErrors(await publishedTestbed(), table, { printed: published("S4") });
    assert.equal(rows.length, 15);
    for (const { trainSet, task, percent, printed } of rows)
      assert.equal(percent.toFixed(2), printed?.toFixed(2), `${trainSet} ${task}`);
  });

test(
  "fitDefaults: the authors' one start and the law's 13 end alike in Tables 2, 6 and 7",
  needsScaling,
  async () => {
    const testbed = await publishedTestbed();
    const columns = [
      "arc_easy",
      "lambada_openai",
      "openbook_qa",
      "hellaswag_zeroshot",
      "above-chance",
      "all",
    ];
    for (const trainSet of trainSets)
      for (const tasks of columns)
        for (const errorCells of [undefined, fitDefaults(testbed, { trainSet }).lossModels]) {
          const [many, one] = (["many", "authors"] as const).map(
            (start) =>
              fitDefaults(testbed, { trainSet, tasks, start, ...(errorCells && { errorCells }) }).error
                .values,
          );
          for (const name of ["epsilon", "k", "gamma"] as const)
            assert.ok(Math.abs(many[name] / one[name] - 1) < 1e-9, `${trainSet} ${tasks} ${name}`);
        }
  },
);

test(
  "rankAgreement: .8833 and .7778 over nine models, .9333 and .8333 for 46 tasks",
  needsScaling,
  async () => {
    const testbed = await publishedTestbed();
    const paper = rankAgreement(testbed);
    assert.equal(paper.models.length, 9);
    assert.deepEqual([paper.spearman.toFixed(4), paper.kendall.toFixed(4)], ["0.8833", "0.7778"]);
    const all = rankAgreement(testbed, { tasks: "all" });
    assert.deepEqual([all.spearman.toFixed(4), all.kendall.toFixed(4)], ["0.9333", "0.8333"]);
  },
);

test("selectTasks: ten points above chance leave exactly the published 17", needsScaling, async () => {
  const testbed = await publishedTestbed();
  const gains = selectTasks(testbed);
  const kept = gains.filter(({ selected }) => selected).map(({ task }) => task);
  assert.deepEqual(kept.toSorted(), [...tasksAboveChance].sort());
  const gainOf = (name: string) => gains.find(({ task }) => task === name)?.gain.toFixed(2);
  const expected = {
    bigbench_understanding_fables: "6.75",
    commonsense_qa: "10.38",
    winograd: "11.17",
    hellaswag_zeroshot: "12.26",
    bigbench_novel_concepts: "25.00",
    pubmed_qa_labeled: "55.20",
    mmlu_zeroshot: "-0.46",
    arc_challenge: "-0.34",
    bigbench_strange_stories: "0.00",
  };
  for (const [task, gain] of Object.entries(expected)) assert.equal(gainOf(task), gain, task);
});

test(
  "thresholdSweep: tasks kept and 6.9B errors of Fig 8; 25 keeps the task that is exactly 25 above",
  needsScaling,
  async () => {
    const rows = thresholdSweep(await publishedTestbed()).map(
      ({ threshold, tasksKept, tasksRemoved, percent }) =>
        `${threshold} ${tasksKept} ${tasksRemoved} ${trainSets.map((set) => percent[set].toFixed(2)).join(" ")}`,
    );
    assert.deepEqual(rows, [
      "-5 46 0 0.07 2.10 2.76",
      "0 44 2 0.08 2.11 2.67",
      "5 23 23 0.48 3.32 3.91",
      "10 17 29 0.14 0.05 2.94",
      "15 11 35 5.44 1.15 1.32",
      "20 6 40 5.02 4.24 0.89",
      "25 5 41 2.35 7.24 0.24",
      "30 4 42 4.98 17.47 9.12",
      "35 4 42 4.98 17.47 9.12",
      "40 3 43 5.94 21.45 16.48",
      "45 3 43 5.94 21.45 16.48",
    ]);
  },
);

test(
  "fitEachTask: Eq 5 bends on 72 of 138 single tasks; the authors' start misses one of the 51 chosen",
  needsScaling,
  async () => {
    const { tasks, counts } = fitEachTask(await publishedTestbed());
    assert.equal(tasks.length, 3 * 46);
    assert.equal(counts.bends, 72);
    assert.equal(counts.same + counts.higher + counts.nowhere, 138);
    assert.ok(counts.higher > 0 && counts.nowhere > 0);
    const chosen = tasks.filter(({ selected }) => selected);
    assert.equal(chosen.filter(({ bends }) => bends).length, 37);
    assert.deepEqual(
      chosen
        .filter(({ authorsStart }) => authorsStart !== "same")
        .map(({ trainSet, task, authorsStart }) => `${trainSet} ${task} ${authorsStart}`),
      ["c4_original bigbench_novel_concepts higher"],
    );
  },
);

test("fitDefaults: both laws end where 40-digit arithmetic does, in 11 digits", needsScaling, async () => {
  const testbed = await publishedTestbed();
  const optima: Record<string, Record<string, string>> = JSON.parse(
    readFileSync(new URL("../../../../test/golden/scaling/optima.json", import.meta.url), "utf8"),
  );
  for (const trainSet of trainSets) {
    const { loss, error } = fitDefaults(testbed, { trainSet });
    const values: Record<string, number> = { ...loss.values, ...error.values };
    for (const [name, text] of Object.entries(optima[trainSet]))
      assert.ok(Math.abs(values[name] / Number(text) - 1) < 1e-11, `${trainSet} ${name} ${values[name]}`);
  }
});

test("measuredModels: 28 RedPajama models lie below 1B at M from 10 on", needsScaling, async () => {
  const some = { trainSet: "rpj", parametersBelow: 1e9, leastRatio: 10 } as const;
  const models = measuredModels(await publishedTestbed(), some);
  assert.equal(models.length, 28);
  assert.ok(models.every(({ parameters, tokensPerParameter: M }) => parameters < 1e9 && M >= 10));
});
