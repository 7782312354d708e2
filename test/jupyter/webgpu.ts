// Trains a tiny decoder on both providers of onnxruntime from the same weights and batches; prints the losses as JSON.
import { openOrtEngine } from "../../src/tensor/ort/index.ts";
import {
  batchSpec,
  configurations,
  initialParameters,
  scalarSpecs,
  stepInputs,
  trainStep,
} from "../../src/train/index.ts";

const steps = 20;
const [sequences, length] = [2, 16];
const configuration = configurations["pocket-tiny"];

async function losses(provider: "cpu" | "webgpu"): Promise<{ losses: number[]; drift: number }> {
  const engine = await openOrtEngine({ provider });
  const parameters = initialParameters(configuration, { seed: 1 });
  const moments = Object.entries(parameters).flatMap(([name, tensor]) =>
    ["first_moment", "second_moment"].map((moment) => {
      const data = new Float32Array(tensor.data.length);
      return [`${moment}.${name}`, { ...tensor, data }] as const;
    }),
  );
  const variables = engine.variables({ ...parameters, ...Object.fromEntries(moments) });
  const program = await engine.compile(trainStep(configuration), {
    variables: [variables],
    inputs: { tokens: batchSpec(sequences, length), ...scalarSpecs },
    name: "train",
  });
  const told: number[] = [];
  for (let step = 0; step < steps; step++) {
    const tokens = Int32Array.from(
      { length: sequences * (length + 1) },
      (_, at) => (at * at * 7 + (step % 2) * 5) % configuration.vocabularySize,
    );
    const { loss } = await program.run({ tokens, ...stepInputs(step, 3e-3) });
    told.push(loss.data[0]);
  }
  // Parameters come back too, so that reading from the device is exercised.
  const { "model.embed_tokens.weight": table } = await variables.read(["model.embed_tokens.weight"]);
  const before = parameters["model.embed_tokens.weight"].data;
  const moved = Array.from(table.data, (number, at) => Math.abs(number - before[at]));
  await engine.close();
  return { losses: told, drift: moved.reduce((sum, far) => sum + far, 0) };
}

console.log(JSON.stringify({ cpu: await losses("cpu"), webgpu: await losses("webgpu") }));
