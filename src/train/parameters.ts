import type { TensorSpec } from "../tensor/index.ts";
import type { DecoderConfiguration } from "./configuration.ts";
import { checkConfiguration } from "./model/check-configuration.ts";

/**
 * Names and shapes of a decoder's parameters, as Hugging Face's Llama has them, in the order of the forward pass.
 *
 * Shape   every linear weight is [out, in]: y = x·Wᵀ; `lm_head.weight` is absent where embeddings are tied
 *
 * @throws {RangeError} if the configuration is no decoder
 * @example parameterSpecs(configurations["regmix-1m"])["model.norm.weight"].shape // [256]
 */
export function parameterSpecs(configuration: DecoderConfiguration): Readonly<Record<string, TensorSpec>> {
  const { vocabularySize, hiddenSize, feedForwardSize, headSize, layers } = checkConfiguration(
    "parameterSpecs",
    configuration,
  );
  const queries = configuration.heads * headSize;
  const keys = configuration.keyValueHeads * headSize;
  const specs: Record<string, TensorSpec> = {};
  const add = (name: string, ...shape: number[]) => {
    specs[`${name}.weight`] = { shape, dtype: "float32" };
  };
  add("model.embed_tokens", vocabularySize, hiddenSize);
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    add(`${at}.input_layernorm`, hiddenSize);
    add(`${at}.self_attn.q_proj`, queries, hiddenSize);
    add(`${at}.self_attn.k_proj`, keys, hiddenSize);
    add(`${at}.self_attn.v_proj`, keys, hiddenSize);
    if (configuration.queryKeyNorm) {
      add(`${at}.self_attn.q_norm`, queries);
      add(`${at}.self_attn.k_norm`, keys);
    }
    add(`${at}.self_attn.o_proj`, hiddenSize, queries);
    add(`${at}.post_attention_layernorm`, hiddenSize);
    add(`${at}.mlp.gate_proj`, feedForwardSize, hiddenSize);
    add(`${at}.mlp.up_proj`, feedForwardSize, hiddenSize);
    add(`${at}.mlp.down_proj`, hiddenSize, feedForwardSize);
  }
  add("model.norm", hiddenSize);
  if (!configuration.tiedEmbeddings) add("lm_head", vocabularySize, hiddenSize);
  return specs;
}

/** Options of `parameterCount`. */
export interface ParameterCountOptions {
  /** Leaves out a token embedding that is only looked up; a head, tied or not, stays in. */
  readonly withoutEmbedding?: boolean;
}

/**
 * Numbers in all parameters of a decoder, gains of every norm included.
 *
 * @throws {RangeError} if the configuration is no decoder
 * @example parameterCount(configurations["regmix-1m"]) // 27_133_184
 */
export function parameterCount(
  configuration: DecoderConfiguration,
  { withoutEmbedding = false }: ParameterCountOptions = {},
): number {
  const left = withoutEmbedding && !configuration.tiedEmbeddings ? "model.embed_tokens.weight" : undefined;
  return Object.entries(parameterSpecs(configuration))
    .filter(([name]) => name !== left)
    .reduce((sum, [, { shape }]) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
