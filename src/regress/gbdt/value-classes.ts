import type { Ensemble } from "./tree.ts";

/** Values of one feature that every split on it treats alike, numbered over all features. */
export interface ValueClasses {
  readonly feature: number;
  /** Distinct thresholds, ascending: class `base + k` holds the values above k of them. */
  readonly thresholds: Float64Array;
  readonly base: number;
  /** Class of NaN, and of values within 1e-35 of zero. */
  readonly nan: number;
  readonly zero: number;
  /** One more than the last class. */
  readonly end: number;
}

/** The classes of every feature that is split on. */
export function valueClasses(ensemble: Ensemble): ValueClasses[] {
  const thresholds = new Map<number, Set<number>>();
  const missing = new Map<number, Set<number>>();
  for (const tree of ensemble.trees) {
    for (let node = 0; node < tree.leaves - 1; node++) {
      const feature = tree.splitFeature[node];
      if (!thresholds.has(feature)) {
        thresholds.set(feature, new Set());
        missing.set(feature, new Set());
      }
      thresholds.get(feature)!.add(tree.threshold[node]);
      missing.get(feature)!.add(tree.decisionType[node] >> 2);
    }
  }
  let base = 0;
  return [...thresholds.keys()]
    .sort((a, b) => a - b)
    .map((feature) => {
      const sorted = Float64Array.from(thresholds.get(feature)!).sort();
      let end = base + sorted.length + 1;
      const kinds = missing.get(feature)!;
      const below = sorted.findIndex((threshold) => threshold >= 0);
      const zero = kinds.has(1) ? end++ : base + (below < 0 ? sorted.length : below);
      const nan = kinds.has(2) ? end++ : zero;
      const classes = { feature, thresholds: sorted, base, nan, zero, end };
      base = end;
      return classes;
    });
}

/** Whether a split with this decision type and threshold sends a class to the left. */
export function classGoesLeft(
  { thresholds, base, nan, zero }: ValueClasses,
  at: number,
  decisionType: number,
  threshold: number,
): boolean {
  const missing = decisionType >> 2;
  const isNan = at === nan && nan !== zero;
  if (missing === 2 && isNan) return (decisionType & 2) !== 0;
  const special = at >= base + thresholds.length + 1;
  if (missing === 1 && special) return (decisionType & 2) !== 0;
  if (special) return 0 <= threshold;
  return at - base < thresholds.length && thresholds[at - base] <= threshold;
}
