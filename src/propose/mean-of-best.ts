import type { Candidates, Mixture } from "../mixture/index.ts";
import type { Surrogate } from "../regress/index.ts";
import { type Matrix, matrix, rowRecord, shown } from "../table/index.ts";
import { SmallestRows } from "./best.ts";
import { boundsTest, rejectionReport, type ShareBounds } from "./constraints.ts";
import { requireSameDomains } from "./domains.ts";

/** How a recommendation is made. */
export interface MeanOfBestOptions extends ShareBounds {
  /** How many of the best candidates are averaged: 128 in the authors' notebook, 100 in the paper's text. */
  readonly keep?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * A mixture to train on, and what it rests on.
 *
 * Shape   kept [keep × domains], best first; keptPredictions [keep]
 * Units   predictions in the units of the surrogate's target
 */
export interface Recommendation {
  readonly target: string;
  readonly mixture: Mixture;
  /** The surrogate's prediction at the recommended mixture itself, not the mean of the kept predictions. */
  readonly predicted: number;
  readonly kept: Matrix;
  readonly keptPredictions: Float64Array;
  readonly candidates: number;
  /** Candidates that broke a cap or floor. */
  readonly rejected: number;
  /** Candidates predicted like the last one kept and left out only because they came later. */
  readonly tied: number;
}

/**
 * Averages the candidates with the lowest predicted loss.
 *
 * Shape   candidates [count × domains] → one mixture
 * Random  none of its own; the candidates carry their seed
 * Source  Liu et al. 2024, arXiv:2407.01492, §3.3; authors' notebook: best 128 of 100 000
 * Differs obeys caps and floors where the authors' simulation has none
 *
 * @throws {RangeError} if the candidates and the surrogate differ in their domains, no mixture can obey the bounds,
 *         fewer candidates than `keep` do, or a prediction is NaN
 * @example meanOfBest(simulate(prior, { count: 100_000, seed: 42 }), booster, { keep: 128 })
 */
export function meanOfBest(
  candidates: Candidates,
  surrogate: Surrogate,
  { keep = 128, caps = {}, floors = {}, onProgress, signal }: MeanOfBestOptions = {},
): Recommendation {
  if (!Number.isInteger(keep) || keep < 1)
    throw new RangeError(`meanOfBest: keep must be a whole number from 1, got ${shown(keep)}.`);
  const { domains } = candidates;
  const width = domains.length;
  requireSameDomains("meanOfBest", "candidates", domains, surrogate.features);
  const test = boundsTest(domains, { caps, floors });
  const bounded = Object.keys(caps).length + Object.keys(floors).length > 0;
  const best = new SmallestRows(keep);
  const rejections = new Int32Array(width);
  let seen = 0;
  let rejected = 0;
  for (const block of candidates.blocks()) {
    signal?.throwIfAborted();
    const predictions = surrogate.predict(block);
    if (predictions.some(Number.isNaN)) {
      throw new RangeError("meanOfBest: surrogate must predict numbers, got NaN. Fit it on finite losses.");
    }
    for (let row = 0; row < block.rows; row++) {
      const broken = bounded ? test.firstBroken(block.values, row * width) : -1;
      if (broken < 0) best.offer(predictions[row], seen + row, block.values, row * width, width);
      else {
        rejections[broken] += 1;
        rejected += 1;
      }
    }
    seen += block.rows;
    onProgress?.(seen, candidates.count);
  }
  const kept = best.sorted();
  if (kept.length < keep) {
    const why =
      rejected > 0
        ? ` Bounds turned away ${rejected}, most by ${rejectionReport({ names: domains }, rejections)}.`
        : "";
    throw new RangeError(
      `meanOfBest: keep must not exceed the candidates that are left, got ${keep} of ${kept.length} (${seen} simulated).${why} Simulate more candidates, keep fewer, or loosen the bounds.`,
    );
  }
  const rows = new Float64Array(keep * width);
  kept.forEach(({ row }, at) => {
    rows.set(row, at * width);
  });
  const mean = meanRow(rows, width);
  const mixture = matrix(domains, mean);
  return {
    target: surrogate.target,
    mixture: rowRecord(mixture, 0),
    predicted: surrogate.predict(mixture)[0],
    kept: matrix(domains, rows),
    keptPredictions: Float64Array.from(kept, ({ value }) => value),
    candidates: seen,
    rejected,
    tied: best.tied(),
  };
}

function meanRow(rows: Float64Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const count = rows.length / width;
  for (let at = 0; at < rows.length; at++) mean[at % width] += rows[at];
  return mean.map((sum) => sum / count);
}

/**
 * Predictions of all candidates, in order.
 *
 * Shape   [candidates.count]
 */
export function predictAll(candidates: Candidates, surrogate: Surrogate): Float64Array {
  const out = new Float64Array(candidates.count);
  let at = 0;
  for (const block of candidates.blocks()) {
    out.set(surrogate.predict(block), at);
    at += block.rows;
  }
  return out;
}

/**
 * The surrogate's prediction for one mixture, its domains matched by name.
 *
 * @throws {RangeError} if the mixture lacks a domain of the surrogate, or gives a share to another one
 */
export function predictMixture(surrogate: Surrogate, mixture: Mixture): number {
  const { features } = surrogate;
  const named = Object.keys(mixture).filter((domain) => mixture[domain] !== 0 || features.includes(domain));
  requireSameDomains("predictMixture", "mixture", named, features);
  const row = matrix(
    features,
    Float64Array.from(features, (domain) => mixture[domain]),
  );
  return surrogate.predict(row)[0];
}
