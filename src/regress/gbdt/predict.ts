import { type Matrix, selectColumns } from "../../table/index.ts";
import { compileScorer, scorerRows } from "./scorer.ts";
import type { Ensemble } from "./tree.ts";
import { predictByWalking } from "./walk.ts";

/** An ensemble made ready to predict many blocks of rows. */
export interface Predictor {
  readonly features: readonly string[];
  /** Shape   [rows × columns that include `features`] → [rows] */
  predict(mixtures: Matrix): Float64Array;
}

/**
 * Compiles an ensemble once, to predict block after block.
 *
 * Shape   predict: [rows × columns that include the ensemble's] → [rows]
 * Source  LightGBM 4.7.0's predictions, bit for bit; test/golden/lightgbm
 *
 * @example for (const block of candidates.blocks()) best.offer(block, predictor(ensemble).predict(block))
 */
export function predictor(ensemble: Ensemble): Predictor {
  const features = ensemble.featureNames;
  const scorer = compileScorer(ensemble);
  if (scorer === undefined) return { features, predict: (mixtures) => predictByWalking(ensemble, mixtures) };
  return {
    features,
    predict(mixtures) {
      const { rows, values } = selectColumns(mixtures, features);
      const width = features.length;
      const out = new Float64Array(rows);
      for (let from = 0; from < rows; from += scorerRows) {
        const to = Math.min(rows, from + scorerRows);
        scorer.score(values.subarray(from * width, to * width), width, out.subarray(from, to));
      }
      return out;
    },
  };
}
