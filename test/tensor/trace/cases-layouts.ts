import * as tf from "@tensorflow/tfjs-core";
import { float, type KernelCase } from "./kernel-case.ts";

/** Reshapes, slices, joins, tiles. */
export const layouts: KernelCase[] = [
  {
    title: "reshape, expandDims, squeeze",
    inputs: { x: float(2, 3, 1, 4) },
    run: (_, { x }) => [tf.reshape(x, [6, -1]), tf.expandDims(x, -2), tf.squeeze(x, [2])],
  },
  {
    title: "transpose",
    inputs: { x: float(2, 3, 4) },
    run: (_, { x }) => [
      tf.transpose(x),
      tf.transpose(x, [1, 0, 2]),
      tf.transpose(tf.transpose(x, [2, 0, 1]), [1, 2, 0]),
    ],
  },
  {
    title: "concat",
    inputs: { a: float(2, 3), b: float(2, 1), c: float(2, 2) },
    run: (_, { a, b, c }) => [tf.concat([a, b, c], -1), tf.concat([a, a], 0)],
  },
  {
    title: "stack and unstack",
    inputs: { a: float(2, 3), b: float(2, 3) },
    run: (_, { a, b }) => [tf.stack([a, b], 1), tf.stack([a, b], -1), ...tf.unstack(a, 1)],
  },
  {
    title: "split",
    inputs: { x: float(2, 6) },
    run: (_, { x }) => [...tf.split(x, 3, 1), ...tf.split(x, [1, 5], -1)],
  },
  {
    title: "slice",
    inputs: { x: float(4, 5) },
    run: (_, { x }) => [tf.slice(x, [1, 0], [2, -1]), tf.slice(x, [0, 3]), tf.slice(x, 2, 1)],
  },
  {
    title: "overlapping slices",
    inputs: { x: float(6) },
    run: (_, { x }) => [
      tf.slice(x, 0, 3),
      tf.slice(x, 2, 3),
      tf.slice(x, 4, 1),
      tf.mul(tf.slice(x, 0, 3), 2),
    ],
  },
  {
    title: "slices that cover",
    inputs: { x: float(2, 6) },
    run: (_, { x }) => tf.concat([tf.neg(tf.slice(x, [0, 3], [2, 3])), tf.slice(x, [0, 0], [2, 3])], 1),
  },
  {
    title: "stridedSlice",
    inputs: { x: float(5, 6) },
    run: (_, { x }) => [
      tf.stridedSlice(x, [0, 1], [5, 6], [2, 2]),
      tf.stridedSlice(x, [4, 5], [0, 0], [-2, -1]),
      tf.stridedSlice(x, [1, 0], [2, 6], [1, 1], 0, 0, 0, 0, 1),
    ],
    gradient: false,
  },
  {
    title: "pad",
    inputs: { x: float(2, 3) },
    run: (_, { x }) => [
      tf.pad(x, [
        [1, 0],
        [0, 2],
      ]),
      tf.pad(
        x,
        [
          [0, 0],
          [1, 1],
        ],
        7,
      ),
    ],
  },
  {
    title: "mirrorPad",
    inputs: { x: float(3, 4) },
    run: (_, { x }) => [
      tf.mirrorPad(
        x,
        [
          [1, 2],
          [0, 3],
        ],
        "reflect",
      ),
      tf.mirrorPad(
        x,
        [
          [2, 0],
          [1, 1],
        ],
        "symmetric",
      ),
    ],
    gradient: false,
  },
  {
    title: "reverse",
    inputs: { x: float(2, 3, 4) },
    run: (_, { x }) => [tf.reverse(x, -1), tf.reverse(x, [0, 2]), tf.reverse(x)],
  },
  { title: "tile", inputs: { x: float(2, 3) }, run: (_, { x }) => [tf.tile(x, [2, 1]), tf.tile(x, [2, 3])] },
  {
    title: "tile of size 1",
    inputs: { x: float(1, 3, 1) },
    run: (_, { x }) => [tf.tile(x, [4, 1, 2]), tf.mul(tf.tile(x, [4, 1, 1]), 2)],
  },
  {
    title: "broadcastTo",
    inputs: { x: float(3, 1) },
    run: (_, { x }) => [
      tf.broadcastTo(x, [2, 3, 4]),
      tf.sum(tf.broadcastTo(x, [3, 5]), 1),
      tf.mean(tf.broadcastTo(x, [5, 3, 2])),
    ],
  },
  {
    title: "layouts of what is broadcast",
    inputs: { x: float(3, 1) },
    run: (_, { x }) => {
      const y = tf.broadcastTo(x, [2, 3, 4]);
      return [
        tf.transpose(y, [2, 0, 1]),
        tf.reshape(y, [6, 4]),
        tf.reshape(y, [2, 12]),
        tf.slice(y, [1, 1, 1], [1, 2, 3]),
        tf.concat([y, y], 2),
        tf.concat([y, y], 1),
        tf.reverse(y, [1, 2]),
        tf.pad(y, [
          [0, 0],
          [1, 0],
          [0, 1],
        ]),
        tf.cumsum(y, 2),
        tf.matMul(y, tf.transpose(y, [0, 2, 1])),
        tf.softmax(y),
        tf.max(y, [0, 2]),
        tf.argMax(y, 1),
      ];
    },
    gradient: false,
  },
];
