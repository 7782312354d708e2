const size = 624;
const shift = 397;

/**
 * MT19937: the source of 32-bit words under both numpy's legacy generator and CPython's `random`.
 *
 * The two differ only in how a seed fills the state: `fromSeed` is numpy's for one number, `fromKey` is CPython's,
 * and numpy's for an array.
 *
 * Random  its own state and nothing else
 * Source  Matsumoto and Nishimura 1998, doi:10.1145/272991.272995; seeding of 2002
 */
export class MersenneTwister {
  readonly #state: Uint32Array;
  #next: number;

  private constructor(state: Uint32Array, next: number) {
    this.#state = state;
    this.#next = next;
  }

  /** State from one 32-bit number by the plain recurrence. */
  static fromSeed(seed: number): MersenneTwister {
    const state = new Uint32Array(size);
    state[0] = seed;
    for (let at = 1; at < size; at++) {
      const before = state[at - 1];
      state[at] = Math.imul(1812433253, before ^ (before >>> 30)) + at;
    }
    return new MersenneTwister(state, size);
  }

  /** State from any number of 32-bit words (`init_by_array`). */
  static fromKey(key: readonly number[]): MersenneTwister {
    const twister = MersenneTwister.fromSeed(19650218);
    const state = twister.#state;
    let at = 1;
    const step = (factor: number, add: (before: number) => number) => {
      const before = state[at - 1];
      state[at] = (state[at] ^ Math.imul(factor, before ^ (before >>> 30))) + add(at);
      at += 1;
      if (at >= size) {
        state[0] = state[size - 1];
        at = 1;
      }
    };
    for (
      let count = 0, word = 0;
      count < Math.max(size, key.length);
      count++, word = (word + 1) % key.length
    ) {
      step(1664525, () => key[word] + word);
    }
    for (let count = 1; count < size; count++) step(1566083941, (here) => -here);
    state[0] = 0x80000000;
    return twister;
  }

  /** A generator that goes on from here, independent of this one. */
  clone(): MersenneTwister {
    return new MersenneTwister(this.#state.slice(), this.#next);
  }

  /** The next 32 bits. */
  uint32(): number {
    if (this.#next >= size) this.#refill();
    let word = this.#state[this.#next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** The next multiple of 2^-53 in [0, 1), from two words. */
  double(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  #refill(): void {
    const state = this.#state;
    let at = 0;
    for (; at < size - shift; at++) state[at] = state[at + shift] ^ twist(state[at], state[at + 1]);
    for (; at < size - 1; at++) state[at] = state[at + shift - size] ^ twist(state[at], state[at + 1]);
    state[size - 1] = state[shift - 1] ^ twist(state[size - 1], state[0]);
    this.#next = 0;
  }
}

const twist = (first: number, second: number): number =>
  (((first & 0x80000000) | (second & 0x7fffffff)) >>> 1) ^ (-(second & 1) & 0x9908b0df);
