/**
 * The features on the way from the root to a node, one copy for each level of the descent.
 *
 * An entry holds its feature, the share of training rows that go on without knowing it (zeros), whether the row
 * itself goes on (ones), and the weight of all subsets of its size (weights). Every operation is in LightGBM's order.
 *
 * Source  Lundberg, Erion and Lee 2018, arXiv:1802.03888, algorithm 2
 */
export class PathStack {
  readonly features: Int32Array;
  readonly zeros: Float64Array;
  readonly ones: Float64Array;
  readonly weights: Float64Array;
  readonly #stride: number;

  constructor(depth: number) {
    this.#stride = depth + 2;
    const entries = this.#stride * this.#stride;
    this.features = new Int32Array(entries);
    this.zeros = new Float64Array(entries);
    this.ones = new Float64Array(entries);
    this.weights = new Float64Array(entries);
  }

  /** Copies the path of the level above to this one, and gives the place of its first entry. */
  copy(level: number, length: number): number {
    const to = level * this.#stride;
    if (level === 0) return to;
    const from = to - this.#stride;
    const { features, zeros, ones, weights } = this;
    // Paths are short: with copyWithin the whole takes nearly twice as long.
    for (let at = 0; at < length; at++) {
      features[to + at] = features[from + at];
      zeros[to + at] = zeros[from + at];
      ones[to + at] = ones[from + at];
      weights[to + at] = weights[from + at];
    }
    return to;
  }

  /** Appends an entry at index `last` and spreads the weights over one more size of subset. */
  extendInPlace(path: number, last: number, zero: number, one: number, feature: number): void {
    const { weights } = this;
    this.features[path + last] = feature;
    this.zeros[path + last] = zero;
    this.ones[path + last] = one;
    weights[path + last] = last === 0 ? 1 : 0;
    for (let i = last - 1; i >= 0; i--) {
      weights[path + i + 1] += (one * weights[path + i] * (i + 1)) / (last + 1);
      weights[path + i] = (zero * weights[path + i] * (last - i)) / (last + 1);
    }
  }

  /** Index of the entry of a feature, -1 if there is none. */
  find(path: number, last: number, feature: number): number {
    for (let at = 0; at <= last; at++) if (this.features[path + at] === feature) return at;
    return -1;
  }

  /** Takes entry `at` out again; afterwards the last index is `last` - 1. */
  unwindInPlace(path: number, last: number, at: number): void {
    const { features, zeros, ones, weights } = this;
    const zero = zeros[path + at];
    const one = ones[path + at];
    let next = weights[path + last];
    for (let i = last - 1; i >= 0; i--) {
      if (one !== 0) {
        const kept = weights[path + i];
        weights[path + i] = (next * (last + 1)) / ((i + 1) * one);
        next = kept - (weights[path + i] * zero * (last - i)) / (last + 1);
      } else {
        weights[path + i] = (weights[path + i] * (last + 1)) / (zero * (last - i));
      }
    }
    for (let i = path + at; i < path + last; i++) {
      features[i] = features[i + 1];
      zeros[i] = zeros[i + 1];
      ones[i] = ones[i + 1];
    }
  }

  /** The sum of the weights that the path would have without entry `at`. */
  unwoundSum(path: number, last: number, at: number): number {
    const { weights } = this;
    const zero = this.zeros[path + at];
    const one = this.ones[path + at];
    let sum = 0;
    if (one === 0) {
      for (let j = last - 1; j >= 0; j--) sum += weights[path + j] / zero / ((last - j) / (last + 1));
      return sum;
    }
    let next = weights[path + last];
    for (let j = last - 1; j >= 0; j--) {
      const weight = (next * (last + 1)) / ((j + 1) * one);
      sum += weight;
      next = weights[path + j] - weight * zero * ((last - j) / (last + 1));
    }
    return sum;
  }
}
