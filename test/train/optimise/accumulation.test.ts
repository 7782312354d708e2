import assert from "node:assert/strict";
import { test } from "node:test";
import { openEngine } from "../../../src/tensor/index.ts";
import {
  type AdamWSettings,
  accumulateStep,
  applyStep,
  batchSpec,
  decayMatrices,
  type StepSettings,
  scalarSpecs,
  stepInputs,
  trainStep,
} from "../../../src/train/index.ts";
import {
  goldenDecoders,
  hashedBatch,
  hashedParameters,
  relativeError,
  zeroMoments,
} from "../golden-decoder.ts";

const golden = goldenDecoders.find(([shape]) => shape === "open_lm")![1];
const { configuration, length } = golden;

test("applyStep: two micro-batches make the step of one batch of both, and the sums start again from 0", async () => {
  const engine = await openEngine({ engine: "cpu" });
  const initial = hashedParameters(configuration);
  const settings = { zLoss: golden.zLoss, clip: 0.5 };
  const whole = { parameters: engine.variables(initial), moments: engine.variables(zeroMoments(initial)) };
  const train = await engine.compile(trainStep(configuration, settings), {
    variables: [whole.parameters, whole.moments],
    inputs: { tokens: batchSpec(2, length), ...scalarSpecs },
  });
  const parts = { parameters: engine.variables(initial), moments: engine.variables(zeroMoments(initial)) };
  const zeros = Object.entries(initial).map(([name, value]) => {
    return [`gradient.${name}`, { ...value, data: new Float32Array(value.data.length) }];
  });
  const sums = engine.variables(Object.fromEntries(zeros));
  const accumulate = await engine.compile(accumulateStep(configuration, settings), {
    variables: [parts.parameters, sums],
    inputs: { tokens: batchSpec(1, length) },
  });
  const apply = await engine.compile(applyStep(configuration, settings), {
    variables: [parts.parameters, parts.moments, sums],
    inputs: { ...scalarSpecs, microBatches: { shape: [], dtype: "float32" } },
  });
  for (const step of [0, 1]) {
    const { data } = hashedBatch(golden, step);
    const one = await train.run({ tokens: data, ...stepInputs(step, 1e-3) });
    const losses = [];
    for (const at of [0, 1]) {
      const tokens = data.subarray(at * (length + 1), (at + 1) * (length + 1));
      losses.push((await accumulate.run({ tokens })).loss.data[0]);
    }
    const both = await apply.run({ ...stepInputs(step, 1e-3), microBatches: Float32Array.of(2) });
    assert.ok(Math.abs((losses[0] + losses[1]) / 2 / one.loss.data[0] - 1) < 1e-5);
    assert.ok(Math.abs(both.gradientNorm.data[0] / one.gradientNorm.data[0] - 1) < 1e-5);
  }
  const wanted = { ...(await whole.parameters.read()), ...(await whole.moments.read()) };
  const found = { ...(await parts.parameters.read()), ...(await parts.moments.read()) };
  for (const [name, { data }] of Object.entries(found))
    assert.ok(relativeError(data, wanted[name].data) < 2e-5, name);
  for (const { data } of Object.values(await sums.read())) assert.ok(data.every((value) => value === 0));
  await engine.close();
});

test("decayMatrices: gains and the embedding do not decay, linear layers do", async () => {
  const engine = await openEngine({ engine: "cpu" });
  const initial = hashedParameters(configuration);
  const after = async (adamW: AdamWSettings) => {
    const parameters = engine.variables(initial);
    const program = await engine.compile(trainStep(configuration, { adamW }), {
      variables: [parameters, engine.variables(zeroMoments(initial))],
      inputs: { tokens: batchSpec(2, length), ...scalarSpecs },
    });
    await program.run({ tokens: hashedBatch(golden, 0), ...stepInputs(0, 1e-2) });
    return parameters.read();
  };
  const none = await after({ weightDecay: 0 });
  const matrices = await after({ decays: decayMatrices });
  for (const [name, { shape, data }] of Object.entries(initial)) {
    const decays = shape.length > 1 && name !== "model.embed_tokens.weight";
    const at = data.findIndex((value) => Math.abs(value) > 0.5);
    const taken = none[name].data[at] - matrices[name].data[at];
    assert.ok(Math.abs(taken - (decays ? 1e-3 * data[at] : 0)) < 1e-6, name);
  }
  await engine.close();
});

test("trainStep: refuses settings out of their bounds before it is compiled", () => {
  const cases: [StepSettings, RegExp][] = [
    [{ zLoss: -1 }, /trainStep: zLoss must be a number from 0 up, got -1/],
    [{ chunk: 0 }, /trainStep: chunk must be a whole number from 1 up, got 0/],
    [{ clip: 0 }, /clip must be a number above 0, got 0/],
    [{ adamW: { beta1: 1 } }, /adamW: beta1 must be a number from 0 to below 1, got 1/],
    [{ adamW: { epsilon: -1 } }, /adamW: epsilon must be a number from 0 up/],
    [{ adamW: { weightDecay: Number.NaN } }, /adamW: weightDecay must be/],
  ];
  for (const [settings, message] of cases)
    assert.throws(() => trainStep(configuration, settings), { name: "RangeError", message });
  assert.throws(() => stepInputs(-1, 1e-3), /stepInputs: step must be/);
  assert.throws(() => stepInputs(0, Number.NaN), /stepInputs: learningRate must be/);
});
