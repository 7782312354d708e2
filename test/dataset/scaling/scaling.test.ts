import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test } from "node:test";
import {
  isAvailable,
  lossNames,
  type ModelSize,
  modelAt,
  modelSizes,
  modelsOf,
  modelTable,
  scaling,
  scalingOf,
  type TrainSet,
  trainSets,
  writeWhole,
} from "../../../src/dataset/index.ts";
import { needsScaling, publishedScaling } from "../../published.ts";

/** The 17 tasks of the authors' subset, quoted. */
const seventeen = [
  ...["bigbench_operators", "pubmed_qa_labeled", "hellaswag_zeroshot", "boolq", "arc_easy", "coqa"],
  ...["bigbench_dyck_languages", "lambada_openai", "bigbench_novel_concepts", "winograd"],
  ...[
    "bigbench_cs_algorithms",
    "commonsense_qa",
    "bigbench_qa_wikidata",
    "hellaswag",
    "copa",
    "squad",
    "piqa",
  ],
];
/** Copies the published files, whatever may be written where they lie. */
async function copyTo(folder: string): Promise<void> {
  const source = publishedScaling() as string;
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    const file = relative(source, join(entry.parentPath, entry.name));
    if (entry.isFile()) await writeWhole(join(folder, file), await readFile(join(source, file)));
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test("scaling: 104 models, 34 of C4, 35 of RedPajama and 35 of RefinedWeb", needsScaling, async () => {
  const { models } = await scaling();
  assert.equal(models.length, 104);
  assert.deepEqual(
    trainSets.map((trainSet) => modelsOf({ models }, { trainSet }).length),
    [34, 35, 35],
  );
  assert.equal(new Set(models.map(({ name }) => name)).size, 104);
});

test(
  "scaling: sizes below 1B stand at M = 5 to 640, the larger at M = 20 and once over-trained",
  needsScaling,
  async () => {
    const testbed = await scaling();
    const ratios = (trainSet: TrainSet, size: ModelSize) =>
      modelsOf(testbed, { trainSet, size }).map(({ tokensPerParameter }) => tokensPerParameter);
    const all = [5, 10, 20, 40, 80, 160, 320, 640];
    const largest = { c4_original: 80, rpj: 640, rw_original: 320 };
    for (const trainSet of trainSets) {
      for (const size of modelSizes.slice(0, 4)) {
        const lacking = trainSet === "c4_original" && size === "0.411B";
        assert.deepEqual(ratios(trainSet, size), lacking ? all.slice(0, -1) : all);
      }
      assert.deepEqual(ratios(trainSet, "1.4B"), [20, largest[trainSet]]);
      assert.deepEqual(ratios(trainSet, "6.9B"), [20]);
    }
  },
);

test("scaling: the parameters of a size are the published ones", needsScaling, async () => {
  const testbed = await scaling();
  assert.deepEqual(
    modelSizes.map((size) => [...new Set(modelsOf(testbed, { size }).map(({ parameters }) => parameters))]),
    [[10569312], [78914048], [153677376], [411616256], [1439795200], [6889410560]],
  );
  for (const { parameters, tokens, tokensPerParameter, flops } of testbed.models) {
    assert.equal(tokens, parameters * tokensPerParameter);
    assert.equal(flops, 6 * parameters * tokens);
  }
});

test("scaling: the nine large models have the published losses and mean errors", needsScaling, async () => {
  const testbed = await scaling();
  const truth: readonly [TrainSet, ModelSize, number, number, number, number][] = [
    ["c4_original", "1.4B", 20, 2.656859, 0.661857, 0.570686],
    ["c4_original", "1.4B", 80, 2.472413, 0.627264, 0.490965],
    ["c4_original", "6.9B", 20, 2.38222, 0.618045, 0.479578],
    ["rpj", "1.4B", 20, 2.768757, 0.646188, 0.547325],
    ["rpj", "1.4B", 640, 2.502054, 0.60002, 0.475215],
    ["rpj", "6.9B", 20, 2.424993, 0.598131, 0.471637],
    ["rw_original", "1.4B", 20, 2.763351, 0.648034, 0.545634],
    ["rw_original", "1.4B", 320, 2.531393, 0.60085, 0.469047],
    ["rw_original", "6.9B", 20, 2.454722, 0.596097, 0.450456],
  ];
  for (const [trainSet, size, tokensPerParameter, loss, error46, error17] of truth) {
    const model = modelAt(testbed, { trainSet, size, tokensPerParameter });
    assert.deepEqual(
      [
        model.losses.c4_val.loss,
        mean(Object.values(model.errors)),
        mean(seventeen.map((task) => model.errors[task])),
      ].map((value) => Number(value.toFixed(6))),
      [loss, error46, error17],
      model.name,
    );
  }
});

test(
  "scaling: 46 tasks were run; guessing errs at .75 over all and .808824 over the 17",
  needsScaling,
  async () => {
    const { tasks, unusedTasks, models } = await scaling();
    assert.deepEqual([tasks.length, unusedTasks.length], [46, 5]);
    assert.equal(mean(tasks.map(({ chanceError }) => chanceError)), 0.75);
    const subset = tasks.filter(({ name }) => seventeen.includes(name));
    assert.equal(mean(subset.map(({ chanceError }) => chanceError)).toFixed(6), "0.808824");
    const names = tasks.map(({ name }) => name).toSorted();
    for (const { errors } of models) assert.deepEqual(Object.keys(errors).toSorted(), names);
    assert.deepEqual(
      tasks.find(({ name }) => name === "copa"),
      {
        name: "copa",
        category: "commonsense reasoning",
        type: "multiple choice",
        shots: 0,
        samples: 100,
        baselinePercent: 50,
        chanceError: 0.5,
      },
    );
  },
);

test("scaling: every loss lies strictly inside both of its intervals", needsScaling, async () => {
  const { models } = await scaling();
  for (const { losses, name } of models) {
    assert.deepEqual(Object.keys(losses).toSorted(), lossNames.toSorted());
    for (const { loss, lower, upper, sequences } of Object.values(losses)) {
      assert.ok(lower < loss && loss < upper, name);
      assert.ok(sequences.lower < loss && loss < sequences.upper, name);
    }
  }
});

test("scaling: the grid has 435 runs of 130 architectures at M = 20", needsScaling, async () => {
  const { grid } = await scaling();
  assert.deepEqual([grid.length, new Set(grid.map(({ architecture }) => architecture)).size], [435, 130]);
  const range = (of: (run: (typeof grid)[number]) => number) => [
    Math.min(...grid.map(of)),
    Math.max(...grid.map(of)),
  ];
  assert.deepEqual(
    range(({ loss }) => loss).map((loss) => loss.toFixed(6)),
    ["2.470096", "5.351876"],
  );
  assert.deepEqual(
    range(({ parameters }) => parameters),
    [10126176, 411616256],
  );
  const counts = (of: (run: (typeof grid)[number]) => number) => {
    const found: Record<number, number> = {};
    for (const run of grid) found[of(run)] = (found[of(run)] ?? 0) + 1;
    return found;
  };
  assert.deepEqual(
    counts(({ batch }) => batch),
    { 8: 34, 16: 42, 64: 359 },
  );
  assert.deepEqual(
    counts(({ warmupSteps }) => warmupSteps),
    { 100: 130, 200: 125, 400: 110, 2000: 70 },
  );
  for (const run of grid)
    assert.deepEqual([run.learningRate, run.weightDecay, run.finalLearningRate], [0.003, 0.033, 3e-5]);
});

test(
  "scaling: the four architectures of the grid that are among the models have an eighth of their batch and other losses",
  needsScaling,
  async () => {
    const { grid, models } = await scaling();
    const shared = models.filter(
      ({ architecture, tokensPerParameter }) =>
        tokensPerParameter === 20 && grid.some((run) => run.architecture === architecture),
    );
    assert.equal(shared.length, 4 * 3);
    for (const { architecture, settings, losses } of shared) {
      for (const run of grid.filter((candidate) => candidate.architecture === architecture)) {
        assert.equal(run.batch * 8, settings.batch);
        assert.notEqual(run.loss, losses.openlm.loss);
      }
    }
  },
);

test("scaling: the files of the 6.9B models contradict themselves, no other does", needsScaling, async () => {
  const { models } = await scaling();
  for (const { size, settings } of models) {
    assert.deepEqual(
      settings.contradicted,
      size === "6.9B"
        ? ["warmupSteps", "learningRate", "weightDecay", "finalLearningRate", "batch", "accumulation"]
        : [],
    );
  }
});

test("modelAt: a model that was not trained is one error with those that were", needsScaling, async () => {
  const testbed = await scaling();
  assert.throws(
    () => modelAt(testbed, { trainSet: "c4_original", size: "0.411B", tokensPerParameter: 640 }),
    {
      name: "RangeError",
      message:
        "modelAt: tokensPerParameter must be that of a 0.411B model of c4_original, got 640. There are M = 5, 10, 20, 40, 80, 160, 320.",
    },
  );
  assert.deepEqual(
    modelsOf(testbed, { trainSet: "c4_original", size: "0.411B", tokensPerParameter: 640 }),
    [],
  );
});

test(
  "modelTable: 104 rows; with the 17-task mean the 82 columns of the authors' notebook in number",
  needsScaling,
  async () => {
    const testbed = await scaling();
    const table = modelTable(testbed, { averages: { subset: seventeen } });
    assert.deepEqual([table.numRows(), table.numCols()], [104, 82]);
    const row = testbed.models.findIndex(({ name }) => name === "rpj-open_lm_7b-1.0");
    const { losses } = testbed.models[row];
    assert.equal(table.get("name", row), "rpj-open_lm_7b-1.0");
    assert.equal(table.get("loss_c4_val", row), losses.c4_val.loss);
    assert.equal(table.get("lower_c4_val", row), losses.c4_val.sequences.lower);
    assert.equal(modelTable(testbed, { bounds: "tokens" }).get("upper_c4_val", row), losses.c4_val.upper);
    assert.equal((table.get("error_subset", row) as number).toFixed(6), "0.471637");
    assert.throws(
      () => modelTable(testbed, { averages: { mine: ["copa", "boolqq"] } }),
      /Did you mean "boolq"\?/,
    );
    assert.throws(() => modelTable(testbed, { averages: { none: [] } }), /must name at least one task/);
  },
);

test(
  "scalingOf: a folder of the published layout gives the same testbed, with or without a grid",
  needsScaling,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "mixlab-testbed-"));
    try {
      await copyTo(folder);
      const testbed = await scaling();
      assert.deepEqual(await scalingOf(folder), testbed);
      await rm(join(folder, "grid.json"));
      assert.deepEqual(await scalingOf(folder), { ...testbed, grid: [] });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

test("scaling: a mirror whose bytes differ is refused, and isAvailable says so", needsScaling, async () => {
  const folder = await mkdtemp(join(tmpdir(), "mixlab-testbed-"));
  try {
    await copyTo(join(folder, "scaling"));
    const places = { mirror: folder, cache: join(folder, "cache") };
    assert.equal(await isAvailable("scaling", { places }), true);
    await writeWhole(join(folder, "scaling/grid.json"), "{}");
    assert.equal(await isAvailable("scaling", { places }), false);
    await assert.rejects(scaling({ places, offline: true }), /grid\.json must have \d+ bytes, got 2/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
