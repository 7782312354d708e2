import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { linear } from "./linear.ts";
import { withGradient } from "./with-gradient.ts";

/** The least probability a target counts with while training, 85 nats: below it lie numbers that are not exact. */
const leastProbability = 1e-37;

/** Numbers of logits that exist at once where the caller does not say, and fewest rows of them: 16 MiB, 256 rows. */
const usualLogits = 2 ** 22;
const fewestRows = 256;

/** Rows of logits over a vocabulary that exist at once where the caller does not say. */
export const usualChunk = (vocabularySize: number): number =>
  Math.max(fewestRows, Math.floor(usualLogits / vocabularySize));

/** Options of `chunkedCrossEntropy`. */
export interface CrossEntropyOptions {
  /** Rows whose logits exist at once. */
  readonly chunk?: number;
  /** Coefficient of the squared log of the softmax's denominator, 0 by default. */
  readonly zLoss?: number;
  /** Weight of each target [n]; the loss is the weighted mean. 0 leaves a target out. */
  readonly weights?: Tensor;
  /** Told the two summands of the loss while the forward pass runs; whoever wants them longer must keep them. */
  readonly report?: (parts: { readonly crossEntropy: Scalar; readonly zTerm: Scalar }) => void;
}

interface Chunk {
  readonly begin: number;
  readonly size: number;
}

/**
 * Mean cross-entropy of a linear head's logits, chunk of rows by chunk, so that the logits of all rows never exist at
 * once. Where a gradient is asked for, it is made in the same pass: no logit is computed twice or kept.
 *
 * Shape   hidden [n, width], head [vocabulary, width], targets int32 [n] → scalar
 * Units   nats per target
 * Source  z-loss: Chowdhery et al. 2022, arXiv:2204.02311, §5
 * Differs a target counts at most 85 nats; without a gradient `tokenNats` is cheaper, and exact
 */
export function chunkedCrossEntropy(
  hidden: Tensor2D,
  head: Tensor2D,
  targets: Tensor,
  { chunk, zLoss = 0, weights, report }: CrossEntropyOptions = {},
): Scalar {
  const shares = shareOfTargets(hidden.shape[0], weights);
  return withGradient([hidden, head], () => {
    const sums: Tensor[] = [];
    const zSums: Tensor[] = [];
    const ofHidden: Tensor2D[] = [];
    let ofHead: Tensor | undefined;
    for (const { begin, size } of chunksOf(hidden.shape[0], head.shape[0], chunk)) {
      const rows = afterwards(tf.slice(hidden, [begin, 0], [size, -1]), [
        sums.at(-1),
        ofHidden.at(-1),
        ofHead,
      ]);
      const share =
        shares === undefined ? tf.scalar(1 / hidden.shape[0]) : tf.slice(shares, [begin, 0], [size, 1]);
      const places = targetPlaces(tf.slice(targets as Tensor1D, begin, size));
      const logits = linear(rows, head);
      const probabilities = tf.softmax(logits);
      const ofTargets = tf.gatherND(probabilities, places);
      const nats = tf.reshape(tf.neg(tf.log(tf.maximum(ofTargets, leastProbability))), [size, 1]);
      sums.push(tf.sum(tf.mul(share, nats)));
      let weight: Tensor = share;
      let ones: Tensor = tf.onesLike(ofTargets);
      if (zLoss !== 0) {
        const log = tf.add(nats, tf.reshape(tf.gatherND(logits, places), [size, 1]));
        zSums.push(tf.sum(tf.mul(share, tf.mul(zLoss, tf.square(log)))));
        const factor = tf.add(tf.mul(2 * zLoss, log), 1);
        weight = tf.mul(share, factor);
        ones = tf.reshape(tf.reciprocal(factor), [size]);
      }
      const perLogit = tf.tensorScatterUpdate(probabilities, places, tf.sub(ofTargets, ones));
      ofHidden.push(tf.mul(tf.matMul(perLogit, head), weight));
      const part = tf.matMul(tf.mul(rows, weight), perLogit, true);
      ofHead = ofHead === undefined ? part : tf.add(ofHead, part);
    }
    const crossEntropy = total(sums);
    const zTerm = zSums.length > 0 ? total(zSums) : tf.scalar(0);
    report?.({ crossEntropy, zTerm });
    return {
      value: zSums.length > 0 ? tf.add<Scalar>(crossEntropy, zTerm) : crossEntropy,
      saved: [tf.concat(ofHidden, 0), tf.transpose(ofHead as Tensor)],
      gradient: (upstream, [ofHidden, ofHead]) => [tf.mul(ofHidden, upstream), tf.mul(ofHead, upstream)],
    };
  });
}

/**
 * Cross-entropy of each target by itself, chunk by chunk, without a gradient.
 *
 * Shape   hidden [n, width], head [vocabulary, width], targets int32 [n] → [n]
 * Units   nats
 */
export function tokenNats(
  hidden: Tensor2D,
  head: Tensor2D,
  targets: Tensor,
  { chunk }: { readonly chunk?: number } = {},
): Tensor1D {
  const parts = chunksOf(hidden.shape[0], head.shape[0], chunk).map(({ begin, size }) => {
    const places = targetPlaces(tf.slice(targets as Tensor1D, begin, size));
    const { logDenominator, targetLogits } = scored(
      linear(tf.slice(hidden, [begin, 0], [size, -1]), head),
      places,
    );
    return tf.sub<Tensor1D>(logDenominator, targetLogits);
  });
  return tf.concat(parts, 0);
}

/** Softmax of logits [n, vocabulary], the log of its denominator [n], and the logits of the targets [n]. */
function scored(
  logits: Tensor2D,
  places: Tensor,
): { probabilities: Tensor; logDenominator: Tensor; targetLogits: Tensor } {
  const probabilities = tf.softmax(logits);
  // The largest probability is never 0, so that its log, unlike the target's, is always finite.
  const logDenominator = tf.sub(tf.max(logits, 1), tf.log(tf.max(probabilities, 1)));
  return { probabilities, logDenominator, targetLogits: tf.gatherND(logits, places) };
}

/** Row and column of each target: int32 [n, 2]. */
const targetPlaces = (targets: Tensor1D): Tensor =>
  tf.stack([tf.range(0, targets.shape[0], 1, "int32"), tf.cast(targets, "int32")], 1);

/** What each target weighs in the mean: [n, 1], or undefined where all weigh alike. */
function shareOfTargets(n: number, weights: Tensor | undefined): Tensor2D | undefined {
  if (weights === undefined) return undefined;
  return tf.reshape(tf.div(weights, tf.sum(weights)), [n, 1]);
}

/**
 * Rows that a compiled graph cannot compute with before it has some other results, of which each gives a 0 to be added.
 * Left alone a runtime computes the logits of another chunk before it is done with those of the last: .3 GB more at
 * RegMix's 1M shape.
 */
function afterwards(rows: Tensor2D, others: readonly (Tensor | undefined)[]): Tensor2D {
  return others.reduce<Tensor2D>((sum, other) => {
    if (other === undefined) return sum;
    const first = tf.slice(tf.reshape(other, [-1]), 0, 1);
    return tf.add(sum, tf.minimum(tf.abs(first), 0));
  }, rows);
}

function chunksOf(n: number, vocabulary: number, chunk: number | undefined): Chunk[] {
  const most = chunk ?? usualChunk(vocabulary);
  const size = Math.ceil(n / Math.ceil(n / most));
  return Array.from({ length: Math.ceil(n / size) }, (_, at) => ({
    begin: at * size,
    size: Math.min(size, n - at * size),
  }));
}

const total = (parts: readonly Tensor[]): Scalar => parts.reduce((sum, part) => tf.add(sum, part)) as Scalar;
