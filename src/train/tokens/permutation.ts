/** Rounds of the network; four make it a pseudo-random permutation in theory, eight leave no doubt at small sizes. */
const rounds = 8;

/** Largest number of things that are put in order. */
export const maximumPermuted: number = 2 ** 48;

/**
 * An order of 0 … count - 1 that needs no memory: place in, number out. A Feistel network over the least even number
 * of bits that holds `count`, walked along until it meets a number below `count`.
 *
 * Random  reads only `seed` and `epoch`; same numbers, same order on every platform
 * Source  Luby and Rackoff 1988, SIAM J. Comput. 17(2), for the network; Black and Rogaway 2002, CT-RSA, for the walk
 *
 * @throws {RangeError} if count is no whole number from 1 to 2^48
 */
export function permutation(count: number, seed: number, epoch: number): (place: number) => number {
  if (!Number.isSafeInteger(count) || count < 1 || count > maximumPermuted)
    throw new RangeError(`permutation: count must be a whole number from 1 to 2^48, got ${count}.`);
  let bits = 2;
  while (2 ** (2 * bits) < count) bits += 1;
  const half = 2 ** bits;
  const mask = half - 1;
  const keys = keysOf(seed, epoch);
  return (place) => {
    let value = place;
    do {
      let left = Math.floor(value / half);
      let right = value % half;
      for (let round = 0; round < rounds; round++) {
        [left, right] = [right, (left ^ mix(right ^ keys[2 * round], keys[2 * round + 1])) & mask];
      }
      value = left * half + right;
    } while (value >= count);
    return value;
  };
}

/** Two words a round, from the seed and the epoch. */
function keysOf(seed: number, epoch: number): Int32Array {
  const keys = new Int32Array(2 * rounds);
  let state = mix(seed | 0, 0x9e3779b9);
  state = mix(state ^ Math.floor(seed / 2 ** 32), 0x85ebca6b);
  state = mix(state ^ epoch, 0xc2b2ae35);
  state = mix(state ^ Math.floor(epoch / 2 ** 32), 0x27d4eb2f);
  for (let at = 0; at < keys.length; at++) {
    state = mix(state + at, 0x165667b1);
    keys[at] = state;
  }
  return keys;
}

/** Spreads the bits of a 32-bit word, as MurmurHash3 ends. */
function mix(word: number, key: number): number {
  let hash = Math.imul(word ^ key, 0xcc9e2d51);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16) ^ (key >>> 7);
}
