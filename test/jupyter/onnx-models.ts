// Writes ONNX models of real training steps into a folder, for both providers, for test_onnx.py to check.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lowerToOnnx } from "../../src/tensor/onnx/index.ts";
import { traceStep } from "../../src/tensor/trace/trace-step.ts";
import {
  batchSpec,
  configurations,
  evaluateStep,
  initialParameters,
  scalarSpecs,
  trainStep,
} from "../../src/train/index.ts";

const folder = process.argv[2];
const configuration = configurations["pocket-tiny"];
const parameters = initialParameters(configuration, { seed: 1 });
const moments = Object.entries(parameters).flatMap(([name, spec]) =>
  ["first_moment", "second_moment"].map((moment) => [`${moment}.${name}`, spec] as const),
);
const tokens = batchSpec(2, 16);
const steps = {
  train: [
    trainStep(configuration),
    { ...parameters, ...Object.fromEntries(moments) },
    { tokens, ...scalarSpecs },
  ],
  evaluate: [evaluateStep(configuration), parameters, { tokens }],
} as const;

for (const [name, [step, variables, inputs]] of Object.entries(steps))
  for (const target of ["cpu", "webgpu"] as const) {
    const { graph } = await traceStep(step, { variables, inputs, name });
    writeFileSync(join(folder, `${name}-${target}.onnx`), lowerToOnnx(graph, { target }));
  }
