import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  assembleTestbed,
  modelAt,
  modelsOf,
  type NamedText,
  parseEvaluation,
  parseGrid,
  parseModel,
  parseTasks,
  type ScalingTestbed,
  type TestbedTexts,
  type TrainSet,
} from "../../../src/dataset/index.ts";
import { evaluationText, type ModelFile, modelFile, modelText, tasksText, testbedTexts } from "./samples.ts";

function parsed(damage: (model: ModelFile) => void): unknown {
  const model = modelFile();
  const { name: file } = modelText(model);
  damage(model);
  return parseModel(JSON.stringify(model), file);
}

test("parseModel: reads the last part of the model's path, the losses by folder and the German one by file", () => {
  const { name, text } = modelText(modelFile("rw_original", 0.25));
  const model = parseModel(text, name);
  assert.deepEqual(
    [model.architecture, model.size, model.tokensPerParameter, model.losses["val_de-en_100"].loss],
    ["d=96_l=8_h=4", "0.011B", 5, 11],
  );
  assert.deepEqual(model.losses.openlm, {
    loss: 4,
    lower: 3.9,
    upper: 4.1,
    sequences: { lower: 3.8, upper: 4.2 },
    measuredTokens: 204800,
  });
});

const damages: readonly [string, (model: ModelFile) => void, RegExp][] = [
  [
    "a name other than the file's",
    (m) => (m.name = "rpj-other-1"),
    /name must be the file's name, "rpj-d=96/,
  ],
  ["an unknown train set", (m) => (m.dataset_name = "pile"), /dataset_name must be one of c4_original, rpj/],
  [
    "an unknown architecture",
    (m) => (m.hyperparameters.model = "d=7_l=1_h=1"),
    /hyperparameters\.model must be one of/,
  ],
  [
    "parameters that are no integer",
    (m) => (m.hyperparameters.params = 1.5),
    /hyperparameters\.params must be an integer above 0, got 1\.5/,
  ],
  [
    "more parameters without embedding than with",
    (m) => (m.hyperparameters.params_no_embed = 2e7),
    /params_no_embed must be an integer from 1 to 10569312/,
  ],
  [
    "tokens that are not M × N",
    (m) => (m.hyperparameters.chinchilla_multiplier = 20),
    /hyperparameters\.tokens must be params × 20 × chinchilla_multiplier/,
  ],
  [
    "a learning rate in text",
    (m) => (m.hyperparameters.lr = "0.003"),
    /hyperparameters\.lr must be a number above 0, got "0\.003"/,
  ],
  [
    "hyperparameters that are a list",
    (m) => Object.assign(m, { hyperparameters: [] }),
    /hyperparameters must be an object, got \[\]/,
  ],
  [
    "a missing loss",
    (m) => m.results.pop(),
    /results must hold the 8 losses, got 7 .*val_de-en_100 is missing/,
  ],
  [
    "a loss twice",
    (m) => m.results.push(m.results[0]),
    /results\[8\]\.val_data must name a text once a model/,
  ],
  [
    "an unknown loss",
    (m) => (m.results[1].val_data = ["data/c4_vall/x.tar"]),
    /must name a known text.*Did you mean "c4_val"\?/,
  ],
  [
    "two texts of one loss",
    (m) => (m.results[1].val_data = ["a/b/c", "a/b/d"]),
    /results\[1\]\.val_data must name one path/,
  ],
  [
    "a loss that is null",
    (m) => (m.results[2].loss = null),
    /results\[2\]\.loss must be a number of at least 0, got null/,
  ],
  [
    "a negative loss",
    (m) => (m.results[2].loss = -1),
    /results\[2\]\.loss must be a number of at least 0, got -1/,
  ],
  [
    "an interval beside the loss",
    (m) => (m.results[3].loss_tokens_upper_95 = 6.95),
    /results\[3\]\.loss must lie between loss_tokens_lower_95 and _upper_95 \(6\.9 to 6\.95\), got 7/,
  ],
  [
    "an interval over sequences beside the loss",
    (m) => (m.results[3].loss_sequences_lower_95 = 7.05),
    /must lie between loss_sequences_lower_95/,
  ],
];
for (const [what, damage, message] of damages) {
  test(`parseModel: refuses ${what}`, () => {
    assert.throws(() => parsed(damage), {
      name: "DataError",
      message,
      file: "models/rpj-d=96_l=8_h=4-1.json",
    });
  });
}

test("parseModel: refuses what is no JSON, Python's NaN included, and a file that is too long", () => {
  assert.throws(() => parseModel('{"loss": NaN}', "m.json"), {
    name: "DataError",
    message: /m\.json must be JSON/,
  });
  assert.throws(() => parseModel("[]", "m.json"), /the content must be an object, got \[\] at m\.json/);
  assert.throws(() => parseModel(" ".repeat(4_000_001), "m.json"), /at most 4000000 characters, got 4000001/);
});

test("parseEvaluation: refuses accuracies outside 0 to 1, no task, and another form of file name", () => {
  for (const accuracy of [1.01, -0.01, "0.5", null]) {
    const { text, name } = evaluationText("m", { copa: accuracy });
    assert.throws(() => parseEvaluation(text, name), /icl\.copa must be a number from 0 to 1, got/);
  }
  const { text, name } = evaluationText("m", {});
  assert.throws(() => parseEvaluation(text, name), /eval_metrics\.icl must hold 1 to 10000 tasks, got 0/);
  assert.throws(() => parseEvaluation(text, "evals/m.json"), /must be evaluation_<model>_heavy\.json/);
});

test("parseTasks: refuses a missing column, a task twice and an impossible number, with the line", () => {
  const { text, name } = tasksText;
  assert.throws(() => parseTasks(text.replace("#shots", "shots"), name), /must have the column "#shots"/);
  assert.throws(() => parseTasks(text.replace("gsm8k", "copa"), name), {
    row: 3,
    message: /Eval Task must be a name that stands once, got "copa"/,
  });
  for (const baseline of ["", "150", "half"])
    assert.throws(() => parseTasks(text.replace("3270,50", `3270,${baseline}`), name), {
      row: 4,
      column: "Random baseline",
      message: /Random baseline must be a number from 0 to 100/,
    });
});

test("parseGrid: splits from the left, so that the last number may hold a minus sign", () => {
  const key = "d=96_l=8_h=4-8-0.003-0.033-8-211386240-100-3e-05";
  assert.deepEqual(parseGrid(JSON.stringify({ [key]: 5.1 }), "grid.json"), [
    {
      name: key,
      architecture: "d=96_l=8_h=4",
      batch: 8,
      learningRate: 0.003,
      weightDecay: 0.033,
      tokens: 211386240,
      warmupSteps: 100,
      finalLearningRate: 3e-5,
      parameters: 10569312,
      steps: 211386240 / 2048 / 8,
      loss: 5.1,
      flops: 6 * 10569312 * 211386240,
    },
  ]);
});

test("parseGrid: what was written as a key is read back", () => {
  const rate = fc.double({ min: 1e-9, max: 1, noNaN: true }).filter((value) => !String(value).includes("-"));
  const small = fc.double({ min: 1e-9, max: 1, noNaN: true });
  const count = fc.integer({ min: 1, max: 1e6 });
  fc.assert(
    fc.property(
      rate,
      rate,
      small,
      count,
      count,
      count,
      (learningRate, weightDecay, last, batch, warmup, n) => {
        const key = `d=1_l=1_h=1-${batch}-${learningRate}-${weightDecay}-${batch}-${20 * n}-${warmup}-${last}`;
        const [run] = parseGrid(JSON.stringify({ [key]: 3 }), "grid.json");
        assert.deepEqual(
          [
            run.learningRate,
            run.weightDecay,
            run.finalLearningRate,
            run.batch,
            run.warmupSteps,
            run.parameters,
          ],
          [learningRate, weightDecay, last, batch, warmup, n],
        );
      },
    ),
  );
});

test("parseGrid: refuses a key of another form and a loss that is none", () => {
  const keys = [
    "d=96_l=8_h=4",
    "d=96_l=8_h=4-8-0.003-0.033-16-211386240-100-3e-05",
    "d=96_l=8_h=4-8-0.003-0.033-8-211386241-100-3e-05",
    "d=96_l=8_h=4-8-fast-0.033-8-211386240-100-3e-05",
    "d=96_l=8_h=4-8-0.003-0.033-8-211386240-100-",
    "-8-0.003-0.033-8-211386240-100-3e-05",
  ];
  for (const key of keys)
    assert.throws(() => parseGrid(JSON.stringify({ [key]: 5 }), "grid.json"), {
      name: "DataError",
      message: /a key must be <architecture>-<batch>/,
    });
  const good = "a-8-0.003-0.033-8-20-100-3e-05";
  assert.throws(
    () => parseGrid(`{"${good}": -5}`, "grid.json"),
    /must be a number of at least 0, got -5 at grid\.json/,
  );
});

test("assembleTestbed: orders models by train set, size and M, and keeps the tasks that were run", () => {
  const { models, tasks, unusedTasks, grid } = assembleTestbed(testbedTexts());
  assert.deepEqual(
    models.map(({ trainSet }) => trainSet),
    ["c4_original", "rpj"],
  );
  assert.deepEqual(
    [tasks, unusedTasks].map((list) => list.map(({ name }) => name)),
    [["copa", "boolq"], ["gsm8k"]],
  );
  assert.deepEqual(grid, []);
  assert.equal(models[0].errors.copa, 1 - 0.6);
});

const model = modelFile();
const name = model.name as string;
const mixed: readonly [string, Partial<TestbedTexts>, RegExp][] = [
  [
    "a model without an evaluation",
    { evaluations: [] },
    /must have an evaluation, got none named evaluation_rpj-d=96_l=8_h=4-1_heavy\.json at models/,
  ],
  [
    "an evaluation without a model",
    { models: [] },
    /an evaluation must have a model, got none of that name at evals/,
  ],
  [
    "two evaluations of one model",
    {
      evaluations: [
        evaluationText(name),
        { ...evaluationText(name), name: `more/evaluation_${name}_heavy.json` },
      ],
    },
    /must have one evaluation, got two of/,
  ],
  [
    "two files of one model",
    { models: [modelText(model), { ...modelText(model), name: `more/${name}.json` }] },
    /a 0\.011B model of rpj at M = 20 must stand once, got it in models\/rpj.* too at more\/rpj/,
  ],
  [
    "an evaluation of another architecture",
    { evaluations: [evaluationText(name, { copa: 0.5 }, "open_lm_1b")] },
    /must be the d=96_l=8_h=4 of models\/.*, got "open_lm_1b"/,
  ],
  [
    "a task that the table does not know",
    { evaluations: [evaluationText(name, { copaa: 0.5 })] },
    /got "copaa"\. Did you mean "copa"\? The tasks are those of eval_metadata\.csv/,
  ],
];
for (const [what, changed, message] of mixed) {
  test(`assembleTestbed: refuses ${what}`, () => {
    assert.throws(() => assembleTestbed({ ...testbedTexts([model]), ...changed }), {
      name: "DataError",
      message,
    });
  });
}

test("assembleTestbed: refuses evaluations with differing tasks and sizes with differing parameters", () => {
  const texts = testbedTexts();
  const second = (icl: Readonly<Record<string, number>>): readonly NamedText[] => [
    texts.evaluations[0],
    evaluationText("c4_original-d=96_l=8_h=4-1", icl),
  ];
  assert.throws(
    () => assembleTestbed({ ...texts, evaluations: second({ copa: 0.5 }) }),
    /must have boolq as others do/,
  );
  assert.throws(
    () => assembleTestbed({ ...texts, evaluations: second({ copa: 0.5, boolq: 0.5, gsm8k: 0 }) }),
    /got "gsm8k" beside them/,
  );
  const other = modelFile("c4_original");
  Object.assign(other.hyperparameters, { params: 10569313, tokens: 211386260 });
  assert.throws(
    () => assembleTestbed(testbedTexts([modelFile(), other])),
    /all 0\.011B models must have 10569312 parameters, got 10569313/,
  );
});

test("modelsOf and modelAt: refuse names that are none, with the nearest", () => {
  const testbed: ScalingTestbed = assembleTestbed(testbedTexts());
  assert.throws(
    () => modelsOf(testbed, { trainSet: "c4" as TrainSet }),
    /modelsOf: trainSet must be one of the 3 known names, got "c4"/,
  );
  assert.throws(
    () => modelAt(testbed, { trainSet: "rjp" as TrainSet, size: "1.4B", tokensPerParameter: 20 }),
    /Did you mean "rpj"\?/,
  );
  assert.throws(
    () => modelAt(testbed, { trainSet: "rpj", size: "1.4B", tokensPerParameter: 20 }),
    /There is no such model at any M\./,
  );
  assert.equal(modelsOf(testbed).length, 2);
});
