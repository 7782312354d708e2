import { random } from "../../src/index.ts";
import { plainExp, plainLog } from "./plain-math.ts";

/** Words of the language. */
export const vocabulary = 64;

/** Word of rank r comes about 1 / (r + shift) as often, before the context has its say (Zipf and Mandelbrot). */
const zipfShift = 2;

/** Pairs of words, each a context. */
export const contexts: number = vocabulary * vocabulary;

/**
 * A language whose every probability is known: the next word depends on the two before it.
 *
 * Shape   probabilities [contexts × vocabulary], context = first · vocabulary + second; frequencies [contexts]
 */
export interface Source {
  readonly probabilities: Float64Array;
  /** How often each context comes, in the long run. */
  readonly frequencies: Float64Array;
  /** Entropy of the next word given the two before it, the least loss that a model can have: nats per token. */
  readonly entropy: number;
  /** The same of the next word alone: the loss of a model that counts words. */
  readonly wordEntropy: number;
}

/** What the language is made of; see SOURCE.md of data/own-runs. */
export interface SourceSettings {
  readonly seed: number;
  /** Random features of a context. */
  readonly features: number;
  /** Feature k weighs k^−decay, k from 1: why larger students go on finding something to learn. */
  readonly decay: number;
  /** Standard deviation of what the features add to a logit. */
  readonly strength: number;
  /** Width of the hidden vector of a word. */
  readonly width: number;
}

/** Makes the language of a seed. */
export function makeSource(settings: SourceSettings): Source {
  const probabilities = nextWords(settings);
  const frequencies = longRun(probabilities);
  const single = new Float64Array(vocabulary);
  let entropy = 0;
  for (let at = 0; at < probabilities.length; at++) {
    const mass = frequencies[Math.floor(at / vocabulary)] * probabilities[at];
    entropy -= mass * plainLog(probabilities[at]);
    single[at % vocabulary] += mass;
  }
  const wordEntropy = -single.reduce((sum, share) => sum + share * plainLog(share), 0);
  return { probabilities, frequencies, entropy, wordEntropy };
}

/** Probabilities of the next word: softmax of Zipf's law and what the features of the context add to it. */
function nextWords({ seed, features, decay, strength, width }: SourceSettings): Float64Array {
  const stream = new random.NumpyRandomState(seed);
  const normals = (count: number) => Float64Array.from({ length: count }, () => stream.standardNormal());
  const places = [0, 1].map(() => ({ words: normals(vocabulary * width), turns: normals(features * width) }));
  const directions = normals(features * vocabulary);
  const weights = Float64Array.from({ length: features }, (_, k) => plainExp(-decay * plainLog(k + 1)));
  const scale = strength / Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  const [ofFirst, ofSecond] = places.map(({ words, turns }) => projected(words, turns, width));
  const probabilities = new Float64Array(contexts * vocabulary);
  const logits = new Float64Array(vocabulary);
  for (let context = 0; context < contexts; context++) {
    const first = Math.floor(context / vocabulary) * features;
    const second = (context % vocabulary) * features;
    for (let word = 0; word < vocabulary; word++) logits[word] = -plainLog(word + 1 + zipfShift);
    for (let k = 0; k < features; k++) {
      const u = ofFirst[first + k] + ofSecond[second + k];
      const feature = (scale * weights[k] * u) / Math.sqrt(1 + u * u);
      for (let word = 0; word < vocabulary; word++)
        logits[word] += feature * directions[k * vocabulary + word];
    }
    softmaxInto(probabilities, context * vocabulary, logits);
  }
  return probabilities;
}

/** Each word's part in the argument of each feature: words [vocabulary × width] · turnsᵀ → [vocabulary × features]. */
function projected(words: Float64Array, turns: Float64Array, width: number): Float64Array {
  const features = turns.length / width;
  return Float64Array.from({ length: vocabulary * features }, (_, at) => {
    const [word, k] = [Math.floor(at / features), at % features];
    let sum = 0;
    for (let i = 0; i < width; i++) sum += words[word * width + i] * turns[k * width + i];
    return sum / Math.sqrt(width);
  });
}

function softmaxInto(out: Float64Array, offset: number, logits: Float64Array): void {
  const most = logits.reduce((a, b) => (a > b ? a : b));
  let sum = 0;
  for (let word = 0; word < logits.length; word++) sum += out[offset + word] = plainExp(logits[word] - most);
  for (let word = 0; word < logits.length; word++) out[offset + word] /= sum;
}

/** The distribution of contexts that one more word leaves as it is, by going on until nothing moves. */
function longRun(probabilities: Float64Array): Float64Array {
  let now = new Float64Array(contexts).fill(1 / contexts);
  for (let round = 0; round < 10_000; round++) {
    const next = new Float64Array(contexts);
    for (let context = 0; context < contexts; context++) {
      const to = (context % vocabulary) * vocabulary;
      const from = context * vocabulary;
      for (let word = 0; word < vocabulary; word++)
        next[to + word] += now[context] * probabilities[from + word];
    }
    const moved = next.reduce((sum, value, at) => sum + Math.abs(value - now[at]), 0);
    now = next;
    if (moved < 1e-14) return now;
  }
  throw new Error("longRun: the language must settle, and did not in 10 000 rounds.");
}

/** A text of the language that never ends, from a seed. */
export interface Text {
  /** Fills in contexts and the word that follows each, one word on at a time. */
  readInPlace(contextsOut: Int32Array, wordsOut: Int32Array): void;
}

/** Begins a text: 64 words in are passed over, so that the first context is as likely as in the long run. */
export function beginText({ probabilities }: Source, seed: readonly number[]): Text {
  const stream = new random.NumpyRandomState(seed);
  const sums = probabilities.slice();
  for (let at = 0; at < sums.length; at++) if (at % vocabulary !== 0) sums[at] += sums[at - 1];
  let context = 0;
  const next = (): number => {
    const from = context * vocabulary;
    const point = stream.randomSample() * sums[from + vocabulary - 1];
    let word = 0;
    while (sums[from + word] <= point) word += 1;
    context = (context % vocabulary) * vocabulary + word;
    return word;
  };
  for (let skipped = 0; skipped < 64; skipped++) next();
  return {
    readInPlace(contextsOut, wordsOut) {
      for (let at = 0; at < wordsOut.length; at++) {
        contextsOut[at] = context;
        wordsOut[at] = next();
      }
    },
  };
}
