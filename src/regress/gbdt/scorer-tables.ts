import { bitsOf, type Word, wordLeaves, wordsOf } from "./leaf-words.ts";
import type { Ensemble } from "./tree.ts";
import { classGoesLeft, type ValueClasses, valueClasses } from "./value-classes.ts";

/** Tables of one ensemble, as plain numbers and bytes that threads can share. */
export interface ScorerTables {
  /** Thresholds, leaf values and masks: what WebAssembly memory starts with. */
  readonly bytes: Uint8Array;
  /** Columns of a row. */
  readonly width: number;
  /** One for each feature that is split on. */
  readonly rankings: readonly Ranking[];
  readonly blocks: number;
  readonly blockBytes: number;
  /** Byte addresses. */
  readonly leavesAt: number;
  readonly masksAt: number;
}

/** How the values of one feature are turned into classes. */
export interface Ranking {
  readonly feature: number;
  /** Byte address and number of the thresholds. */
  readonly thresholdsAt: number;
  readonly count: number;
  readonly base: number;
  readonly nan: number;
  readonly zero: number;
}

const blockWords = 16;
/** Leaves of a word and a zero, for words that do not hold the leaf a row falls into. */
const wordValues = wordLeaves + 1;
const oneGibibyte = 2 ** 30;
const lineBytes = 64;

/**
 * Compiles an ensemble into tables of leaf masks, or gives undefined where they would take over `mostBytes`.
 *
 * Each value of a feature falls into a class; a class has one mask for each tree, of the leaves it can still reach.
 * The masks of a row's classes leave one leaf for each tree, whose values are added in tree order, from 0: the same
 * sums, bit for bit, as walking down the trees.
 *
 * Source  QuickScorer: Lucchese et al., SIGIR 2015
 * Differs masks are dense over all trees and made for every class, so that scoring has no branches; missing values
 *         are classes of their own; both children cut leaves, so that trees of over 32 leaves can take several words
 */
export function scorerTables(ensemble: Ensemble, mostBytes: number = oneGibibyte): ScorerTables | undefined {
  const words = wordsOf(ensemble);
  const classes = valueClasses(ensemble);
  const blocks = Math.ceil(words.length / blockWords);
  const blockBytes = (classes.at(-1)?.end ?? 1) * blockWords * 4;
  const thresholds = Float64Array.from(classes.flatMap((found) => [...found.thresholds]));
  const leavesAt = Math.ceil(thresholds.byteLength / lineBytes) * lineBytes;
  const masksAt = leavesAt + blocks * blockWords * wordValues * 8;
  if (masksAt + blocks * blockBytes > mostBytes) return undefined;
  const buffer = sharedBytes(masksAt + blocks * blockBytes);
  new Float64Array(buffer, 0, thresholds.length).set(thresholds);
  fillLeavesInPlace(new Float64Array(buffer, leavesAt, blocks * blockWords * wordValues), words);
  fillMasksInPlace(new Int32Array(buffer, masksAt), words, classes);
  let thresholdsAt = 0;
  const rankings = classes.map(({ feature, thresholds: { length: count }, base, nan, zero }) => {
    const ranking = { feature, thresholdsAt, count, base, nan, zero };
    thresholdsAt += count * 8;
    return ranking;
  });
  const width = ensemble.featureNames.length;
  return { bytes: new Uint8Array(buffer), width, rankings, blocks, blockBytes, leavesAt, masksAt };
}

const sharedBytes = (length: number): ArrayBufferLike =>
  typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(length) : new SharedArrayBuffer(length);

function fillMasksInPlace(masks: Int32Array, words: readonly Word[], classes: readonly ValueClasses[]): void {
  const count = classes.at(-1)?.end ?? 1;
  const ofFeature = new Map(classes.map((found) => [found.feature, found]));
  words.forEach((word, at) => {
    const { tree, place } = word;
    const first = Math.floor(at / blockWords) * count * blockWords + (at % blockWords);
    const all = bitsOf(word, 0, tree.leaves);
    for (let k = 0; k < count; k++) masks[first + k * blockWords] = all;
    for (let node = 0; node < tree.leaves - 1; node++) {
      const found = ofFeature.get(tree.splitFeature[node])!;
      const left = ~bitsOf(word, place.middle[node], place.end[node]);
      const right = ~bitsOf(word, place.start[node], place.middle[node]);
      if (left === -1 && right === -1) continue;
      for (let k = found.base; k < found.end; k++) {
        const goes = classGoesLeft(found, k, tree.decisionType[node], tree.threshold[node]);
        masks[first + k * blockWords] &= goes ? left : right;
      }
    }
  });
}

function fillLeavesInPlace(values: Float64Array, words: readonly Word[]): void {
  words.forEach(({ tree, first, place }, at) => {
    const count = Math.min(wordLeaves, tree.leaves - first);
    for (let k = 0; k < count; k++) values[at * wordValues + k] = tree.leafValue[place.leafAt[first + k]];
  });
}
