import * as tf from "@tensorflow/tfjs-core";
import { shown } from "../../table/index.ts";
import type { Step } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { headWeight } from "../model/blocks.ts";
import { checkConfiguration } from "../model/check-configuration.ts";
import { hiddenStates } from "../model/decoder.ts";
import { linear } from "../model/linear.ts";

/**
 * Logits at chosen positions of each sequence; those of other positions are never computed.
 *
 * Shape   variables: parameters; input `tokens` int32 [sequences, length]; output `logits`
 *   [sequences, positions, vocabularySize]. With "given" the positions are an input, `positions` int32 [rows], each
 *   sequence · length + position, and `logits` is [rows, vocabularySize]
 *
 * @throws {RangeError} if the configuration is no decoder, or a position is not a whole number from 0 up
 * @example await engine.compile(logitsStep(configuration, [255]), { variables: [parameters], inputs: { tokens } })
 */
export function logitsStep(
  configuration: DecoderConfiguration,
  positions: readonly number[] | "given",
): Step {
  checkConfiguration("logitsStep", configuration);
  const wrong =
    positions === "given" ? undefined : positions.find((at) => !Number.isSafeInteger(at) || at < 0);
  if (wrong !== undefined || positions.length === 0)
    throw new RangeError(
      `logitsStep: positions must be whole numbers from 0 up, or "given", got ${shown(positions)}.`,
    );
  return (variables, { tokens, positions: given }) => {
    const [sequences, length] = tokens.shape;
    const hidden = hiddenStates(configuration, variables, tokens);
    const head = headWeight(configuration, variables);
    if (positions === "given") return { outputs: { logits: linear(tf.gather(hidden, given), head) } };
    const beyond = positions.find((at) => at >= length);
    if (beyond !== undefined)
      throw new RangeError(`logitsStep: positions must be below the length (${length}), got ${beyond}.`);
    const rows = Array.from({ length: sequences }, (_, at) => positions.map((place) => at * length + place));
    const chosen = tf.gather(hidden, tf.tensor1d(rows.flat(), "int32"));
    return {
      outputs: { logits: tf.reshape(linear(chosen, head), [sequences, positions.length, -1]) },
    };
  };
}
