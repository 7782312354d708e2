import type { BinaryKind, Operation, ReduceKind, UnaryKind } from "../../../src/tensor/graph/types.ts";

/** Numbers in double precision, row-major, with their shape. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** Numbers of a shape from a function of their place. */
function build(shape: readonly number[], at: (place: readonly number[]) => number): Numbers {
  const data: number[] = [];
  for (let flat = 0; flat < count(shape); flat++) data.push(at(placeOf(flat, shape)));
  return { shape, data };
}

function placeOf(flat: number, shape: readonly number[]): number[] {
  const place = shape.map(() => 0);
  for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
    place[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}

const pick = ({ shape, data }: Numbers, place: readonly number[]): number =>
  data[shape.reduce((flat, size, axis) => flat * size + place[axis], 0)];

/** Reads as numpy broadcasts: missing axes in front, axes of size 1 stay at 0. */
const spread = (numbers: Numbers, place: readonly number[]): number => {
  const from = place.length - numbers.shape.length;
  return pick(
    numbers,
    numbers.shape.map((size, axis) => (size === 1 ? 0 : place[from + axis])),
  );
};

function together(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis + shape.length - rank] ?? 1);
    return sizes.includes(0) ? 0 : Math.max(...sizes);
  });
}

const half = (x: number) => {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
};

/** erf by its Taylor series, which is exact to double precision for the small arguments of the tests. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const unary: Readonly<Record<UnaryKind, (x: number) => number>> = {
  negate: (x) => -x,
  absolute: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  square: (x) => x * x,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => Math.max(x, 0),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  erf,
  floor: Math.floor,
  ceil: Math.ceil,
  round: half,
  isNaN: (x) => Number(Number.isNaN(x)),
  isFinite: (x) => Number(Number.isFinite(x)),
  isInfinite: (x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY),
  not: (x) => Number(x === 0),
};

const binary: Readonly<Record<BinaryKind, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  floorDivide: (a, b) => Math.floor(a / b),
  remainder: (a, b) => (a % b !== 0 && a % b < 0 !== b < 0 ? (a % b) + b : a % b),
  power: (a, b) => a ** b,
  maximum: Math.max,
  minimum: Math.min,
  squaredDifference: (a, b) => (a - b) ** 2,
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
};

const total = (row: readonly number[]) => row.reduce((sum, x) => sum + x, 0);

const reduce: Readonly<Record<ReduceKind, (row: readonly number[]) => number>> = {
  sum: total,
  mean: (row) => total(row) / row.length,
  max: (row) => Math.max(...row),
  min: (row) => Math.min(...row),
  product: (row) => row.reduce((product, x) => product * x, 1),
  any: (row) => Number(row.some((x) => x !== 0)),
  all: (row) => Number(row.every((x) => x !== 0)),
};

/** What an operation gives, in double precision; `shape` is the output's where the operation alone does not tell it. */
export function evaluate(
  operation: Operation,
  inputs: readonly Numbers[],
  shape: readonly number[],
): Numbers {
  const [first, second, third] = inputs;
  switch (operation.op) {
    case "unary":
      return { shape: first.shape, data: first.data.map(unary[operation.kind]) };
    case "binary":
      return build(together(first.shape, second.shape), (at) =>
        binary[operation.kind](spread(first, at), spread(second, at)),
      );
    case "select":
      return build(together(first.shape, second.shape, third.shape), (at) =>
        spread(first, at) !== 0 ? spread(second, at) : spread(third, at),
      );
    case "convert":
      return first;
    case "matmul":
      return product(first, second, operation);
    case "transpose": {
      const { permutation } = operation;
      const turned = permutation.map((axis) => first.shape[axis]);
      return build(turned, (at) =>
        pick(
          first,
          first.shape.map((_, axis) => at[permutation.indexOf(axis)]),
        ),
      );
    }
    case "reshape":
      return { shape, data: first.data };
    case "broadcast":
      return build(shape, (at) => spread(first, at));
    case "reduce": {
      const { axes, kind, keepDims } = operation;
      const outer = first.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const inner = first.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
      const kept = build(outer, (at) => {
        const row = build(inner, (within) =>
          pick(
            first,
            at.map((place, axis) => place + within[axis]),
          ),
        );
        return reduce[kind](row.data);
      });
      return keepDims ? kept : { shape: outer.filter((_, axis) => !axes.includes(axis)), data: kept.data };
    }
    case "softmax":
    case "logSoftmax": {
      const last = first.shape.length - 1;
      return build(first.shape, (at) => {
        const row = Array.from({ length: first.shape[last] }, (_, i) =>
          pick(first, [...at.slice(0, last), i]),
        );
        const most = Math.max(...row);
        const log = pick(first, at) - most - Math.log(total(row.map((x) => Math.exp(x - most))));
        return operation.op === "softmax" ? Math.exp(log) : log;
      });
    }
    case "argument": {
      const { axis, kind } = operation;
      return build(first.shape.toSpliced(axis, 1), (at) => {
        const row = Array.from({ length: first.shape[axis] }, (_, i) =>
          pick(first, at.toSpliced(axis, 0, i)),
        );
        return row.indexOf(kind === "max" ? Math.max(...row) : Math.min(...row));
      });
    }
    case "concat": {
      const { axis } = operation;
      const starts = inputs.map((_, i) => total(inputs.slice(0, i).map((part) => part.shape[axis])));
      const joined = first.shape.with(axis, total(inputs.map((part) => part.shape[axis])));
      return build(joined, (at) => {
        const part = inputs.findIndex(
          (one, i) => at[axis] >= starts[i] && at[axis] < starts[i] + one.shape[axis],
        );
        return pick(inputs[part], at.with(axis, at[axis] - starts[part]));
      });
    }
    case "slice":
      return build(shape, (at) =>
        pick(
          first,
          at.map((place, axis) => operation.begin[axis] + place * operation.strides[axis]),
        ),
      );
    case "pad": {
      const { before, after, value } = operation;
      const padded = first.shape.map((size, axis) => before[axis] + size + after[axis]);
      return build(padded, (at) => {
        const from = at.map((place, axis) => place - before[axis]);
        return from.every((place, axis) => place >= 0 && place < first.shape[axis])
          ? pick(first, from)
          : value;
      });
    }
    case "reverse":
      return build(first.shape, (at) =>
        pick(
          first,
          at.map((place, axis) => (operation.axes.includes(axis) ? first.shape[axis] - 1 - place : place)),
        ),
      );
    case "cumulativeSum": {
      const { axis, exclusive, reverse } = operation;
      return build(first.shape, (at) => {
        const row = Array.from({ length: first.shape[axis] }, (_, i) => pick(first, at.with(axis, i)));
        const here = at[axis];
        const off = Number(exclusive);
        return total(reverse ? row.slice(here + off) : row.slice(0, here + 1 - off));
      });
    }
    case "gather": {
      const { axis } = operation;
      const rank = second.shape.length;
      const taken = first.shape.toSpliced(axis, 1, ...second.shape);
      return build(taken, (at) =>
        pick(first, at.toSpliced(axis, rank, pick(second, at.slice(axis, axis + rank)))),
      );
    }
    case "gatherNd": {
      const outer = second.shape.slice(0, -1);
      const depth = second.shape[second.shape.length - 1];
      return build([...outer, ...first.shape.slice(depth)], (at) => {
        const places = Array.from({ length: depth }, (_, i) =>
          pick(second, [...at.slice(0, outer.length), i]),
        );
        return pick(first, [...places, ...at.slice(outer.length)]);
      });
    }
    case "scatterUpdate": {
      const [rows, depth] = second.shape;
      return build(first.shape, (at) => {
        for (let row = 0; row < rows; row++)
          if (at.slice(0, depth).every((place, i) => place === pick(second, [row, i])))
            return pick(third, [row, ...at.slice(depth)]);
        return pick(first, at);
      });
    }
    case "segmentSum": {
      const sums = [operation.segments, ...first.shape.slice(1)];
      return build(sums, (at) =>
        total(second.data.map((id, row) => (id === at[0] ? pick(first, [row, ...at.slice(1)]) : 0))),
      );
    }
  }
}

function product(
  a: Numbers,
  b: Numbers,
  { transposeA, transposeB, scale }: { transposeA: boolean; transposeB: boolean; scale: number },
): Numbers {
  const [rows, depth] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
  const stack = together(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const read = (numbers: Numbers, at: readonly number[], i: number, j: number) => {
    const from = at.length - 2 - (numbers.shape.length - 2);
    const outer = numbers.shape.slice(0, -2).map((size, axis) => (size === 1 ? 0 : at[from + axis]));
    return pick(numbers, [...outer, i, j]);
  };
  return build([...stack, rows, columns], (at) => {
    const [row, column] = at.slice(-2);
    let sum = 0;
    for (let k = 0; k < depth; k++)
      sum +=
        (transposeA ? read(a, at, k, row) : read(a, at, row, k)) *
        (transposeB ? read(b, at, column, k) : read(b, at, k, column));
    return scale * sum;
  });
}
