import { DataError, shown } from "../../table/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import type { StoredFloat } from "./safetensors/types.ts";

/** Ids of tokens with a meaning of their own, where a tokeniser has them. */
export interface SpecialTokens {
  readonly begin?: number;
  /** Tokens that end a text. */
  readonly end?: readonly number[];
  readonly padding?: number;
}

/** What a `config.json` says that matters here. */
export interface ModelDescription {
  readonly configuration: DecoderConfiguration;
  readonly specialTokens: SpecialTokens;
}

/** Name in `model_type` of decoders that are not Llama's; transformers does not know it, and says so. */
const ownType = "mixlab-decoder";
/** Largest size that a configuration may name. */
const maximumSize = 2 ** 31 - 1;
/** Most layers that a configuration may name. */
const maximumLayers = 10_000;

const torchTypes = { F32: "float32", BF16: "bfloat16", F16: "float16" } as const;

/** Whether Hugging Face's Llama is the same model. */
export const isLlama = ({ norm, queryKeyNorm }: DecoderConfiguration): boolean =>
  norm === "rms" && !queryKeyNorm;

/**
 * What stands in `config.json`: Llama's words where it is a Llama, so that transformers 4 and 5 load it; otherwise our
 * own, in a place of their own, so that no Llama of other sizes can be made of it by mistake.
 */
export function jsonOfConfiguration(
  configuration: DecoderConfiguration,
  dtype: StoredFloat,
  { begin, end = [], padding }: SpecialTokens = {},
): Record<string, unknown> {
  const tokens = {
    bos_token_id: begin ?? null,
    eos_token_id: end.length > 1 ? end : (end[0] ?? null),
    pad_token_id: padding ?? null,
  };
  if (!isLlama(configuration)) {
    return {
      architectures: ["MixlabDecoder"],
      model_type: ownType,
      mixlab: { ...configuration },
      ...tokens,
      torch_dtype: torchTypes[dtype],
    };
  }
  return {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    vocab_size: configuration.vocabularySize,
    hidden_size: configuration.hiddenSize,
    intermediate_size: configuration.feedForwardSize,
    num_hidden_layers: configuration.layers,
    num_attention_heads: configuration.heads,
    num_key_value_heads: configuration.keyValueHeads,
    head_dim: configuration.headSize,
    max_position_embeddings: configuration.sequenceLength,
    rms_norm_eps: configuration.normEpsilon,
    rope_theta: configuration.rotaryBase,
    rope_parameters: { rope_theta: configuration.rotaryBase, rope_type: "default" },
    tie_word_embeddings: configuration.tiedEmbeddings,
    hidden_act: "silu",
    attention_bias: false,
    attention_dropout: 0,
    mlp_bias: false,
    ...tokens,
    torch_dtype: torchTypes[dtype],
    use_cache: true,
  };
}

/**
 * Reads a `config.json` of ours, or of a Llama as transformers 4 or 5 writes it.
 *
 * @throws {DataError} if it is another architecture, or a Llama with parts that are not done here; names all of them
 */
export function configurationOfJson(json: unknown, file: string): ModelDescription {
  const fields = new Fields(json, file);
  const type = fields.get("model_type");
  const specialTokens = tokensOf(fields);
  if (type === ownType) return { configuration: ownConfiguration(fields, file), specialTokens };
  const architectures = fields.get("architectures") ?? ["LlamaForCausalLM"];
  if (type !== "llama" || String(architectures) !== "LlamaForCausalLM") {
    throw new DataError(
      `loadModel: ${file} must describe a Llama ("model_type": "llama", "architectures": ["LlamaForCausalLM"]) or a ${ownType}, got ${shown(type)}, ${shown(architectures)}. Other architectures cannot be loaded.`,
      { file },
    );
  }
  refuseOtherParts(fields, file);
  const hiddenSize = fields.size("hidden_size");
  const heads = fields.size("num_attention_heads");
  const configuration: DecoderConfiguration = {
    vocabularySize: fields.size("vocab_size"),
    hiddenSize,
    layers: fields.size("num_hidden_layers", undefined, maximumLayers),
    heads,
    keyValueHeads: fields.size("num_key_value_heads", heads),
    headSize: fields.size("head_dim", Math.floor(hiddenSize / heads)),
    feedForwardSize: fields.size("intermediate_size"),
    sequenceLength: fields.size("max_position_embeddings", 2048),
    norm: "rms",
    normEpsilon: fields.positive("rms_norm_eps", 1e-6),
    rotaryBase: rotaryBaseOf(fields, file),
    queryKeyNorm: false,
    tiedEmbeddings: fields.flag("tie_word_embeddings"),
  };
  return { configuration: checkedHeads(configuration, file), specialTokens };
}

/** Fields of a JSON object, each asked for by kind. */
class Fields {
  readonly record: Readonly<Record<string, unknown>>;
  readonly file: string;

  constructor(json: unknown, file: string) {
    if (typeof json !== "object" || json === null || Array.isArray(json))
      throw new DataError(`loadModel: ${file} must hold a JSON object, got ${shown(json)}.`, { file });
    this.record = json as Record<string, unknown>;
    this.file = file;
  }

  /** A field, or undefined where it is absent or null. */
  get(name: string): unknown {
    return Object.hasOwn(this.record, name) ? (this.record[name] ?? undefined) : undefined;
  }

  within(name: string): Fields | undefined {
    const inner = this.get(name);
    return inner === undefined ? undefined : new Fields(inner, `${this.file} ${name}`);
  }

  size(name: string, otherwise?: number, largest: number = maximumSize): number {
    const value = this.get(name) ?? otherwise;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= largest)
      return value;
    throw this.refusal(name, `be a whole number from 1 to ${largest}`);
  }

  positive(name: string, otherwise?: number): number {
    const value = this.get(name) ?? otherwise;
    if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
    throw this.refusal(name, "be a number above 0");
  }

  flag(name: string): boolean {
    const value = this.get(name) ?? false;
    if (typeof value === "boolean") return value;
    throw this.refusal(name, "be true or false");
  }

  refusal(name: string, rule: string): DataError {
    return new DataError(
      `loadModel: ${name} of ${this.file} must ${rule}, got ${shown(this.record[name])}.`,
      {
        file: this.file,
        column: name,
      },
    );
  }
}

/** Parts that a Llama may have and that are not done here, with the values that mean "without". */
const otherParts: Readonly<Record<string, readonly unknown[]>> = {
  attention_bias: [false],
  mlp_bias: [false],
  hidden_act: ["silu", "swish"],
  partial_rotary_factor: [1],
  quantization_config: [],
};

function refuseOtherParts(fields: Fields, file: string): void {
  const found = Object.entries(otherParts)
    .filter(([name, without]) => fields.get(name) !== undefined && !without.includes(fields.get(name)))
    .map(([name]) => `${name} ${shown(fields.get(name))}`);
  for (const name of ["rope_scaling", "rope_parameters"]) {
    const rotary = fields.within(name);
    const type = rotary?.get("rope_type") ?? rotary?.get("type") ?? "default";
    if (type !== "default") found.push(`${name} of type ${shown(type)}`);
    const partial = rotary?.get("partial_rotary_factor") ?? 1;
    if (partial !== 1) found.push(`${name} with partial_rotary_factor ${shown(partial)}`);
  }
  if (found.length === 0) return;
  throw new DataError(
    `loadModel: ${file} must describe a Llama without biases, scaled rotary positions or quantised weights, with SwiGLU, got ${found.join(", ")}. Such a model cannot be loaded.`,
    { file },
  );
}

function rotaryBaseOf(fields: Fields, file: string): number {
  const inner = [fields.within("rope_parameters"), fields.within("rope_scaling")].find(
    (rotary) => rotary?.get("rope_theta") !== undefined,
  );
  const outer = fields.get("rope_theta") === undefined ? undefined : fields.positive("rope_theta");
  const base = inner?.positive("rope_theta") ?? outer ?? 10_000;
  if (outer !== undefined && outer !== base) {
    throw new DataError(
      `loadModel: rope_theta of ${file} must be the same at the top and in rope_parameters, got ${outer} and ${base}. Keep the one it was trained with.`,
      { file, column: "rope_theta" },
    );
  }
  return base;
}

function checkedHeads(configuration: DecoderConfiguration, file: string): DecoderConfiguration {
  const { heads, keyValueHeads, headSize } = configuration;
  if (heads % keyValueHeads === 0 && headSize % 2 === 0) return configuration;
  throw new DataError(
    `loadModel: ${file} must have heads that its key-value heads divide and an even head size, got ${heads} heads, ${keyValueHeads} key-value heads, head size ${headSize}.`,
    { file },
  );
}

function ownConfiguration(fields: Fields, file: string): DecoderConfiguration {
  const own = fields.within("mixlab");
  if (own === undefined) throw fields.refusal("mixlab", "hold the decoder's sizes");
  const norm = own.get("norm");
  if (norm !== "rms" && norm !== "gain-only-layer-norm")
    throw own.refusal("norm", 'be "rms" or "gain-only-layer-norm"');
  const configuration: DecoderConfiguration = {
    vocabularySize: own.size("vocabularySize"),
    hiddenSize: own.size("hiddenSize"),
    layers: own.size("layers", undefined, maximumLayers),
    heads: own.size("heads"),
    keyValueHeads: own.size("keyValueHeads"),
    headSize: own.size("headSize"),
    feedForwardSize: own.size("feedForwardSize"),
    sequenceLength: own.size("sequenceLength"),
    norm,
    normEpsilon: own.positive("normEpsilon"),
    rotaryBase: own.positive("rotaryBase"),
    queryKeyNorm: own.flag("queryKeyNorm"),
    tiedEmbeddings: own.flag("tiedEmbeddings"),
  };
  return checkedHeads(configuration, file);
}

function tokensOf(fields: Fields): SpecialTokens {
  const id = (value: unknown) => (Number.isSafeInteger(value) && Number(value) >= 0 ? [Number(value)] : []);
  const [begin] = id(fields.get("bos_token_id"));
  const [padding] = id(fields.get("pad_token_id"));
  const end = [fields.get("eos_token_id")].flat().flatMap(id);
  return {
    ...(begin === undefined ? {} : { begin }),
    ...(end.length === 0 ? {} : { end }),
    ...(padding === undefined ? {} : { padding }),
  };
}
