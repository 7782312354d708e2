import { shown } from "../../table/index.ts";

/** How the next token is chosen from logits. */
export interface SamplingOptions {
  /** Divides the logits; 0, the default, always takes the likeliest token. */
  readonly temperature?: number;
  /** Draws among this many likeliest tokens; all by default. */
  readonly topK?: number;
  /** Draws among the fewest likeliest tokens that hold this probability together; all by default. */
  readonly topP?: number;
}

/**
 * Refuses options that choose nothing.
 *
 * @throws {RangeError} if temperature is negative, topK no whole number from 1 up, or topP not in (0, 1]
 */
export function checkSampling(where: string, { temperature = 0, topK, topP }: SamplingOptions): void {
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    throw new RangeError(`${where}: temperature must be a number from 0 up, got ${shown(temperature)}.`);
  if (topK !== undefined && !(Number.isSafeInteger(topK) && topK >= 1))
    throw new RangeError(`${where}: topK must be a whole number from 1 up, got ${shown(topK)}.`);
  if (topP !== undefined && !(topP > 0 && topP <= 1))
    throw new RangeError(`${where}: topP must be a number above 0 and at most 1, got ${shown(topP)}.`);
}

/**
 * The token that a uniform number falls on, likeliest first; among equals the smaller id is taken as likelier.
 *
 * Shape   logits [vocabularySize] → a token id
 * Random  reads only `uniform`, a number in [0, 1)
 * Source  topP: Holtzman et al. 2020, arXiv:1904.09751, §3.1
 */
export function chooseToken(
  logits: Float32Array,
  { temperature = 0, topK = logits.length, topP = 1 }: SamplingOptions,
  uniform: number,
): number {
  if (temperature === 0 || topK === 1) return likeliest(logits);
  const ids = Int32Array.from(logits.keys());
  ids.sort((left, right) => logits[right] - logits[left] || left - right);
  const open = ids.subarray(0, topK);
  const weights = Float64Array.from(open, (id) => Math.exp((logits[id] - logits[ids[0]]) / temperature));
  let total = 0;
  for (const weight of weights) total += weight;
  let held = 0;
  let kept = 0;
  while (kept < open.length && (kept === 0 || held < topP * total)) held += weights[kept++];
  let left = uniform * held;
  for (let at = 0; at < kept; at++) {
    left -= weights[at];
    if (left < 0) return open[at];
  }
  return open[kept - 1];
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
}
