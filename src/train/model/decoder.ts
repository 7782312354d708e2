import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensors } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { causalAttention } from "./attention.ts";
import { type Attend, runBlocks } from "./blocks.ts";
import { rotaryTable, turn } from "./rotary.ts";

/**
 * The decoder over whole sequences, up to its last norm: what the head turns into logits.
 *
 * Shape   parameters as `parameterSpecs` says, ids int32 [sequences, length] → [sequences · length, hiddenSize]
 *
 * @throws {RangeError} if the sequences are longer than the configuration's
 */
export function hiddenStates(
  configuration: DecoderConfiguration,
  parameters: Tensors,
  ids: Tensor,
): Tensor2D {
  const length = ids.shape[1] as number;
  if (length > configuration.sequenceLength)
    throw new RangeError(
      `hiddenStates: ids must have at most ${configuration.sequenceLength} positions, got ${length}. The configuration's sequenceLength is the longest its rotary table serves.`,
    );
  return runBlocks(configuration, parameters, ids, causal(configuration, length));
}

/** Attention within sequences: split into heads, turn, mix, put the heads side by side again. */
function causal(configuration: DecoderConfiguration, length: number): Attend {
  const { heads, keyValueHeads, headSize } = configuration;
  const ofQueries = rotaryTable(configuration, length, 1 / Math.sqrt(headSize));
  const ofKeys = rotaryTable(configuration, length);
  const split = (rows: Tensor2D, count: number): Tensor =>
    tf.transpose(tf.reshape(rows, [-1, length, count, headSize]), [0, 2, 1, 3]);
  return ({ queries, keys, values }) => {
    const mixed = causalAttention(
      tf.reshape(turn(split(queries, heads), ofQueries), [-1, heads / keyValueHeads, length, headSize]),
      tf.reshape(turn(split(keys, keyValueHeads), ofKeys), [-1, length, headSize]),
      tf.reshape(split(values, keyValueHeads), [-1, length, headSize]),
    );
    const sideBySide = tf.transpose(tf.reshape(mixed, [-1, heads, length, headSize]), [0, 2, 1, 3]);
    return tf.reshape(sideBySide, [-1, heads * headSize]);
  };
}
