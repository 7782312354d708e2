import assert from "node:assert/strict";
import { test } from "node:test";
import { modelAt, scaling } from "../../src/dataset/index.ts";
import {
  llamaConfiguration,
  llamaShape,
  quotedTraining,
  type TrainedDecoder,
} from "../../src/scaling/index.ts";
import { needsScaling } from "../published.ts";

const decoder: TrainedDecoder = {
  name: "rpj-d=96_l=8_h=4-1.0",
  architecture: "d=96_l=8_h=4",
  parameters: 10569312,
  parametersWithoutEmbedding: 5727840,
  tokens: 211386240,
  settings: {
    warmupSteps: 100,
    learningRate: 0.003,
    weightDecay: 0.033,
    finalLearningRate: 3e-5,
    batch: 64,
    queryKeyNorm: true,
    zLoss: 1e-4,
    contradicted: [],
  },
};

test("llamaShape: the six architectures have the published counts of parameters", () => {
  const counts: readonly [string, number, number, number][] = [
    ["d=96_l=8_h=4", 256, 10569312, 5727840],
    ["d=512_l=8_h=4", 1536, 78914048, 53092864],
    ["d=576_l=24_h=8", 1536, 153677376, 124628544],
    ["d=1024_l=24_h=8", 2816, 411616256, 359973888],
    ["open_lm_1b", 5632, 1439795200, 1336510464],
    ["open_lm_7b", 11008, 6889410560, 6682841088],
  ];
  for (const [architecture, ...expected] of counts) {
    const { feedForwardSize, parameters, parametersWithoutEmbedding } = llamaShape(architecture);
    assert.deepEqual([feedForwardSize, parameters, parametersWithoutEmbedding], expected, architecture);
  }
});

test(
  "llamaShape: the count of every grid run is its tokens / 20, uneven heads included",
  needsScaling,
  async () => {
    const { grid } = await scaling();
    for (const { architecture, parameters } of grid)
      assert.equal(llamaShape(architecture).parameters, parameters, architecture);
    const uneven = new Set(
      grid
        .map(({ architecture }) => architecture)
        .filter((name) => {
          const { hiddenSize, heads, headSize } = llamaShape(name);
          return heads * headSize !== hiddenSize;
        }),
    );
    assert.equal(uneven.size, 5);
  },
);

test("llamaShape: names that are no architecture are refused", () => {
  for (const name of [
    "",
    "open_lm_3b",
    "d=0_l=8_h=4",
    "d=96_l=0_h=4",
    "d=96_l=8_h=0",
    "d=4_l=8_h=8",
    "toString",
  ])
    assert.throws(() => llamaShape(name), {
      name: "RangeError",
      message: /llamaShape: architecture must be/,
    });
});

test("llamaConfiguration: the vocabulary follows from the two counts", () => {
  const { vocabularySize, headSize, training, queryKeyGains } = llamaConfiguration(decoder);
  assert.deepEqual([vocabularySize, headSize, queryKeyGains], [50432, 24, 1536]);
  assert.deepEqual(training, {
    warmupSteps: 100,
    learningRate: 0.003,
    batch: 64,
    finalLearningRate: 3e-5,
    weightDecay: 0.033,
    tokens: 211386240,
    steps: 1612,
    zLoss: 1e-4,
    beta2: 0.95,
    gradientClip: 1,
    quoted: [],
    unconfirmed: [],
  });
});

test("llamaConfiguration: counts that do not come out exactly are refused", () => {
  const refused: readonly Partial<TrainedDecoder>[] = [
    { parameters: 10569313 },
    { parametersWithoutEmbedding: 5727839 },
    { parameters: 10569312 + 96, parametersWithoutEmbedding: 5727840 + 96 },
    { architecture: "d=96_l=9_h=4" },
  ];
  for (const change of refused) {
    assert.throws(() => llamaConfiguration({ ...decoder, ...change }), {
      name: "RangeError",
      message: /the parameters of d=96_l=\d_h=4 must be \d+.* at rpj-d=96/,
    });
  }
});

test(
  "llamaConfiguration: all 104 models come out exactly, and Table 3 agrees with every file but the 6.9B ones",
  needsScaling,
  async () => {
    const { models } = await scaling();
    for (const model of models) {
      const { vocabularySize, parameters, training, queryKeyNorm } = llamaConfiguration(model);
      assert.deepEqual([vocabularySize, parameters, queryKeyNorm], [50432, model.parameters, true]);
      const { warmupSteps, learningRate, batch } = training;
      assert.deepEqual({ warmupSteps, learningRate, batch }, quotedTraining[model.architecture], model.name);
      const doubtful = model.size === "6.9B";
      assert.deepEqual(training.quoted, doubtful ? ["warmupSteps", "learningRate", "batch"] : []);
      assert.deepEqual(training.unconfirmed, doubtful ? ["finalLearningRate", "weightDecay"] : []);
    }
  },
);

test(
  "llamaConfiguration: a 6.9B model's batch is the 2048 of Table 3, not the 1 of its file",
  needsScaling,
  async () => {
    const model = modelAt(await scaling(), { trainSet: "rpj", size: "6.9B", tokensPerParameter: 20 });
    assert.equal(model.settings.batch, 1);
    assert.deepEqual(
      [llamaConfiguration(model).training.batch, llamaConfiguration(model).training.steps],
      [2048, 32851],
    );
  },
);
