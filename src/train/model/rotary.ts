import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { DecoderConfiguration } from "../configuration.ts";
import { withGradient } from "./with-gradient.ts";

/** Cosines and sines of the angles by position, for one half of a head: [positions, headSize / 2] each. */
export interface RotaryTable {
  readonly cosines: Tensor;
  readonly sines: Tensor;
}

/** Numbers of a rotary table on the host, row-major [positions, headSize / 2]. */
export interface RotaryNumbers {
  readonly cosines: Float32Array;
  readonly sines: Float32Array;
}

/**
 * Cosines and sines of position × base^(-2i / headSize), in float32 arithmetic as PyTorch does it, because an angle of
 * thousands of radians keeps only four digits there.
 *
 * Shape   [positions, headSize / 2] each
 * Source  Su et al. 2021, arXiv:2104.09864, §3.4.2; half-split as in Hugging Face's Llama
 */
export function rotaryNumbers(
  { headSize, rotaryBase }: DecoderConfiguration,
  positions: number,
): RotaryNumbers {
  const half = headSize / 2;
  const cosines = new Float32Array(positions * half);
  const sines = new Float32Array(positions * half);
  for (let pair = 0; pair < half; pair++) {
    const power = Math.fround(rotaryBase ** Math.fround((2 * pair) / headSize));
    const frequency = Math.fround(1 / power);
    for (let position = 0; position < positions; position++) {
      const angle = Math.fround(position * frequency);
      cosines[position * half + pair] = Math.cos(angle);
      sines[position * half + pair] = Math.sin(angle);
    }
  }
  return { cosines, sines };
}

/**
 * The rotary table of the first positions, its entries times `scale`.
 *
 * Turning queries by a table that is scaled by 1 / √headSize spares attention the division of every score.
 */
export function rotaryTable(configuration: DecoderConfiguration, positions: number, scale = 1): RotaryTable {
  const { cosines, sines } = rotaryNumbers(configuration, positions);
  const shape: [number, number] = [positions, configuration.headSize / 2];
  const table = (numbers: Float32Array) =>
    tf.tensor2d(
      numbers.map((value) => value * scale),
      shape,
      "float32",
    );
  return { cosines: table(cosines), sines: table(sines) };
}

/**
 * Turns each pair (i, i + headSize / 2) of a head's numbers by its position's angle.
 *
 * Shape   heads [..., positions, headSize] → the same
 */
export function turn(heads: Tensor, { cosines, sines }: RotaryTable): Tensor {
  return withGradient([heads], () => ({
    value: turned(heads, cosines, sines),
    saved: [cosines, sines],
    gradient: (upstream, [cosines, sines]) => [turned(upstream, cosines, tf.neg(sines))],
  }));
}

function turned(heads: Tensor, cosines: Tensor, sines: Tensor): Tensor {
  const [first, second] = tf.split(heads, 2, -1);
  return tf.concat(
    [
      tf.sub(tf.mul(first, cosines), tf.mul(second, sines)),
      tf.add(tf.mul(second, cosines), tf.mul(first, sines)),
    ],
    -1,
  );
}
