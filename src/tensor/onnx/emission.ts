import type { Graph, GraphNode, Value } from "../graph/types.ts";
import type { DataType } from "../types.ts";
import { type Attribute, type ElementType, elementTypes, type Initializer, type OnnxNode } from "./model.ts";

/** Where the model will run: some operators are fast or present on one provider only. */
export type OnnxTarget = "cpu" | "webgpu";

/** A value as it stands in the model; its shape may be smaller than the graph's, if it broadcasts to it. */
export interface Held {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The model while it is being written, and what lowerings may do with it. */
export interface Emission {
  readonly target: OnnxTarget;
  readonly nodes: OnnxNode[];
  readonly initializers: Map<string, Initializer>;
  readonly names: Map<Value, string>;
  /** The node that computes a value, where one does. */
  readonly producers: ReadonlyMap<Value, GraphNode>;
  /** The node being lowered: its kernel and id name what is emitted. */
  current: GraphNode | undefined;
  parts: number;
  temporaries: number;
}

/** An empty model for a graph. */
export function startEmission(graph: Graph, target: OnnxTarget): Emission {
  return {
    target,
    nodes: [],
    initializers: new Map(),
    names: new Map(),
    producers: new Map(graph.nodes.map((node) => [node.output, node])),
    current: undefined,
    parts: 0,
    temporaries: 0,
  };
}

/** Adds a node of ONNX's own with one output, and gives the output's name. */
export function emit(
  emission: Emission,
  type: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  domain = "",
): string {
  const output = `t${emission.temporaries++}`;
  const { current, parts } = emission;
  const base = current === undefined ? "output" : `${current.kernel}_${current.output.id}`;
  const name = parts === 0 ? base : `${base}.${parts}`;
  emission.parts++;
  emission.nodes.push({ name, type, domain, inputs, outputs: [output], attributes });
  return output;
}

/** The id of the graph's value that a node of this name was emitted for, if it is one of ours. */
export function valueIdOf(nodeName: string): number | undefined {
  const found = /_(\d+)(?:\.\d+)?(?:[/_].*)?$/.exec(nodeName);
  return found === null ? undefined : Number(found[1]);
}

/** Constant numbers; the same numbers twice are kept once. */
export function constant(
  emission: Emission,
  type: ElementType,
  bytes: Uint8Array,
  shape: readonly number[],
): string {
  const short = bytes.length <= 64 ? `${type}:${shape.join()}:${bytes.join()}` : undefined;
  const known = short === undefined ? undefined : emission.initializers.get(short);
  if (known !== undefined) return known.name;
  const name = `c${emission.initializers.size}`;
  emission.initializers.set(short ?? name, { name, type, shape, bytes });
  return name;
}

/** A list of int64, as shapes and axes are given; `shape` [] for a single number. */
export function integers(
  emission: Emission,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): string {
  const data = BigInt64Array.from(values, BigInt);
  return constant(emission, "int64", bytesOf(data), shape);
}

/** One number of a graph's dtype, with as many axes of size 1 as asked. */
export function scalar(emission: Emission, dtype: DataType, value: number, rank = 0): string {
  const shape = Array<number>(rank).fill(1);
  if (dtype === "float32") return constant(emission, dtype, bytesOf(Float32Array.of(value)), shape);
  if (dtype === "int32") return constant(emission, dtype, bytesOf(Int32Array.of(value)), shape);
  return constant(emission, dtype, Uint8Array.of(value === 0 ? 0 : 1), shape);
}

/** A value as something that broadcasts to its shape: constants that are all alike stay one number. */
export function broadcastable(emission: Emission, value: Value): Held {
  const data = value.constant;
  if (data === undefined || data.length !== 1 || emission.names.has(value))
    return { name: full(emission, value), shape: value.shape };
  const rank = value.shape.length;
  return { name: scalar(emission, value.dtype, data[0], rank), shape: Array<number>(rank).fill(1) };
}

/** A value in its full shape. */
export function full(emission: Emission, value: Value): string {
  const known = emission.names.get(value);
  if (known !== undefined) return known;
  const data = value.constant;
  if (data === undefined)
    throw new TypeError(
      `lowerToOnnx: graph must list every value before it is read, got value ${value.id} without a producer.`,
    );
  const name =
    data.length === 1 && sizeOf(value.shape) !== 1
      ? filled(emission, value.dtype, data[0], value.shape)
      : constant(emission, value.dtype, bytesOf(data), value.shape);
  emission.names.set(value, name);
  return name;
}

/** One number repeated over a shape. */
export function filled(emission: Emission, dtype: DataType, value: number, shape: readonly number[]): string {
  if (sizeOf(shape) === 0) return constant(emission, dtype, new Uint8Array(0), shape);
  const one = scalar(emission, dtype, value);
  return shape.length === 0 ? one : emit(emission, "Expand", [one, integers(emission, shape)]);
}

/** To another shape of as many numbers. */
export function reshaped(
  emission: Emission,
  name: string,
  from: readonly number[],
  to: readonly number[],
): string {
  return sameShape(from, to) ? name : emit(emission, "Reshape", [name, integers(emission, to)]);
}

/** Spreads what broadcasts to a shape over it. */
export function expanded(emission: Emission, { name, shape }: Held, to: readonly number[]): string {
  return sameShape(shape, to) ? name : emit(emission, "Expand", [name, integers(emission, to)]);
}

/** To another type of numbers: float to int truncates, anything to bool is "not 0". */
export function converted(emission: Emission, name: string, from: ElementType, to: ElementType): string {
  const number = elementTypes[to];
  return from === to ? name : emit(emission, "Cast", [name], { to: number });
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether two shapes are the same. */
export function sameShape(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((size, axis) => size === other[axis]);
}

/** The shape that numpy's broadcasting gives. */
export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, at) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + at] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}

/** The bytes under an array, which all platforms that Node runs on keep little-endian. */
export function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
