import { shown } from "../table/index.ts";
import { firstAbove, nonNegative, wholeNumber } from "./arguments.ts";
import { MersenneTwister } from "./mersenne-twister.ts";

/** How `PythonRandom.choices` draws. */
export interface ChoicesOptions {
  /** Number of elements drawn. */
  readonly k?: number;
  /** Weight of each element, not necessarily with sum 1; uniform if left out. */
  readonly weights?: readonly number[];
  /** Running sums of the weights, in place of them. */
  readonly cumulativeWeights?: readonly number[];
}

/**
 * CPython's `random.Random`, seeded by a whole number: few-shot examples and the RegMix sampler draw from it.
 *
 * Random  MT19937 by `init_by_array` of |seed|, 32 bits a word, lowest first
 * Source  Lib/random.py and Modules/_randommodule.c of CPython 3.11; `sample` is the same from 3.2 on apart from the
 *         populations it accepts; goldens in test/golden/random
 * Differs no seeding by strings or floats; bits beyond 53 by `getrandbitsBig`
 *
 * @throws {RangeError} if the seed is not a whole number
 * @example new PythonRandom(42).random() // 0.6394267984578837
 */
export class PythonRandom {
  readonly #twister: MersenneTwister;

  constructor(seed: number | bigint | PythonRandom) {
    if (seed instanceof PythonRandom) this.#twister = seed.#twister.clone();
    else this.#twister = MersenneTwister.fromKey(seedWords(seed));
  }

  /** A stream that goes on from here, independent of this one. */
  clone(): PythonRandom {
    return new PythonRandom(this);
  }

  /** Uniform number in [0, 1). */
  random(): number {
    return this.#twister.double();
  }

  /** The next `k` ≤ 53 bits as a number. */
  getrandbits(k: number): number {
    if (wholeNumber("getrandbits", "k", k) > 53)
      throw new RangeError(`getrandbits: k must be at most 53, got ${k}. Use getrandbitsBig.`);
    if (k === 0) return 0;
    if (k <= 32) return this.#twister.uint32() >>> (32 - k);
    const low = this.#twister.uint32();
    return (this.#twister.uint32() >>> (64 - k)) * 2 ** 32 + low;
  }

  /** The next `k` bits as a bigint. */
  getrandbitsBig(k: number): bigint {
    let bits = 0n;
    for (let at = 0; at < wholeNumber("getrandbitsBig", "k", k); at += 32) {
      bits |= BigInt(this.#twister.uint32() >>> Math.max(0, 32 - (k - at))) << BigInt(at);
    }
    return bits;
  }

  /** Whole number below `n` ≤ 2^53 (`randrange(n)`). */
  randbelow(n: number): number {
    if (wholeNumber("randbelow", "n", n) === 0)
      throw new RangeError("randbelow: n must be at least 1, got 0.");
    const length = bitLength(n);
    for (;;) {
      const value = this.getrandbits(length);
      if (value < n) return value;
    }
  }

  /** One element. */
  choice<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError("choice: items must not be empty, got [].");
    return items[this.randbelow(items.length)];
  }

  /** `k` elements with replacement. */
  choices<Item>(items: readonly Item[], { k = 1, weights, cumulativeWeights }: ChoicesOptions = {}): Item[] {
    wholeNumber("choices", "k", k);
    if (items.length === 0) throw new RangeError("choices: items must not be empty, got [].");
    if (weights === undefined && cumulativeWeights === undefined) {
      return Array.from({ length: k }, () => items[Math.floor(this.random() * items.length)]);
    }
    if (weights !== undefined && cumulativeWeights !== undefined)
      throw new TypeError("choices: weights must not stand beside cumulativeWeights, got both.");
    const sums = cumulativeWeights ?? runningSums(weights ?? []);
    if (sums.length !== items.length)
      throw new RangeError(`choices: weights must have ${items.length} entries, got ${sums.length}.`);
    const total = sums[sums.length - 1];
    if (!(total > 0 && total < Number.POSITIVE_INFINITY))
      throw new RangeError(`choices: weights must have a positive sum, got ${shown(total)}.`);
    return Array.from({ length: k }, () => items[firstAbove(sums, this.random() * total, items.length - 1)]);
  }

  /** Shuffles an array. */
  shuffleInPlace(items: { length: number; [at: number]: unknown }): void {
    for (let at = items.length - 1; at > 0; at--) {
      const other = this.randbelow(at + 1);
      const kept = items[at];
      items[at] = items[other];
      items[other] = kept;
    }
  }

  /**
   * `k` elements without replacement, in the order drawn.
   *
   * Small pools are drawn from a shrinking copy, large ones by redrawing positions already taken.
   *
   * @throws {RangeError} if the pool holds fewer than `k`
   */
  sample<Item>(items: readonly Item[], k: number): Item[] {
    const n = items.length;
    if (wholeNumber("sample", "k", k) > n)
      throw new RangeError(`sample: k must be at most the ${n} items there are, got ${k}.`);
    if (n <= copyLimit(k)) {
      const pool = [...items];
      return Array.from({ length: k }, (_, at) => {
        const chosen = this.randbelow(n - at);
        const item = pool[chosen];
        pool[chosen] = pool[n - at - 1];
        return item;
      });
    }
    const taken = new Set<number>();
    while (taken.size < k) {
      let chosen = this.randbelow(n);
      while (taken.has(chosen)) chosen = this.randbelow(n);
      taken.add(chosen);
    }
    return Array.from(taken, (at) => items[at]);
  }
}

/** Largest pool that `sample` copies: what a set of k would weigh, in list slots. */
function copyLimit(k: number): number {
  if (k <= 5) return 21;
  let table = 4;
  while (table < 3 * k) table *= 4;
  return 21 + table;
}

function seedWords(seed: number | bigint): number[] {
  if (typeof seed === "number" && !Number.isSafeInteger(seed))
    throw new RangeError(
      `PythonRandom: seed must be a whole number, got ${shown(seed)}. Beyond 2^53 give a bigint.`,
    );
  let rest = BigInt(seed);
  if (rest < 0n) rest = -rest;
  const words: number[] = [];
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return words;
}

function runningSums(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += nonNegative("choices", "weight", weight)));
}

const bitLength = (n: number): number =>
  n < 2 ** 32 ? 32 - Math.clz32(n) : 64 - Math.clz32(Math.floor(n / 2 ** 32));
