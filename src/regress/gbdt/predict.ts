import { makePool, type Pool, type RunOptions, sharedFloats, toShared } from "../../parallel/index.ts";
import { type Matrix, selectColumns } from "../../table/index.ts";
import { type PredictRowsInput, predictRowsTask } from "./predict-task.ts";
import { makeScorer, type Scorer } from "./scorer.ts";
import { scorerTables } from "./scorer-tables.ts";
import type { Ensemble } from "./tree.ts";
import { predictByWalking } from "./walk.ts";

/** An ensemble made ready to predict many blocks of rows. */
export interface Predictor {
  readonly features: readonly string[];
  /** Shape   [rows × columns that include `features`] → [rows] */
  predict(mixtures: Matrix): Float64Array;
}

/** A predictor whose work is shared among threads. */
export interface ThreadedPredictor {
  readonly features: readonly string[];
  /**
   * Shape   [rows × columns that include `features`] → [rows]
   *
   * The numbers are copied before this returns, so that the caller may fill the next block while this one is
   * predicted; they are used in place where they lie in shared memory.
   */
  predict(mixtures: Matrix, options?: RunOptions): Promise<Float64Array>;
}

/** Rows whose walks down the trees take as long as compiling tables. */
const worthCompiling = 1000;

/**
 * Predicts with an ensemble: the sum of one leaf of each tree.
 *
 * Shape   [rows × columns that include the ensemble's] → [rows]
 * Source  LightGBM 4.7.0's predictions, bit for bit; test/golden/lightgbm
 *
 * @throws {RangeError} if a column is missing
 * @example predict(readModelText(text), swarm.test.mixtures)
 */
export function predict(ensemble: Ensemble, mixtures: Matrix): Float64Array {
  return predictor(ensemble).predict(mixtures);
}

/**
 * Makes an ensemble ready to predict block after block.
 *
 * Its tables are compiled once, when enough rows have come to make that worth while; the bits do not change.
 *
 * Shape   predict: [rows × columns that include the ensemble's] → [rows]
 * Source  LightGBM 4.7.0's predictions, bit for bit; test/golden/lightgbm
 *
 * @example const { predict } = predictor(ensemble); for (const block of candidates.blocks()) best.offer(predict(block))
 */
export function predictor(ensemble: Ensemble): Predictor {
  const features = ensemble.featureNames;
  let walked = 0;
  let score: Scorer | undefined;
  return {
    features,
    predict(mixtures) {
      const { rows, values } = selectColumns(mixtures, features);
      walked += rows;
      if (score === undefined && walked >= worthCompiling) {
        const tables = scorerTables(ensemble);
        score = tables && makeScorer(tables);
      }
      if (score === undefined) return predictByWalking(ensemble, mixtures);
      const out = new Float64Array(rows);
      score(values, out);
      return out;
    },
  };
}

/**
 * Compiles an ensemble once, to predict block after block on the threads of a pool.
 *
 * Shape   predict: [rows × columns that include the ensemble's] → [rows]
 * Source  the same bits as `predictor`, however many threads there are
 *
 * @example const pool = await makePool(); const ready = threadedPredictor(ensemble, pool);
 */
export function threadedPredictor(ensemble: Ensemble, pool: Pool): ThreadedPredictor {
  const features = ensemble.featureNames;
  const tables = pool.threads === 1 ? undefined : scorerTables(ensemble);
  // Also for ensembles whose tables would be too large.
  if (tables === undefined) {
    const inline = predictor(ensemble);
    return { features, predict: async (mixtures) => inline.predict(mixtures) };
  }
  return {
    features,
    async predict(mixtures, options) {
      const { rows, values } = selectColumns(mixtures, features);
      const next = new Int32Array(new SharedArrayBuffer(4));
      const input: PredictRowsInput = { tables, values: toShared(values), out: sharedFloats(rows), next };
      const tasks = Array.from({ length: pool.threads }, () => pool.run(predictRowsTask, input, options));
      await Promise.all(tasks);
      return input.out;
    },
  };
}

/**
 * Predicts on several threads.
 *
 * Shape   [rows × columns that include the ensemble's] → [rows]
 * Source  the same bits as `predict`
 *
 * @throws {RangeError} if a column is missing or threads is not a whole number from 1
 * @example await predictOnThreads(ensemble, candidates, { threads: 2 })
 */
export async function predictOnThreads(
  ensemble: Ensemble,
  mixtures: Matrix,
  { threads, signal }: { readonly threads?: number; readonly signal?: AbortSignal } = {},
): Promise<Float64Array> {
  const pool = await makePool(threads === undefined ? {} : { threads });
  try {
    const options = signal === undefined ? {} : { signal };
    return await threadedPredictor(ensemble, pool).predict(mixtures, options);
  } finally {
    await pool.close();
  }
}
