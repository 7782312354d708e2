import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "../../../src/tensor/index.ts";
import type { LoadedModel } from "../../../src/train/index.ts";
import { headWeight, hiddenStates } from "../../../src/train/model/decoder.ts";

/** Logits of a model for token ids, all positions in a row: [sequences · length · vocabulary]. */
export async function logitsOf(
  { configuration, parameters }: LoadedModel,
  ids: readonly (readonly number[])[],
): Promise<Float32Array> {
  const engine = await openEngine({ engine: "cpu" });
  try {
    const program = await engine.compile(
      (weights, inputs) => ({
        outputs: {
          logits: tf.matMul(
            hiddenStates(configuration, weights, inputs.ids),
            headWeight(configuration, weights),
            false,
            true,
          ),
        },
      }),
      {
        variables: [engine.variables(parameters)],
        inputs: { ids: { shape: [ids.length, ids[0].length], dtype: "int32" } },
      },
    );
    const { logits } = await program.run({ ids: Int32Array.from(ids.flat()) });
    return logits.data as Float32Array;
  } finally {
    await engine.close();
  }
}
