import assert from "node:assert/strict";
import { test } from "node:test";
import { openEngine } from "../../../src/tensor/index.ts";
import { logitsStep } from "../../../src/train/index.ts";
import { goldenDecoders, hashedBatch, hashedParameters, relativeError } from "../golden-decoder.ts";

const engineName = "cpu";

for (const [shape, golden] of goldenDecoders) {
  const { configuration, sequences, length } = golden;
  const batch = hashedBatch(golden, 0).data;
  const ids = Int32Array.from({ length: sequences * length }, (_, at) => {
    return batch[Math.floor(at / length) * (length + 1) + (at % length)];
  });
  const tokens = { shape: [sequences, length], dtype: "int32" } as const;

  test(`logitsStep: logits of ${shape} at the last position are PyTorch's, listed or given`, async () => {
    const engine = await openEngine({ engine: engineName });
    const variables = [engine.variables(hashedParameters(configuration))];
    const last = await engine.compile(logitsStep(configuration, [0, length - 1]), {
      variables,
      inputs: { tokens },
    });
    const { logits } = await last.run({ tokens: ids });
    const { vocabularySize } = configuration;
    assert.deepEqual(logits.shape, [sequences, 2, vocabularySize]);
    const rows = golden.lastLogits.map((_, at) =>
      logits.data.subarray((2 * at + 1) * vocabularySize, (2 * at + 2) * vocabularySize),
    );
    for (const [at, row] of rows.entries()) assert.ok(relativeError(row, golden.lastLogits[at]) < 1e-5);
    const given = await engine.compile(logitsStep(configuration, "given"), {
      variables,
      inputs: { tokens, positions: { shape: [1], dtype: "int32" } },
    });
    const one = await given.run({ tokens: ids, positions: Int32Array.of(2 * length - 1) });
    assert.deepEqual(one.logits.shape, [1, vocabularySize]);
    assert.ok(relativeError(one.logits.data, rows[1]) < 1e-6);
    await engine.close();
  });
}

test("logitsStep: refuses positions that are none, and those a batch does not have", async () => {
  const [, { configuration }] = goldenDecoders[0];
  assert.throws(() => logitsStep(configuration, []), /logitsStep: positions must be whole numbers/);
  assert.throws(() => logitsStep(configuration, [-1]), RangeError);
  const engine = await openEngine({ engine: engineName });
  const variables = [engine.variables(hashedParameters(configuration))];
  const run = async () => {
    const tokens = { shape: [1, 4], dtype: "int32" } as const;
    const program = await engine.compile(logitsStep(configuration, [4]), { variables, inputs: { tokens } });
    return program.run({ tokens: new Int32Array(4) });
  };
  await assert.rejects(run, /positions must be below the length \(4\), got 4/);
  await engine.close();
});
