import { shown } from "../../table/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";

/** Largest sizes that are taken: beyond them a number is a slip, not a model. */
const largest = {
  vocabularySize: 2 ** 22,
  hiddenSize: 2 ** 17,
  layers: 1024,
  heads: 1024,
  keyValueHeads: 1024,
  headSize: 4096,
  feedForwardSize: 2 ** 19,
  sequenceLength: 2 ** 21,
} as const;

/**
 * Refuses a configuration that is no decoder, with the field that is wrong; gives it back otherwise.
 *
 * @throws {TypeError} if a field is missing or of another kind
 * @throws {RangeError} if a size is not a whole number in its bounds, heads do not divide, or a head's size is odd
 * @example checkConfiguration("train", configurations["regmix-1m"]).layers // 2
 */
export function checkConfiguration(where: string, configuration: DecoderConfiguration): DecoderConfiguration {
  if (typeof configuration !== "object" || configuration === null)
    throw new TypeError(`${where}: configuration must be a record, got ${shown(configuration)}.`);
  for (const [name, most] of Object.entries(largest) as [keyof typeof largest, number][])
    checkSize(where, name, configuration[name], most);
  const { heads, keyValueHeads, headSize, norm, normEpsilon, rotaryBase } = configuration;
  if (heads % keyValueHeads !== 0)
    throw new RangeError(
      `${where}: keyValueHeads must divide heads (${heads}), got ${keyValueHeads}. Each head of keys and values serves heads / keyValueHeads heads of queries.`,
    );
  if (headSize % 2 !== 0)
    throw new RangeError(
      `${where}: headSize must be even, got ${headSize}. The rotary embedding turns pairs of numbers.`,
    );
  if (norm !== "rms" && norm !== "gain-only-layer-norm")
    throw new RangeError(`${where}: norm must be "rms" or "gain-only-layer-norm", got ${shown(norm)}.`);
  checkPositive(where, "normEpsilon", normEpsilon);
  checkPositive(where, "rotaryBase", rotaryBase);
  for (const name of ["queryKeyNorm", "tiedEmbeddings"] as const) {
    if (typeof configuration[name] !== "boolean")
      throw new TypeError(`${where}: ${name} must be true or false, got ${shown(configuration[name])}.`);
  }
  return configuration;
}

function checkSize(where: string, name: string, value: number, most: number): void {
  if (typeof value !== "number")
    throw new TypeError(`${where}: ${name} must be a number, got ${shown(value)}.`);
  if (!Number.isSafeInteger(value) || value < 1 || value > most)
    throw new RangeError(`${where}: ${name} must be a whole number from 1 to ${most}, got ${value}.`);
}

function checkPositive(where: string, name: string, value: number): void {
  if (typeof value !== "number")
    throw new TypeError(`${where}: ${name} must be a number, got ${shown(value)}.`);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${where}: ${name} must be a number above 0, got ${value}.`);
}
