import { bitsOf, type Word, wordLeaves, wordsOf } from "./leaf-words.ts";
import { bytes } from "./scorer.generated.ts";
import type { Ensemble } from "./tree.ts";
import { classGoesLeft, type ValueClasses, valueClasses } from "./value-classes.ts";

/** Rows scored at a time: their offsets and the masks of one block then share the nearest caches. */
export const scorerRows = 512;
const blockWords = 16;
/** Leaves of a word and a zero, for words that do not hold the leaf a row falls into. */
const wordValues = wordLeaves + 1;
const mostBytes = 2 ** 30;
const pageBytes = 65_536;

interface Kernel {
  rank(...places: number[]): void;
  score(...places: number[]): void;
}

/** Tables of one ensemble in WebAssembly memory. */
export interface Scorer {
  /** Scores up to `scorerRows` rows of `width` values into `out`. */
  score(values: Float64Array, width: number, out: Float64Array): void;
}

/**
 * Compiles an ensemble into tables of leaf masks, or gives undefined where they would not fit.
 *
 * Each row's value of a feature falls into a class; a class has one mask for each tree, of the leaves it can still
 * reach. The masks of a row's classes leave one leaf for each tree, whose values are added in tree order, from 0: the
 * same sums, bit for bit, as walking down the trees.
 *
 * Source  QuickScorer: Lucchese et al., SIGIR 2015
 * Differs masks are dense over all trees and made for every class, so that scoring has no branches; missing values
 *         are classes of their own; both children cut leaves, so that trees of over 32 leaves can take several words
 */
export function compileScorer(ensemble: Ensemble): Scorer | undefined {
  const words = wordsOf(ensemble);
  const classes = valueClasses(ensemble);
  const blocks = Math.ceil(words.length / blockWords);
  const columns = Math.max(1, classes.length);
  const blockBytes = Math.max(1, classes.at(-1)?.end ?? 1) * blockWords * 4;
  const places = layOut({
    thresholds: classes.reduce((sum, { thresholds }) => sum + thresholds.length, 1) * 8,
    leaves: blocks * blockWords * wordValues * 8,
    masks: blocks * blockBytes,
    values: scorerRows * ensemble.featureNames.length * 8,
    offsets: scorerRows * columns * 4,
    sums: scorerRows * 8,
  });
  if (places.end > mostBytes) return undefined;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(places.end / pageBytes) });
  const kernel = new WebAssembly.Instance(scorerModule(), { env: { memory } }).exports as unknown as Kernel;
  fillMasksInPlace(new Int32Array(memory.buffer, places.masks, (blocks * blockBytes) / 4), words, classes);
  fillLeavesInPlace(new Float64Array(memory.buffer, places.leaves), words);
  let thresholdAt = places.thresholds;
  const ranking = classes.map(({ feature, thresholds, base, nan, zero }) => {
    new Float64Array(memory.buffer, thresholdAt, thresholds.length).set(thresholds);
    const found = { feature, at: thresholdAt, count: thresholds.length, base, nan, zero };
    thresholdAt += thresholds.length * 8;
    return found;
  });
  const input = new Float64Array(memory.buffer, places.values, scorerRows * ensemble.featureNames.length);
  const sums = new Float64Array(memory.buffer, places.sums, scorerRows);
  return {
    score(values, width, out) {
      const rows = out.length;
      input.set(values);
      ranking.forEach(({ feature, at, count, base, nan, zero }, column) => {
        const from = places.values + feature * 8;
        const to = places.offsets + column * 4;
        kernel.rank(rows, from, width * 8, at, count, base, nan, zero, to, columns * 4);
      });
      sums.fill(0, 0, rows);
      kernel.score(
        rows,
        columns,
        places.offsets,
        blocks,
        places.masks,
        blockBytes,
        places.leaves,
        places.sums,
      );
      out.set(sums.subarray(0, rows));
    },
  };
}

/** Byte addresses of the areas, each at a multiple of 64. */
function layOut<Name extends string>(sizes: Readonly<Record<Name, number>>): Record<Name | "end", number> {
  let end = 64;
  const places: Partial<Record<Name | "end", number>> = {};
  for (const [name, size] of Object.entries<number>(sizes)) {
    places[name as Name] = end;
    end += Math.ceil(size / 64) * 64;
  }
  places.end = end;
  return places as Record<Name | "end", number>;
}

function fillMasksInPlace(masks: Int32Array, words: readonly Word[], classes: readonly ValueClasses[]): void {
  const count = Math.max(1, classes.at(-1)?.end ?? 1);
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

let compiled: WebAssembly.Module | undefined;

function scorerModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)));
  return compiled;
}
