import type { Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { DecoderConfiguration } from "../configuration.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * Normalises rows and multiplies them by a gain, in the configuration's way.
 *
 * Shape   rows [n, width], gain [width] → [n, width]
 */
export function normalise(configuration: DecoderConfiguration, rows: Tensor2D, gain: tf.Tensor): Tensor2D {
  const norm = configuration.norm === "rms" ? rmsNorm : gainOnlyLayerNorm;
  return norm(rows, gain, configuration.normEpsilon);
}

/**
 * RMSNorm: each row over its root mean square.
 *
 * Shape   rows [n, width], gain [width] → [n, width]
 * Source  Zhang and Sennrich 2019, arXiv:1910.07467, equation 4
 */
export function rmsNorm(rows: Tensor2D, gain: tf.Tensor, epsilon: number): Tensor2D {
  return withGradient([rows, gain], () => {
    const inverse = inverseRoot(rows, epsilon);
    const unit = tf.mul(rows, inverse);
    return {
      value: tf.mul<Tensor2D>(unit, gain),
      saved: [unit, inverse, gain],
      gradient: (upstream, [unit, inverse, gain]) => {
        const along = tf.mul(upstream, unit);
        const perUnit = tf.mul(upstream, gain);
        return [tf.mul(inverse, tf.sub(perUnit, tf.mul(unit, rowMeans(along, gain)))), tf.sum(along, 0)];
      },
    };
  });
}

/**
 * Layer norm with a gain and no bias, as open_lm has it: RMSNorm of centred rows.
 *
 * Shape   rows [n, width], gain [width] → [n, width]
 * Source  Ba et al. 2016, arXiv:1607.06450, equation 4, with bias 0
 */
export const gainOnlyLayerNorm = (rows: Tensor2D, gain: tf.Tensor, epsilon: number): Tensor2D =>
  rmsNorm(tf.sub(rows, tf.mean(rows, 1, true)), gain, epsilon);

/** 1 / root of the mean square of each row: [n, 1]. */
const inverseRoot = (rows: tf.Tensor, epsilon: number): tf.Tensor =>
  tf.rsqrt(tf.add(tf.mean(tf.square(rows), 1, true), epsilon));

/** Mean of each row's products with the gain, [n, 1], as one product with a vector instead of a pass that writes. */
const rowMeans = (rows: tf.Tensor, gain: tf.Tensor): tf.Tensor => {
  const width = gain.shape[0] as number;
  return tf.matMul(rows, tf.reshape(tf.mul(gain, 1 / width), [width, 1]));
};
