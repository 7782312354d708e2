/**
 * A decoder of Llama's kind as open_lm builds it: pre-norm blocks of rotary attention and SwiGLU, no biases, embedding
 * and head apart.
 */
export interface LlamaShape {
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  readonly feedForwardSize: number;
  readonly vocabularySize: number;
  readonly sequenceLength: number;
  readonly activation: "swiglu";
  /** Layer norm with a gain and no bias. */
  readonly norm: "gain-only-layer-norm";
  readonly normEpsilon: number;
  readonly rotaryBase: number;
  readonly linearBias: false;
  readonly tiedEmbeddings: false;
  /** N as the paper counts it: all but the gains of the query-key norms. */
  readonly parameters: number;
  /** N less the token embedding; the head stays in. */
  readonly parametersWithoutEmbedding: number;
  /** Gains of the query-key norms: trained where these norms are used, but in neither count. */
  readonly queryKeyGains: number;
}

/** Options of `llamaShape`. */
export interface LlamaShapeOptions {
  /** By default GPT-NeoX's, padded to a multiple of 256. */
  readonly vocabularySize?: number;
  readonly sequenceLength?: number;
}

/** Width, layers and heads of the two architectures whose names do not say them; quoted from Table 3. */
const named: Readonly<Record<string, readonly [number, number, number]>> = {
  open_lm_1b: [2048, 24, 16],
  open_lm_7b: [4096, 32, 32],
};

/**
 * The decoder that an architecture's name stands for. Heads need not divide the width: each is the whole part of
 * width / heads, as 5 of the 130 architectures of the grid show by their counts.
 *
 * Units   sizes in numbers, not bytes; the feed-forward is 8/3 of the width, up to the next multiple of 256
 * Source  mlfoundations/open_lm, model configurations and blocks; its counts equal those of all 104 models and, by
 *   N = tokens / 20, of all 435 grid runs
 *
 * @throws {RangeError} if the name is neither `d=…_l=…_h=…` nor open_lm_1b or open_lm_7b
 * @example llamaShape("d=96_l=8_h=4").parameters // 10569312
 */
export function llamaShape(
  architecture: string,
  { vocabularySize = 50432, sequenceLength = 2048 }: LlamaShapeOptions = {},
): LlamaShape {
  const sizes = /^d=(\d{1,6})_l=(\d{1,4})_h=(\d{1,4})$/.exec(architecture)?.slice(1).map(Number);
  const [hiddenSize, layers, heads] =
    sizes ?? (Object.hasOwn(named, architecture) ? named[architecture] : [0, 0, 0]);
  const headSize = Math.floor(hiddenSize / heads);
  if (!(layers > 0 && heads > 0 && headSize > 0)) {
    throw new RangeError(
      `llamaShape: architecture must be d=<width>_l=<layers>_h=<heads>, open_lm_1b or open_lm_7b, got ${JSON.stringify(architecture)}.`,
    );
  }
  const feedForwardSize = 256 * Math.ceil(Math.floor((8 * hiddenSize) / 3) / 256);
  const attention = 4 * hiddenSize * heads * headSize;
  const feedForward = 3 * hiddenSize * feedForwardSize;
  const norms = (2 * layers + 1) * hiddenSize;
  const embedding = vocabularySize * hiddenSize;
  const parametersWithoutEmbedding = layers * (attention + feedForward) + norms + embedding;
  return {
    hiddenSize,
    layers,
    heads,
    headSize,
    feedForwardSize,
    vocabularySize,
    sequenceLength,
    activation: "swiglu",
    norm: "gain-only-layer-norm",
    normEpsilon: 1e-5,
    rotaryBase: 10_000,
    linearBias: false,
    tiedEmbeddings: false,
    parameters: parametersWithoutEmbedding + embedding,
    parametersWithoutEmbedding,
    queryKeyGains: 2 * layers * heads * headSize,
  };
}
