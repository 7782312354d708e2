/**
 * The shape of a decoder of Llama's kind: pre-norm blocks of rotary causal attention and SwiGLU, no biases.
 *
 * Units   sizes in numbers; `sequenceLength` in tokens, the longest the rotary table serves
 */
export interface DecoderConfiguration {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  /** Heads of keys and values; divides `heads`. */
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly feedForwardSize: number;
  readonly sequenceLength: number;
  /** RMSNorm, or layer norm with a gain and no bias as open_lm has it. */
  readonly norm: "rms" | "gain-only-layer-norm";
  readonly normEpsilon: number;
  readonly rotaryBase: number;
  /** Norms of queries and keys over all heads at once, before they turn, as open_lm has them. */
  readonly queryKeyNorm: boolean;
  readonly tiedEmbeddings: boolean;
}
