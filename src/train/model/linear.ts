import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * A linear layer without bias: rows · weightᵀ.
 *
 * Shape   rows [n, in], weight [out, in] → [n, out]
 */
export const linear = (rows: Tensor, weight: Tensor): Tensor2D =>
  tf.matMul<Tensor2D>(rows, weight, false, true);
