// What a case of the tracer's kernels is, and how its numbers and its gradient are made.
import * as tf from "@tensorflow/tfjs-core";
import type { DataType, HostTensor, Step } from "../../../src/tensor/index.ts";

type Range = readonly [low: number, high: number];

/** Shape, and where it is not the usual -2 to 2 the range of the numbers; whole numbers where the dtype is not float32. */
export interface InputCase {
  readonly shape: readonly number[];
  readonly range?: Range;
  readonly dtype?: DataType;
}

export interface KernelCase {
  readonly title: string;
  readonly inputs: Readonly<Record<string, InputCase>>;
  readonly run: (ops: typeof tf, inputs: Readonly<Record<string, tf.Tensor>>) => tf.Tensor | tf.Tensor[];
  /** False where tfjs has none, or the result is not of floats. */
  readonly gradient?: boolean;
  readonly tolerance?: number;
}

/** Numbers that look random and are the same everywhere. */
function numbers(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

/** Tensors for a case. */
export function inputsOf(inputs: Readonly<Record<string, InputCase>>): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, range = [-2, 2], dtype = "float32" }], at) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const drawn = numbers(count, at * 97 + count + 5).map((u) => range[0] + u * (range[1] - range[0]));
      const data =
        dtype === "float32"
          ? Float32Array.from(drawn)
          : dtype === "int32"
            ? Int32Array.from(drawn, Math.floor)
            : Uint8Array.from(drawn, (number) => Number(number > 0));
      return [name, { shape, dtype, data }];
    }),
  );
}

/** The gradients of a case's results, weighted unevenly, with respect to its float inputs. */
export function gradientOf({ inputs, run }: KernelCase): Step {
  const names = Object.keys(inputs).filter((name) => (inputs[name].dtype ?? "float32") === "float32");
  return (_, given) => {
    const loss = (...list: tf.Tensor[]): tf.Scalar => {
      const replaced = Object.fromEntries(names.map((name, at) => [name, list[at]]));
      const results = [run(tf, { ...given, ...replaced })].flat();
      const parts = results.map((result) => {
        const count = result.shape.reduce((product, size) => product * size, 1);
        const weights = tf.tensor(Float32Array.from(numbers(count, 11)), result.shape);
        return tf.sum(tf.mul(result, weights));
      });
      return parts.reduce((sum, part) => tf.add(sum, part)) as tf.Scalar;
    };
    const gradients = tf.grads(loss)(names.map((name) => given[name]));
    return { outputs: Object.fromEntries(names.map((name, at) => [name, gradients[at]])) };
  };
}

/** Floats between -2 and 2. */
export const float = (...shape: number[]): InputCase => ({ shape });
/** Floats above 0. */
export const positive = (...shape: number[]): InputCase => ({ shape, range: [0.2, 3] });
/** Whole numbers from low to below high. */
export const whole = (range: Range, ...shape: number[]): InputCase => ({ shape, range, dtype: "int32" });
/** Truths. */
export const truth = (...shape: number[]): InputCase => ({ shape, dtype: "bool" });
