import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensors } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { causalAttention } from "./attention.ts";
import { gated } from "./feed-forward.ts";
import { linear } from "./linear.ts";
import { normalise } from "./norms.ts";
import { type RotaryTable, rotaryTable, turn } from "./rotary.ts";

/**
 * The decoder up to its last norm: what the head turns into logits.
 *
 * Shape   parameters as `parameterSpecs` says, ids int32 [sequences, length] → [sequences · length, hiddenSize]
 * Source  Touvron et al. 2023, arXiv:2302.13971, §2.2
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
  const tables = {
    queries: rotaryTable(configuration, length, 1 / Math.sqrt(configuration.headSize)),
    keys: rotaryTable(configuration, length),
  };
  let rows = embedded(parameters, ids);
  for (let layer = 0; layer < configuration.layers; layer++)
    rows = block(configuration, layerParameters(parameters, layer), rows, length, tables);
  return normalise(configuration, rows, parameters["model.norm.weight"]);
}

/** The matrix whose rows score the vocabulary: [vocabularySize, hiddenSize]. */
export const headWeight = ({ tiedEmbeddings }: DecoderConfiguration, parameters: Tensors): Tensor2D =>
  parameters[tiedEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight"] as Tensor2D;

/** Rows of the embedding, one a token: [sequences · length, hiddenSize]. */
export const embedded = (parameters: Tensors, ids: Tensor): Tensor2D =>
  tf.gather(parameters["model.embed_tokens.weight"] as Tensor2D, tf.reshape(ids, [-1]));

/** Parameters of one layer by the names that follow `model.layers.<layer>.`. */
export type LayerParameters = (name: string) => Tensor;

/** Looks parameters of a layer up by the ends of their names, without `.weight`. */
export const layerParameters =
  (parameters: Tensors, layer: number): LayerParameters =>
  (name) =>
    parameters[`model.layers.${layer}.${name}.weight`];

/** One pre-norm block: attention, then the feed-forward, each added to what came in. */
function block(
  configuration: DecoderConfiguration,
  weight: LayerParameters,
  rows: Tensor2D,
  length: number,
  tables: { readonly queries: RotaryTable; readonly keys: RotaryTable },
): Tensor2D {
  const attended = tf.add<Tensor2D>(
    rows,
    selfAttention(
      configuration,
      weight,
      normalise(configuration, rows, weight("input_layernorm")),
      length,
      tables,
    ),
  );
  return tf.add(
    attended,
    feedForward(weight, normalise(configuration, attended, weight("post_attention_layernorm"))),
  );
}

function selfAttention(
  configuration: DecoderConfiguration,
  weight: LayerParameters,
  rows: Tensor2D,
  length: number,
  tables: { readonly queries: RotaryTable; readonly keys: RotaryTable },
): Tensor2D {
  const { heads, keyValueHeads, headSize } = configuration;
  const { queries, keys, values } = queriesKeysValues(configuration, weight, rows);
  const ofHeads = (flat: Tensor2D, count: number) =>
    tf.transpose(tf.reshape(flat, [-1, length, count, headSize]), [0, 2, 1, 3]);
  const mixed = causalAttention(
    tf.reshape(turn(ofHeads(queries, heads), tables.queries), [-1, heads / keyValueHeads, length, headSize]),
    tf.reshape(turn(ofHeads(keys, keyValueHeads), tables.keys), [-1, length, headSize]),
    tf.reshape(ofHeads(values, keyValueHeads), [-1, length, headSize]),
  );
  const flat = tf.transpose(tf.reshape(mixed, [-1, heads, length, headSize]), [0, 2, 1, 3]);
  return linear(tf.reshape(flat, [-1, heads * headSize]), weight("self_attn.o_proj"));
}

/**
 * Queries, keys and values of all heads, normed where the configuration says so, before they turn.
 *
 * Shape   rows [n, hiddenSize] → [n, heads · headSize], [n, keyValueHeads · headSize] twice
 */
export function queriesKeysValues(
  configuration: DecoderConfiguration,
  weight: LayerParameters,
  rows: Tensor2D,
): { readonly queries: Tensor2D; readonly keys: Tensor2D; readonly values: Tensor2D } {
  const queries = linear(rows, weight("self_attn.q_proj"));
  const keys = linear(rows, weight("self_attn.k_proj"));
  const values = linear(rows, weight("self_attn.v_proj"));
  if (!configuration.queryKeyNorm) return { queries, keys, values };
  return {
    queries: normalise(configuration, queries, weight("self_attn.q_norm")),
    keys: normalise(configuration, keys, weight("self_attn.k_norm")),
    values,
  };
}

/**
 * SwiGLU between its three linear layers.
 *
 * Shape   rows [n, hiddenSize] → the same
 */
export function feedForward(weight: LayerParameters, rows: Tensor2D): Tensor2D {
  const gate = linear(rows, weight("mlp.gate_proj"));
  const up = linear(rows, weight("mlp.up_proj"));
  return linear(gated(gate, up), weight("mlp.down_proj"));
}
