// Runs a graph number by number, in plain loops that share nothing with the engines: what a graph means.
import type { Graph, GraphNode, Operation, Value } from "../../src/tensor/graph/types.ts";
import type { DataType, HostData, HostTensor } from "../../src/tensor/index.ts";

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const empty = (shape: readonly number[], dtype: DataType): HostData => new arrays[dtype](count(shape));

/** All index vectors of a shape, in row-major order. */
function* indices(shape: readonly number[]): Generator<number[]> {
  const total = count(shape);
  const index = shape.map(() => 0);
  for (let at = 0; at < total; at++) {
    yield index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] += 1;
      if (index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

function offset(index: readonly number[], shape: readonly number[]): number {
  let place = 0;
  for (let axis = 0; axis < shape.length; axis++) place = place * shape[axis] + index[axis];
  return place;
}

/** The place in row-major order of an index of a shape that `shape` broadcasts to. */
function spreadOffset(index: readonly number[], shape: readonly number[]): number {
  const skipped = index.length - shape.length;
  let place = 0;
  for (let axis = 0; axis < shape.length; axis++)
    place = place * shape[axis] + (shape[axis] === 1 ? 0 : index[skipped + axis]);
  return place;
}

/** A number at an index of a shape that the tensor broadcasts to. */
const spread = ({ shape, data }: HostTensor, index: readonly number[]): number =>
  data[spreadOffset(index, shape)];

/** Rows times columns, matrix by matrix; for most graphs all but a little of the work. */
function multiplied(
  { transposeA, transposeB, scale }: Extract<Operation, { op: "matmul" }>,
  a: HostTensor,
  b: HostTensor,
  shape: readonly number[],
): Float32Array {
  const [rows, columns, inner] = [shape.at(-2)!, shape.at(-1)!, a.shape.at(transposeA ? -2 : -1)!];
  const data = new Float32Array(count(shape));
  const [rowA, innerA] = transposeA ? [1, rows] : [inner, 1];
  const [columnB, innerB] = transposeB ? [inner, 1] : [1, columns];
  let at = 0;
  for (const index of indices(shape.slice(0, -2))) {
    const startA = spreadOffset(index, a.shape.slice(0, -2)) * rows * inner;
    const startB = spreadOffset(index, b.shape.slice(0, -2)) * inner * columns;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        let total = 0;
        for (let k = 0; k < inner; k++)
          total += a.data[startA + row * rowA + k * innerA] * b.data[startB + column * columnB + k * innerB];
        data[at++] = total * scale;
      }
  }
  return data;
}

function erf(x: number): number {
  // The integral of the bell by Simpson's rule.
  const end = Math.min(Math.abs(x), 6);
  const steps = 400;
  const step = end / steps;
  let total = 1 + Math.exp(-end * end);
  for (let at = 1; at < steps; at++) total += (at % 2 === 0 ? 2 : 4) * Math.exp(-((at * step) ** 2));
  return Number.isNaN(x) ? x : (Math.sign(x) * 2 * total * step) / 3 / Math.sqrt(Math.PI);
}

function halfEven(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

const unary: Record<Extract<Operation, { op: "unary" }>["kind"], (x: number) => number> = {
  negate: (x) => 0 - x,
  absolute: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (x) => x ** -0.5,
  reciprocal: (x) => 1 / x,
  square: (x) => x * x,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => Math.max(0, x),
  softplus: (x) => (x > 30 ? x : Math.log1p(Math.exp(x))),
  erf,
  floor: Math.floor,
  ceil: Math.ceil,
  round: halfEven,
  isNaN: (x) => Number(Number.isNaN(x)),
  isFinite: (x) => Number(Number.isFinite(x)),
  isInfinite: (x) => Number(x === Infinity || x === -Infinity),
  not: (x) => 1 - x,
};

const binary: Record<Extract<Operation, { op: "binary" }>["kind"], (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  floorDivide: (a, b) => Math.floor(a / b),
  remainder: (a, b) => a - Math.floor(a / b) * b,
  power: Math.pow,
  maximum: Math.max,
  minimum: Math.min,
  squaredDifference: (a, b) => (a - b) ** 2,
  equal: (a, b) => +(a === b),
  notEqual: (a, b) => +(a !== b),
  less: (a, b) => +(a < b),
  lessEqual: (a, b) => +(a <= b),
  greater: (a, b) => +(a > b),
  greaterEqual: (a, b) => +(a >= b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
};

const reductions: Record<Extract<Operation, { op: "reduce" }>["kind"], (list: readonly number[]) => number> =
  {
    sum: (list) => list.reduce((total, x) => total + x, 0),
    mean: (list) => list.reduce((total, x) => total + x, 0) / list.length,
    max: (list) => list.reduce((most, x) => Math.max(most, x), -Infinity),
    min: (list) => list.reduce((least, x) => Math.min(least, x), Infinity),
    product: (list) => list.reduce((total, x) => total * x, 1),
    any: (list) => +list.some((x) => x !== 0),
    all: (list) => +list.every((x) => x !== 0),
  };

type Reader = (index: readonly number[]) => number;

function softmaxes(op: "softmax" | "logSoftmax", x: HostTensor): Reader {
  const width = x.shape.at(-1)!;
  return (index) => {
    const row = offset([...index.slice(0, -1), 0], x.shape);
    const list = [...x.data.subarray(row, row + width)];
    const most = Math.max(...list);
    const total = list.reduce((sum, number) => sum + Math.exp(number - most), 0);
    const own = list[index.at(-1)!] - most;
    return op === "softmax" ? Math.exp(own) / total : own - Math.log(total);
  };
}

/** What an operation gives at each index of its output. */
function readerOf({ operation, output }: GraphNode, given: readonly HostTensor[]): Reader {
  const [x, y, z] = given;
  const at = (tensor: HostTensor, index: readonly number[]) => tensor.data[offset(index, tensor.shape)];
  switch (operation.op) {
    case "unary":
      return (index) => unary[operation.kind](at(x, index));
    case "binary":
      return (index) => binary[operation.kind](spread(x, index), spread(y, index));
    case "select":
      return (index) => (spread(x, index) ? spread(y, index) : spread(z, index));
    case "convert":
      return (index) => {
        const number = at(x, index);
        return output.dtype === "bool"
          ? +(number !== 0)
          : output.dtype === "int32"
            ? Math.trunc(number)
            : number;
      };
    case "transpose":
      return (index) => {
        const from: number[] = [];
        operation.permutation.forEach((axis, place) => {
          from[axis] = index[place];
        });
        return at(x, from);
      };
    case "reshape":
      return (index) => x.data[offset(index, output.shape)];
    case "broadcast":
      return (index) => spread(x, index);
    case "reduce":
      return (index) => {
        const outer = [...index];
        const whole = x.shape.map((_, axis) => {
          if (!operation.axes.includes(axis)) return outer.shift()!;
          if (operation.keepDims) outer.shift();
          return 0;
        });
        const list: number[] = [];
        for (const inner of indices(operation.axes.map((axis) => x.shape[axis]))) {
          operation.axes.forEach((axis, place) => {
            whole[axis] = inner[place];
          });
          list.push(at(x, whole));
        }
        return reductions[operation.kind](list);
      };
    case "softmax":
    case "logSoftmax":
      return softmaxes(operation.op, x);
    case "argument":
      return (index) => {
        const list = Array.from({ length: x.shape[operation.axis] }, (_, place) =>
          at(x, index.toSpliced(operation.axis, 0, place)),
        );
        return list.indexOf(operation.kind === "max" ? Math.max(...list) : Math.min(...list));
      };
    case "concat":
      return (index) => {
        let place = index[operation.axis];
        const part = given.find(({ shape }) => {
          if (place < shape[operation.axis]) return true;
          place -= shape[operation.axis];
          return false;
        })!;
        return at(part, index.with(operation.axis, place));
      };
    case "slice":
      return (index) =>
        at(
          x,
          index.map((place, axis) => operation.begin[axis] + place * operation.strides[axis]),
        );
    case "pad":
      return (index) => {
        const from = index.map((place, axis) => place - operation.before[axis]);
        return from.every((place, axis) => place >= 0 && place < x.shape[axis])
          ? at(x, from)
          : operation.value;
      };
    case "reverse":
      return (index) =>
        at(
          x,
          index.map((place, axis) => (operation.axes.includes(axis) ? x.shape[axis] - 1 - place : place)),
        );
    case "cumulativeSum":
      return (index) => {
        let total = 0;
        const own = index[operation.axis];
        for (let place = 0; place < x.shape[operation.axis]; place++) {
          const before = operation.reverse ? place > own : place < own;
          if (before || (place === own && !operation.exclusive))
            total += at(x, index.with(operation.axis, place));
        }
        return total;
      };
    case "gather":
      return (index) => {
        const { axis } = operation;
        const place = at(y, index.slice(axis, axis + y.shape.length));
        return at(x, [...index.slice(0, axis), place, ...index.slice(axis + y.shape.length)]);
      };
    case "gatherNd":
      return (index) => {
        const own = index.slice(0, y.shape.length - 1);
        const places = Array.from({ length: y.shape.at(-1)! }, (_, axis) => at(y, [...own, axis]));
        return at(x, [...places, ...index.slice(y.shape.length - 1)]);
      };
    default:
      throw new Error(`interpreter: ${operation.op} is not read by index`);
  }
}

/** Operations that put numbers where indices say. */
function scattered({ operation, output }: GraphNode, [x, ids, updates]: readonly HostTensor[]): HostData {
  if (operation.op === "segmentSum") {
    const width = count(x.shape.slice(1));
    const sums = new Float64Array(count(output.shape));
    ids.data.forEach((id, row) => {
      if (id < 0 || id >= operation.segments) return;
      for (let at = 0; at < width; at++) sums[id * width + at] += x.data[row * width + at];
    });
    return arrays[output.dtype].from(sums);
  }
  const data = x.data.slice();
  const [rows, depth] = ids.shape;
  const width = count(x.shape.slice(depth));
  for (let row = 0; row < rows; row++) {
    const start =
      offset([...ids.data.subarray(row * depth, (row + 1) * depth)], x.shape.slice(0, depth)) * width;
    data.set(updates.data.subarray(row * width, (row + 1) * width), start);
  }
  return data;
}

function runNode(node: GraphNode, given: readonly HostTensor[]): HostTensor {
  const { shape, dtype } = node.output;
  if (node.operation.op === "segmentSum" || node.operation.op === "scatterUpdate")
    return { shape, dtype, data: scattered(node, given) };
  if (node.operation.op === "matmul")
    return { shape, dtype, data: multiplied(node.operation, given[0], given[1], shape) };
  const data = empty(shape, dtype);
  const read = readerOf(node, given);
  let at = 0;
  for (const index of indices(shape)) data[at++] = read(index);
  return { shape, dtype, data };
}

/** The outputs of a graph by name, for inputs by name. */
export function interpret(
  graph: Graph,
  inputs: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const known = new Map<Value, HostTensor>();
  for (const { name, value } of graph.inputs) known.set(value, inputs[name]);
  const find = (value: Value): HostTensor => {
    const { shape, dtype, constant } = value;
    const held = known.get(value);
    if (held !== undefined || constant === undefined) return held!;
    const data = constant.length === 1 ? empty(shape, dtype).fill(constant[0]) : constant;
    known.set(value, { shape, dtype, data });
    return known.get(value)!;
  };
  for (const node of graph.nodes) known.set(node.output, runNode(node, node.inputs.map(find)));
  return Object.fromEntries(graph.outputs.map(({ name, value }) => [name, find(value)]));
}
