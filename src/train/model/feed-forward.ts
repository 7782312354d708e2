import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { withGradient } from "./with-gradient.ts";

/**
 * The gate of SwiGLU: silu(gate) ∘ up.
 *
 * Shape   gate, up [n, feedForwardSize] → the same
 * Source  Shazeer 2020, arXiv:2002.05202, equation 6
 */
export function gated(gate: Tensor, up: Tensor): Tensor2D {
  return withGradient([gate, up], () => {
    const open = tf.sigmoid(gate);
    const silu = tf.mul(gate, open);
    return {
      value: tf.mul<Tensor2D>(silu, up),
      saved: [open, silu, up],
      gradient: (upstream, [open, silu, up]) => {
        // d silu = open + silu (1 − open)
        const slope = tf.add(open, tf.sub(silu, tf.mul(silu, open)));
        return [tf.mul(tf.mul(upstream, up), slope), tf.mul(upstream, silu)];
      },
    };
  });
}
