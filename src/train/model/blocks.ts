import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensors } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { gated } from "./feed-forward.ts";
import { linear } from "./linear.ts";
import { normalise } from "./norms.ts";

/** Queries, keys and values of one layer, before they turn: [rows, heads · headSize] each. */
export interface Projections {
  readonly queries: Tensor2D;
  readonly keys: Tensor2D;
  readonly values: Tensor2D;
}

/**
 * What each row takes from the values of the rows it may see. Training sees a whole sequence, generation a cache; all
 * else of the decoder is the same.
 *
 * Shape   projections [rows, heads · headSize] → [rows, heads · headSize]
 */
export type Attend = (projections: Projections, layer: number) => Tensor2D;

/** A parameter of one layer by the end of its name, without `.weight`. */
type LayerWeight = (name: string) => Tensor;

/**
 * The decoder from token ids to what its head turns into logits.
 *
 * Shape   parameters as `parameterSpecs` says, ids int32 [...] → [ids, hiddenSize]
 * Source  Touvron et al. 2023, arXiv:2302.13971, §2.2
 */
export function runBlocks(
  configuration: DecoderConfiguration,
  parameters: Tensors,
  ids: Tensor,
  attend: Attend,
): Tensor2D {
  let rows = tf.gather(parameters["model.embed_tokens.weight"] as Tensor2D, tf.reshape(ids, [-1]));
  for (let layer = 0; layer < configuration.layers; layer++) {
    const weight: LayerWeight = (name) => parameters[`model.layers.${layer}.${name}.weight`];
    const toAttention = normalise(configuration, rows, weight("input_layernorm"));
    const mixed = attend(projections(configuration, weight, toAttention), layer);
    rows = tf.add(rows, linear(mixed, weight("self_attn.o_proj")));
    const toFeedForward = normalise(configuration, rows, weight("post_attention_layernorm"));
    rows = tf.add(rows, feedForward(weight, toFeedForward));
  }
  return normalise(configuration, rows, parameters["model.norm.weight"]);
}

/**
 * The matrix whose rows score the vocabulary: the embedding itself where it is tied.
 *
 * Shape   [vocabularySize, hiddenSize]
 */
export const headWeight = ({ tiedEmbeddings }: DecoderConfiguration, parameters: Tensors): Tensor2D =>
  parameters[tiedEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight"] as Tensor2D;

function projections(configuration: DecoderConfiguration, weight: LayerWeight, rows: Tensor2D): Projections {
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

function feedForward(weight: LayerWeight, rows: Tensor2D): Tensor2D {
  const gate = linear(rows, weight("mlp.gate_proj"));
  const up = linear(rows, weight("mlp.up_proj"));
  return linear(gated(gate, up), weight("mlp.down_proj"));
}
