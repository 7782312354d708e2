import type { Recorder, Traced } from "../recorder.ts";
import { frontAxis, type Kernels } from "./kernel.ts";

// Klambauer et al. 2017, arXiv:1706.02515: the fixed point of mean 0 and variance 1.
const seluScale = 1.0507009873554805;
const seluScaleAlpha = 1.7580993408473768;

/** Below 0 one thing, else another. */
const below = (record: Recorder, x: Traced, negative: Traced, rest: Traced): Traced =>
  record.select(record.withNumber("less", x, 0), negative, rest);

const leaky = (record: Recorder, x: Traced, alpha: number): Traced =>
  below(record, x, record.withNumber("multiply", x, alpha), x);

const elu = (record: Recorder, x: Traced): Traced => below(record, x, record.unary("expm1", x), x);

/** Activations that tfjs can join to a matrix product, by its names for them. */
export const activations: Readonly<
  Record<string, (record: Recorder, x: Traced, alpha: number, weights: Traced | undefined) => Traced>
> = {
  linear: (_, x) => x,
  relu: (record, x) => record.unary("relu", x),
  relu6: (record, x) => record.withNumber("minimum", record.unary("relu", x), 6),
  elu,
  sigmoid: (record, x) => record.unary("sigmoid", x),
  leakyrelu: (record, x, alpha) => leaky(record, x, alpha),
  prelu: (record, x, _, weights) => below(record, x, record.binary("multiply", x, weights!), x),
};

/** Runs an operation that knows only the last axis over any axis. */
function overLast(record: Recorder, x: Traced, axis: number, kind: "softmax" | "logSoftmax"): Traced {
  const rank = x.shape.length;
  const along = frontAxis(axis, rank);
  const swap = Array.from({ length: rank }, (_, at) =>
    at === along ? rank - 1 : at === rank - 1 ? along : at,
  );
  const turned = record.transpose(x, swap);
  const given = record.along(turned, [rank - 1]);
  const value = record.graph.node({ op: kind }, [given], given.shape, given.dtype);
  return record.transpose({ value, shape: turned.shape }, swap);
}

/** Activations and softmax. */
export const activationKernels: Kernels = {
  Elu: ({ record, list: [x] }) => elu(record, x),
  EluGrad: ({ record, inputs: { dy, y } }) =>
    below(record, y, record.binary("multiply", dy, record.withNumber("add", y, 1)), dy),
  LeakyRelu: ({ record, list: [x], attributes }) => leaky(record, x, (attributes as { alpha: number }).alpha),
  LogSoftmax: ({ record, list: [x], attributes }) =>
    overLast(record, x, (attributes as { axis: number }).axis, "logSoftmax"),
  Prelu: ({ record, inputs: { x, alpha } }) => below(record, x, record.binary("multiply", x, alpha), x),
  Relu: ({ record, list: [x] }) => record.unary("relu", x),
  Relu6: ({ record, list: [x] }) => record.withNumber("minimum", record.withNumber("maximum", x, 0), 6),
  Selu: ({ record, list: [x] }) =>
    below(
      record,
      x,
      record.withNumber("multiply", record.unary("expm1", x), seluScaleAlpha),
      record.withNumber("multiply", x, seluScale),
    ),
  Softmax: ({ record, list: [x], attributes }) =>
    overLast(record, record.convert(x, "float32"), (attributes as { dim: number }).dim, "softmax"),
  // Sums and differences of exponentials that lose no digits near 0.
  Acosh: ({ record, list: [x] }) => {
    const above = record.withNumber("subtract", x, 1);
    const root = record.unary(
      "sqrt",
      record.binary("add", record.withNumber("multiply", above, 2), record.unary("square", above)),
    );
    return record.unary("log1p", record.binary("add", above, root));
  },
  Asinh: ({ record, list: [x] }) => {
    const size = record.unary("absolute", x);
    const square = record.unary("square", x);
    const root = record.withNumber("add", record.unary("sqrt", record.withNumber("add", square, 1)), 1);
    const sum = record.binary("add", size, record.binary("divide", square, root));
    return record.binary("multiply", record.unary("sign", x), record.unary("log1p", sum));
  },
  Atanh: ({ record, list: [x] }) =>
    record.withNumber(
      "multiply",
      record.binary("subtract", record.unary("log1p", x), record.unary("log1p", record.unary("negate", x))),
      0.5,
    ),
  Cosh: ({ record, list: [x] }) =>
    record.withNumber(
      "multiply",
      record.binary("add", record.unary("exp", x), record.unary("exp", record.unary("negate", x))),
      0.5,
    ),
  Sinh: ({ record, list: [x] }) =>
    record.withNumber(
      "multiply",
      record.binary("subtract", record.unary("expm1", x), record.unary("expm1", record.unary("negate", x))),
      0.5,
    ),
};
