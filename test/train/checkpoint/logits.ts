import { openEngine } from "../../../src/tensor/index.ts";
import { type LoadedModel, logitsStep } from "../../../src/train/index.ts";

/** Logits of a model for token ids, all positions in a row: [sequences · length · vocabulary]. */
export async function logitsOf(
  { configuration, parameters }: LoadedModel,
  ids: readonly (readonly number[])[],
): Promise<Float32Array> {
  const engine = await openEngine({ engine: "cpu" });
  try {
    const length = ids[0].length;
    const everywhere = Array.from({ length }, (_, at) => at);
    const program = await engine.compile(logitsStep(configuration, everywhere), {
      variables: [engine.variables(parameters)],
      inputs: { tokens: { shape: [ids.length, length], dtype: "int32" } },
    });
    const { logits } = await program.run({ tokens: Int32Array.from(ids.flat()) });
    return logits.data as Float32Array;
  } finally {
    await engine.close();
  }
}
