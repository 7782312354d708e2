import assert from "node:assert/strict";
import { test } from "node:test";
import { openEngine } from "../../../src/tensor/index.ts";
import {
  batchSpec,
  evaluateStep,
  gradientStep,
  scalarSpecs,
  stepInputs,
  trainStep,
} from "../../../src/train/index.ts";
import {
  goldenDecoders,
  hashedBatch,
  hashedParameters,
  relativeError,
  unpacked,
  zeroMoments,
} from "../golden-decoder.ts";

const tolerance = 1e-5;

for (const engineName of ["cpu", "onnx"] as const) {
  for (const [shape, golden] of goldenDecoders) {
    const { configuration, sequences, length, clip, zLoss, rates } = golden;
    const tokens = batchSpec(sequences, length);

    test(`gradientStep: loss and every gradient of ${shape} are PyTorch's on ${engineName}`, async () => {
      const engine = await openEngine({ engine: engineName });
      const parameters = engine.variables(hashedParameters(configuration));
      const step = gradientStep(configuration, { zLoss, chunk: 7 });
      const program = await engine.compile(step, { variables: [parameters], inputs: { tokens } });
      const found = await program.run({ tokens: hashedBatch(golden, 0) });
      assert.ok(Math.abs(found.loss.data[0] / golden.losses[0] - 1) < 1e-6, "loss");
      if (zLoss > 0) assert.ok(Math.abs(found.zLoss.data[0] / golden.zTerm - 1) < tolerance, "z-loss");
      const names = Object.keys(golden.gradients);
      assert.deepEqual(
        Object.keys(found).filter((name) => name.startsWith("gradient.")).length,
        names.length,
      );
      for (const name of names) {
        const error = relativeError(found[`gradient.${name}`].data, unpacked(golden.gradients[name]));
        assert.ok(error < tolerance, `${name}: ${error}`);
      }
      await engine.close();
    });

    test(`trainStep: three AdamW steps of ${shape} are PyTorch's on ${engineName}`, async () => {
      const engine = await openEngine({ engine: engineName });
      const initial = hashedParameters(configuration);
      const parameters = engine.variables(initial);
      const moments = engine.variables(zeroMoments(initial));
      const program = await engine.compile(trainStep(configuration, { clip, zLoss }), {
        variables: [parameters, moments],
        inputs: { tokens, ...scalarSpecs },
      });
      for (const [step, rate] of rates.entries()) {
        const found = await program.run({ tokens: hashedBatch(golden, step), ...stepInputs(step, rate) });
        assert.ok(Math.abs(found.loss.data[0] / golden.losses[step] - 1) < tolerance, `loss ${step}`);
        const norm = found.gradientNorm.data[0] / golden.gradientNorms[step];
        assert.ok(Math.abs(norm - 1) < tolerance, `norm ${step}`);
      }
      const nearAsPyTorch = Math.max(tolerance, golden.float32Error);
      for (const [name, { data }] of Object.entries(await parameters.read())) {
        const error = relativeError(data, unpacked(golden.parameters[name]));
        assert.ok(error < nearAsPyTorch, `${name}: ${error}`);
      }
      await engine.close();
    });

    test(`evaluateStep: nats of each sequence of ${shape} are PyTorch's on ${engineName}`, async () => {
      const engine = await openEngine({ engine: engineName });
      const parameters = engine.variables(hashedParameters(configuration));
      const program = await engine.compile(evaluateStep(configuration, { chunk: 5 }), {
        variables: [parameters],
        inputs: { tokens },
      });
      const { nats } = await program.run({ tokens: hashedBatch(golden, 0) });
      assert.deepEqual(nats.shape, [sequences]);
      assert.ok(relativeError(nats.data, golden.nats) < 1e-6);
      await engine.close();
    });
  }
}
