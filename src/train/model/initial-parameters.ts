import { fillNormalInPlace } from "../../random/index.ts";
import { shown } from "../../table/index.ts";
import type { HostTensor } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { parameterSpecs } from "../parameters.ts";

/** How weights start: as RegMix's models, or all matrices normal with one deviation as in GPT-2 and Hugging Face. */
export type InitialScheme = "regmix" | "normal";

/** Options of `initialParameters`. */
export interface InitialParametersOptions {
  readonly seed: number;
  readonly scheme?: InitialScheme;
  /** Deviation of the scheme "normal", 0.02 by default. */
  readonly deviation?: number;
}

/**
 * Weights to start training from. Each parameter has a stream of its own, so that a further layer changes no other.
 *
 * Shape   as `parameterSpecs` says
 * Random  reads only `seed`; same seed, same bits on every platform
 * Source  regmix: sail-sg/regmix, lit_gpt's GPT._init_weights: √(2 / (5·columns)) for embeddings and linear layers,
 *   1 / √columns / layers for the down projection; gains 1
 * Differs the numbers are our generator's, not PyTorch's
 *
 * @throws {RangeError} if the configuration is no decoder, or the scheme or seed is unknown
 * @example initialParameters(configurations["regmix-1m"], { seed: 42 })["lm_head.weight"].shape // [50432, 256]
 */
export function initialParameters(
  configuration: DecoderConfiguration,
  { seed, scheme = "regmix", deviation = 0.02 }: InitialParametersOptions,
): Record<string, HostTensor> {
  if (scheme !== "regmix" && scheme !== "normal")
    throw new RangeError(`initialParameters: scheme must be "regmix" or "normal", got ${shown(scheme)}.`);
  const parameters: Record<string, HostTensor> = {};
  for (const [name, { shape }] of Object.entries(parameterSpecs(configuration))) {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (shape.length === 1) data.fill(1);
    else {
      const usual = scheme === "normal" ? deviation : regmixDeviation(configuration, name, shape[1]);
      fillNormalInPlace(data, { seed, stream: name, deviation: usual });
    }
    parameters[name] = { shape, dtype: "float32", data };
  }
  return parameters;
}

const regmixDeviation = ({ layers }: DecoderConfiguration, name: string, columns: number): number =>
  name.endsWith(".mlp.down_proj.weight") ? 1 / Math.sqrt(columns) / layers : Math.sqrt(2 / (5 * columns));
