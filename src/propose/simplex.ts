import type { Candidates, Mixture } from "../mixture/index.ts";
import type { Surrogate } from "../regress/index.ts";
import { type Matrix, matrix, placeOfSmallest, rowRecord, unknownName } from "../table/index.ts";

/** Candidates over few domains with their predictions. */
export interface Simplex {
  readonly target: string;
  readonly mixtures: Matrix;
  readonly predicted: Float64Array;
  readonly best: Mixture;
}

/**
 * Predicts candidates over some of the domains, the others having no share: a slice of the simplex to be drawn.
 *
 * Shape   candidates [count × some domains] → the same rows, predictions [count]
 * Source  Liu et al. 2024, arXiv:2407.01492, figure 2, is such a drawing for three domains
 *
 * @throws {RangeError} if the surrogate does not know a domain
 * @example simplexOf(simulate({ hackernews: 0.3, pile_cc: 0.4, github: 0.3 }, { count: 1500, seed: 42 }), booster)
 */
export function simplexOf(candidates: Candidates, surrogate: Surrogate): Simplex {
  const { domains } = candidates;
  const { features, target } = surrogate;
  const stranger = domains.find((domain) => !features.includes(domain));
  if (stranger !== undefined) throw unknownName("simplexOf", "a domain", stranger, features);
  const places = domains.map((domain) => features.indexOf(domain));
  const rows = new Float64Array(candidates.count * domains.length);
  const predicted = new Float64Array(candidates.count);
  let at = 0;
  for (const block of candidates.blocks()) {
    const whole = new Float64Array(block.rows * features.length);
    block.values.forEach((share, cell) => {
      whole[Math.floor(cell / domains.length) * features.length + places[cell % domains.length]] = share;
    });
    rows.set(block.values, at * domains.length);
    predicted.set(surrogate.predict(matrix(features, whole)), at);
    at += block.rows;
  }
  const mixtures = matrix(domains, rows);
  return { target, mixtures, predicted, best: rowRecord(mixtures, placeOfSmallest(predicted)) };
}
