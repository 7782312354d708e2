import { shown } from "../table/index.ts";
import { cumulated, nonNegative, seedWord, wholeNumber } from "./arguments.ts";
import { legacyGamma, legacyNormal, skipLegacyGamma, type WaitingNormal } from "./legacy-distributions.ts";
import { MersenneTwister } from "./mersenne-twister.ts";

/** How `NumpyRandomState.choice` draws. */
export interface ChoiceOptions {
  /** Number of elements drawn. */
  readonly size?: number;
  /** Whether an element may come more than once. */
  readonly replace?: boolean;
  /** Probability of each element; uniform if left out. */
  readonly p?: readonly number[];
}

/**
 * numpy's legacy `RandomState`: the stream behind `np.random.seed`, which the RegMix notebook and sampler read.
 *
 * One object is one stream; nothing is global. `clone` remembers a position, so that a stream can be read again.
 *
 * Random  MT19937; a number seeds it by the plain recurrence, an array by `init_by_array`
 * Source  numpy.random.RandomState of numpy 2.4.6; goldens in test/golden/random
 * Differs logarithms and powers are correctly rounded, which those of the C library below numpy are not always: over
 *         glibc 2.36 one gamma number in 650 to 100 000 (by shape) and one Dirichlet share in 1300 has another last
 *         bit, listed in the golden. Which draws are accepted, and so the place in the stream, is the same.
 *
 * @throws {RangeError} if a seed is not a whole number from 0 to 2^32 - 1
 * @example new NumpyRandomState(42).randomSample() // 0.3745401188473625
 */
export class NumpyRandomState {
  readonly #twister: MersenneTwister;
  readonly #waiting: WaitingNormal = { value: undefined };

  constructor(seed: number | readonly number[] | NumpyRandomState) {
    if (seed instanceof NumpyRandomState) {
      this.#twister = seed.#twister.clone();
      this.#waiting.value = seed.#waiting.value;
    } else if (typeof seed === "number") {
      this.#twister = MersenneTwister.fromSeed(seedWord("NumpyRandomState", seed));
    } else {
      if (seed.length === 0) throw new RangeError("NumpyRandomState: seed must not be empty, got [].");
      this.#twister = MersenneTwister.fromKey(seed.map((word) => seedWord("NumpyRandomState", word)));
    }
  }

  /** A stream that goes on from here, independent of this one. */
  clone(): NumpyRandomState {
    return new NumpyRandomState(this);
  }

  /** Uniform number in [0, 1). */
  randomSample(): number {
    return this.#twister.double();
  }

  /** Fills an array with uniform numbers in [0, 1). */
  randomSampleInPlace(values: Float64Array): void {
    for (let at = 0; at < values.length; at++) values[at] = this.#twister.double();
  }

  /** Standard normal number; every second call returns the partner of the one before. */
  standardNormal(): number {
    return legacyNormal(this.#twister, this.#waiting);
  }

  /** Normal number with the given mean and standard deviation. */
  normal(mean: number, deviation: number): number {
    return mean + nonNegative("normal", "deviation", deviation) * this.standardNormal();
  }

  /** Gamma number with scale 1. */
  standardGamma(shape: number): number {
    return legacyGamma(this.#twister, nonNegative("standardGamma", "shape", shape), this.#waiting);
  }

  /** Gamma number. */
  gamma(shape: number, scale: number): number {
    nonNegative("gamma", "scale", scale);
    return scale * legacyGamma(this.#twister, nonNegative("gamma", "shape", shape), this.#waiting);
  }

  /** Draws Dirichlet rows: shape [count × alpha.length], row after row. */
  dirichlet(alpha: ArrayLike<number>, count: number): Float64Array {
    const rows = new Float64Array(wholeNumber("dirichlet", "count", count) * alpha.length);
    this.dirichletInPlace(rows, alpha);
    return rows;
  }

  /**
   * Fills an array with whole Dirichlet rows.
   *
   * @throws {RangeError} if alpha is empty or not positive, or the array does not hold whole rows
   */
  dirichletInPlace(rows: Float64Array, alpha: ArrayLike<number>): void {
    const width = alpha.length;
    requireAlpha(alpha);
    if (rows.length % width !== 0)
      throw new RangeError(`dirichlet: rows must hold rows of ${width} values, got ${rows.length} values.`);
    for (let start = 0; start < rows.length; start += width) {
      let sum = 0;
      for (let at = 0; at < width; at++) {
        const value = legacyGamma(this.#twister, alpha[at], this.#waiting);
        rows[start + at] = value;
        sum += value;
      }
      const inverse = 1 / sum;
      for (let at = 0; at < width; at++) rows[start + at] *= inverse;
    }
  }

  /** Moves the stream past Dirichlet rows without making them, in less than half the time. */
  skipDirichlet(alpha: ArrayLike<number>, count: number): void {
    requireAlpha(alpha);
    for (let row = wholeNumber("skipDirichlet", "count", count); row > 0; row--) {
      for (let at = 0; at < alpha.length; at++) skipLegacyGamma(this.#twister, alpha[at], this.#waiting);
    }
  }

  /**
   * Whole number from `low` to below `high`.
   *
   * Differs from numpy in its limit: spans up to 2^53 instead of 2^64
   */
  randint(low: number, high: number): number {
    const span = high - 1 - low;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || !Number.isSafeInteger(span) || span < 0)
      throw new RangeError(`randint: high must be a whole number above low, got ${shown([low, high])}.`);
    return low + this.#interval(span);
  }

  /** Shuffles an array. */
  shuffleInPlace(items: { length: number; [at: number]: unknown }): void {
    for (let at = items.length - 1; at > 0; at--) {
      const other = this.#interval(at);
      const kept = items[at];
      items[at] = items[other];
      items[other] = kept;
    }
  }

  /** The whole numbers below `count` in random order, or a shuffled copy of an array. */
  permutation(count: number): number[];
  permutation<Item>(items: readonly Item[]): Item[];
  permutation<Item>(pool: number | readonly Item[]): (number | Item)[] {
    const items = typeof pool === "number" ? indices(wholeNumber("permutation", "count", pool)) : [...pool];
    this.shuffleInPlace(items);
    return items;
  }

  /**
   * Draws from the whole numbers below a count, or from an array.
   *
   * Differs always an array, also for `size` 1
   *
   * @throws {RangeError} if the pool is too small, or `p` is no distribution over it
   */
  choice(pool: number, options?: ChoiceOptions): number[];
  choice<Item>(pool: readonly Item[], options?: ChoiceOptions): Item[];
  choice<Item>(
    pool: number | readonly Item[],
    { size = 1, replace = true, p }: ChoiceOptions = {},
  ): (number | Item)[] {
    const count = typeof pool === "number" ? wholeNumber("choice", "pool", pool) : pool.length;
    wholeNumber("choice", "size", size);
    if (count === 0 && size > 0) throw new RangeError(`choice: pool must not be empty, got ${shown(pool)}.`);
    if (!replace && size > count)
      throw new RangeError(`choice: size must be at most ${count} without replacement, got ${size}.`);
    const chosen =
      p === undefined ? this.#plainChoice(count, size, replace) : this.#weighted(count, size, replace, p);
    return typeof pool === "number" ? chosen : chosen.map((at) => pool[at]);
  }

  #plainChoice(count: number, size: number, replace: boolean): number[] {
    if (!replace) return this.permutation(count).slice(0, size);
    return Array.from({ length: size }, () => this.#interval(count - 1));
  }

  #weighted(count: number, size: number, replace: boolean, p: readonly number[]): number[] {
    const search = cumulated("choice", "p", p, count);
    if (replace) return Array.from({ length: size }, () => search.at(this.randomSample()));
    const open = p.filter((value) => value > 0).length;
    if (open < size)
      throw new RangeError(`choice: p must have at least ${size} positive entries, got ${open}.`);
    const left = [...p];
    const found: number[] = [];
    while (found.length < size) {
      for (const at of found) left[at] = 0;
      const round = cumulated("choice", "p", left, count, { anySum: true });
      const fresh = new Set<number>();
      for (let missing = size - found.length; missing > 0; missing--)
        fresh.add(round.at(this.randomSample()));
      found.push(...fresh);
    }
    return found;
  }

  /** Whole number from 0 to `most`, by masking and redrawing. */
  #interval(most: number): number {
    if (most === 0) return 0;
    const twister = this.#twister;
    if (most <= 0xffffffff) {
      const mask = 0xffffffff >>> Math.clz32(most);
      for (;;) {
        const value = (twister.uint32() & mask) >>> 0;
        if (value <= most) return value;
      }
    }
    const mask = 0xffffffff >>> Math.clz32(Math.floor(most / 2 ** 32));
    for (;;) {
      const high = (twister.uint32() & mask) >>> 0;
      const value = high * 2 ** 32 + twister.uint32();
      if (value <= most) return value;
    }
  }
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

function requireAlpha(alpha: ArrayLike<number>): void {
  if (alpha.length === 0) throw new RangeError("dirichlet: alpha must not be empty, got [].");
  for (let at = 0; at < alpha.length; at++) {
    if (!(alpha[at] > 0 && alpha[at] < Number.POSITIVE_INFINITY))
      throw new RangeError(`dirichlet: alpha must be positive, got ${shown(alpha[at])} at position ${at}.`);
  }
}
