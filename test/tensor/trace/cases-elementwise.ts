import * as tf from "@tensorflow/tfjs-core";
import { float, type InputCase, type KernelCase, positive, truth, whole } from "./kernel-case.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;

const unaryCases = (
  names: Readonly<Record<string, Unary>>,
  input: InputCase,
  gradient = true,
): KernelCase[] =>
  Object.entries(names).map(([title, op]) => ({
    title,
    inputs: { x: input },
    run: (_, { x }) => op(x),
    gradient,
    tolerance: title === "erf" ? 1e-6 : 3e-6,
  }));

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const binaryCases = (
  names: Readonly<Record<string, Binary>>,
  a: InputCase,
  b: InputCase,
  gradient: boolean,
  note = "",
): KernelCase[] =>
  Object.entries(names).map(([title, op]) => ({
    title: `${title}${note}`,
    inputs: { a, b },
    run: (_, { a, b }) => op(a, b),
    gradient,
  }));

const smooth: Record<string, Binary> = { add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div };
const compared: Record<string, Binary> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
};

/** Functions of one, two and more tensors number by number. */
export const elementwise: KernelCase[] = [
  ...unaryCases(
    {
      abs: tf.abs,
      cos: tf.cos,
      cosh: tf.cosh,
      elu: tf.elu,
      erf: tf.erf,
      exp: tf.exp,
      expm1: tf.expm1,
      leakyRelu: tf.leakyRelu,
      logSigmoid: tf.logSigmoid,
      neg: tf.neg,
      relu: tf.relu,
      selu: tf.selu,
      sigmoid: tf.sigmoid,
      sin: tf.sin,
      sinh: tf.sinh,
      softplus: tf.softplus,
      square: tf.square,
      tan: tf.tan,
      tanh: tf.tanh,
      relu6: (x) => tf.relu6(tf.mul(x, 5)),
      step: tf.step,
      sign: tf.sign,
      floor: tf.floor,
      ceil: tf.ceil,
      round: tf.round,
      asinh: tf.asinh,
      clone: tf.clone,
      clip: (x) => tf.clipByValue(x, -0.5, 0.75),
    },
    float(3, 4),
  ),
  ...unaryCases(
    {
      log: tf.log,
      log1p: tf.log1p,
      sqrt: tf.sqrt,
      rsqrt: tf.rsqrt,
      reciprocal: tf.reciprocal,
      acosh: (x) => tf.acosh(tf.add(x, 1)),
      "pow 3": (x) => tf.pow(x, 3),
      "pow 0.5": (x) => tf.pow(x, 0.5),
      "pow -0.5": (x) => tf.pow(x, -0.5),
      "pow 1.7": (x) => tf.pow(x, 1.7),
      "pow 2": (x) => tf.pow(x, 2),
    },
    positive(7),
  ),
  ...unaryCases({ atanh: tf.atanh }, { shape: [5], range: [-0.9, 0.9] }),
  ...unaryCases(
    {
      isNaN: (x) => tf.isNaN(tf.sqrt(x)),
      isInf: (x) => tf.isInf(tf.div(1, tf.relu(x))),
      isFinite: (x) => tf.isFinite(tf.log(x)),
    },
    float(9),
    false,
  ),
  ...unaryCases({ "square of rank 0": tf.square, "sin of rank 0": tf.sin }, float()),
  ...unaryCases({ "exp of nothing": tf.exp }, float(0, 3)),
  ...binaryCases(smooth, float(2, 3), positive(2, 3), true),
  ...binaryCases(smooth, float(4, 1, 3), positive(5, 1), true, " that broadcasts on both sides"),
  ...binaryCases(smooth, float(), positive(2, 2), true, " of a scalar and a matrix"),
  ...binaryCases(smooth, float(0, 3), positive(1, 3), false, " of nothing"),
  ...binaryCases(
    { maximum: tf.maximum, minimum: tf.minimum, squaredDifference: tf.squaredDifference },
    float(3, 3),
    float(3, 3),
    true,
  ),
  ...binaryCases({ pow: tf.pow, mod: tf.mod }, positive(2, 3), positive(3), true),
  ...binaryCases({ "mod of both signs": tf.mod }, float(12), float(12), false),
  ...binaryCases({ divNoNan: tf.divNoNan }, float(4), positive(4), false),
  ...binaryCases(
    { ...compared, floorDiv: tf.floorDiv, mod: tf.mod, mul: tf.mul, sub: tf.sub, maximum: tf.maximum },
    whole([-4, 5], 3, 4),
    whole([1, 4], 4),
    false,
    " of whole numbers",
  ),
  ...binaryCases(compared, float(3, 1), float(4), false),
  ...binaryCases({ floorDiv: tf.floorDiv }, float(6), positive(6), false, " of floats"),
  ...binaryCases(
    { and: tf.logicalAnd, or: tf.logicalOr, xor: tf.logicalXor, mul: tf.mul },
    truth(2, 4),
    truth(4),
    false,
    " of truths",
  ),
  { title: "logicalNot", inputs: { x: truth(5) }, run: (_, { x }) => tf.logicalNot(x), gradient: false },
  {
    title: "addN",
    inputs: { a: float(2, 2), b: float(2, 2), c: float(2, 2) },
    run: (_, { a, b, c }) => tf.addN([a, b, c, a]),
  },
  {
    title: "cast of floats",
    inputs: { x: { shape: [8], range: [-3, 3] } },
    run: (_, { x }) => [tf.cast(x, "int32"), tf.cast(x, "bool"), tf.cast(tf.cast(x, "bool"), "float32")],
    gradient: false,
  },
  {
    title: "cast to floats",
    inputs: { x: whole([-3, 3], 4), y: truth(4) },
    run: (_, { x, y }) => [tf.cast(x, "float32"), tf.cast(y, "int32"), tf.sqrt(tf.cast(y, "float32"))],
    gradient: false,
  },
  {
    title: "where",
    inputs: { c: truth(3, 1), a: float(3, 4), b: float(4) },
    run: (_, { c, a, b }) => tf.where(c, a, b),
    gradient: false,
  },
  {
    title: "where of one shape",
    inputs: { c: truth(3, 4), a: float(3, 4), b: float(3, 4) },
    run: (_, { c, a, b }) => tf.where(c, a, b),
  },
  { title: "prelu", inputs: { x: float(3, 4), a: float(4) }, run: (_, { x, a }) => tf.prelu(x, a) },
  {
    title: "gelu from tanh",
    inputs: { x: float(11) },
    run: (_, { x }) =>
      tf.mul(
        tf.mul(x, 0.5),
        tf.add(1, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3)))))),
      ),
  },
  {
    title: "gelu from erf",
    inputs: { x: float(11) },
    run: (_, { x }) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
  },
];
