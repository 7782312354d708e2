import type { DataType, HostData } from "../types.ts";
import { binaryFunctions, unaryFunctions } from "./arithmetic.ts";
import { type Draft, emptyData, isUniform, type Rule } from "./builder.ts";
import { type Shape, sizeOf, stridesOf, withRank } from "./shapes.ts";
import type { Value } from "./types.ts";

/** The most numbers a folded constant may have, unless its inputs held as many before. */
const largestFolded = 65_536;

/** Computes nodes whose inputs are all known, with the rounding of float32. */
export const evaluateConstants: Rule = (draft, graph) => {
  if (!draft.inputs.every(({ constant }) => constant !== undefined)) return undefined;
  const data = alike(draft) ?? numbers(draft);
  return data === undefined ? undefined : graph.constant(data, draft.shape, draft.dtype);
};

/** Turns a number into what an element of the dtype holds. */
const stored = (number: number, dtype: DataType): number =>
  dtype === "bool" ? Number(number !== 0) : number;

function scalarFunction({ operation, dtype }: Draft): ((...numbers: number[]) => number) | undefined {
  switch (operation.op) {
    case "unary":
      return unaryFunctions[operation.kind];
    case "binary":
      return binaryFunctions[operation.kind];
    case "select":
      return (condition, yes, no) => (condition === 0 ? no : yes);
    case "convert":
      return (x) => stored(x, dtype);
    default:
      return undefined;
  }
}

/** Results whose numbers are all alike because those of the inputs are. */
function alike(draft: Draft): HostData | undefined {
  const { operation, inputs, dtype } = draft;
  if (!inputs.every(isUniform) || sizeOf(draft.shape) === 0) return undefined;
  const given = inputs.map(({ constant }) => constant![0]);
  const one = (number: number) => {
    const data = emptyData(dtype, 1);
    data[0] = stored(number, dtype);
    return data;
  };
  const scalar = scalarFunction(draft);
  if (scalar !== undefined) return one(scalar(...given));
  switch (operation.op) {
    case "reshape":
    case "broadcast":
    case "transpose":
    case "slice":
    case "reverse":
      return one(given[0]);
    case "concat":
      return given.every((number) => Object.is(number, given[0])) ? one(given[0]) : undefined;
    case "gather":
      return one(given[0]);
    case "reduce": {
      const count = sizeOf(operation.axes.map((axis) => inputs[0].shape[axis]));
      if (count === 0) return undefined;
      if (operation.kind === "sum") return one(given[0] * count);
      if (operation.kind === "product") return one(given[0] ** count);
      return one(given[0]);
    }
    default:
      return undefined;
  }
}

/** Reads a constant at a place in row-major order. */
const reader = ({ constant }: Value): ((at: number) => number) =>
  constant!.length === 1 ? () => constant![0] : (at) => constant![at];

/** For each number of `shape` in order, its place in a value that is stepped through by `strides` from `start`. */
function places(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  const found = new Int32Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let place = start;
  for (let at = 0; at < found.length; at++) {
    found[at] = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis];
      if (++index[axis] < shape[axis]) break;
      place -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return found;
}

/** Steps through a value as if it were broadcast to `shape`. */
function broadcastStrides(from: Shape, shape: Shape): number[] {
  const padded = withRank(from, shape.length);
  return stridesOf(padded).map((stride, axis) => (padded[axis] === 1 ? 0 : stride));
}

function numbers(draft: Draft): HostData | undefined {
  const { operation, inputs, shape, dtype } = draft;
  const size = sizeOf(shape);
  const held = inputs.reduce((total, { constant }) => total + constant!.length, 0);
  if (size > Math.max(largestFolded, held)) return undefined;
  const data = emptyData(dtype, size);
  const [x] = inputs;
  const fill = (at: (place: number) => number) => {
    for (let place = 0; place < size; place++) data[place] = at(place);
    return data;
  };
  const scalar = scalarFunction(draft);
  if (scalar !== undefined) {
    const sources = inputs.map((input) => ({
      read: reader(input),
      at: places(shape, broadcastStrides(input.shape, shape)),
    }));
    return fill((place) => scalar(...sources.map(({ read, at }) => read(at[place]))));
  }
  const read = reader(x);
  const from = (strides: readonly number[], start = 0) => {
    const at = places(shape, strides, start);
    return fill((place) => read(at[place]));
  };
  const strides = stridesOf(x.shape);
  switch (operation.op) {
    case "reshape":
      return fill(read);
    case "broadcast":
      return from(broadcastStrides(x.shape, shape));
    case "transpose":
      return from(operation.permutation.map((axis) => strides[axis]));
    case "slice":
      return from(
        strides.map((stride, axis) => stride * operation.strides[axis]),
        strides.reduce((start, stride, axis) => start + stride * operation.begin[axis], 0),
      );
    case "concat":
      return joined(draft, operation.axis, data);
    default:
      return undefined;
  }
}

function joined({ inputs, shape }: Draft, axis: number, data: HostData): HostData {
  const inner = sizeOf(shape.slice(axis + 1));
  const row = shape[axis] * inner;
  let offset = 0;
  for (const input of inputs) {
    const read = reader(input);
    const width = input.shape[axis] * inner;
    for (let at = 0; at < sizeOf(input.shape); at++)
      data[Math.floor(at / width) * row + offset + (at % width)] = read(at);
    offset += width;
  }
  return data;
}

/** The numbers of a constant, all of them. */
export function allNumbers(value: Value): HostData {
  const size = sizeOf(value.shape);
  if (value.constant!.length === size) return value.constant!;
  return emptyData(value.dtype, size).fill(value.constant![0]);
}
