/** LightGBM's linear congruential generator: small, fast, and the same on every platform. */
export interface Lcg {
  /** An integer of [low, high) from 15 bits. */
  short(low: number, high: number): number;
  /** An integer of [low, high) from 31 bits. */
  int(low: number, high: number): number;
  /** A multiple of 2⁻¹⁵ in [0, 1). */
  float(): number;
  /** `count` different positions of [0, size), ascending. */
  sample(size: number, count: number): Int32Array;
}

/**
 * Starts LightGBM's generator.
 *
 * Random  reads only `seed`
 * Source  LightGBM's `Random`; test/golden/lightgbm/lcg.json
 *
 * @example lcg(42).short(0, 32767) // 175
 */
export function lcg(seed: number): Lcg {
  let state = seed >>> 0;
  const step = (): number => {
    state = (Math.imul(state, 214013) + 2531011) >>> 0;
    return state;
  };
  const draw15 = (): number => (step() >>> 16) & 0x7fff;
  const float = (): number => draw15() / 32768;
  const int = (low: number, high: number): number => ((step() & 0x7fffffff) % (high - low)) + low;

  function sample(size: number, count: number): Int32Array {
    if (count > size || count <= 0) return new Int32Array(0);
    if (count === size) return Int32Array.from({ length: size }, (_, at) => at);
    if (count > 1 && count > size / Math.log2(count)) {
      const out = new Int32Array(count);
      for (let at = 0, taken = 0; at < size; at++) {
        if (float() < (count - taken) / (size - at)) out[taken++] = at;
      }
      return out;
    }
    const chosen = new Set<number>();
    for (let top = size - count; top < size; top++) {
      const value = int(0, top + 1);
      chosen.add(chosen.has(value) ? top : value);
    }
    return Int32Array.from(chosen).sort();
  }

  return { short: (low, high) => (draw15() % (high - low)) + low, int, float, sample };
}
