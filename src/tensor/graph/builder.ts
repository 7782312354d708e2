import type { DataType, HostData, TensorSpec } from "../types.ts";
import { complaintAbout } from "./check.ts";
import { type Shape, sameShape, shapeText } from "./shapes.ts";
import type { Operation, Value } from "./types.ts";

/** Where a node comes from: the kernel that asked for it, and its place in the step as text on demand. */
export interface Origin {
  readonly kernel: string;
  readonly caller: () => string;
}

/** A node that is asked for and may turn out to be something simpler. */
export interface Draft {
  readonly operation: Operation;
  readonly inputs: readonly Value[];
  readonly shape: Shape;
  readonly dtype: DataType;
}

/** A node of a graph that is being built. */
export interface Built extends Draft {
  readonly output: Value;
  readonly origin: Origin;
}

/** Finds a simpler value that equals a draft, or nothing. Rules may ask the builder for further nodes. */
export type Rule = (draft: Draft, graph: GraphBuilder) => Value | undefined;

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** An empty array for numbers of a dtype. */
export const emptyData = (dtype: DataType, length: number): HostData => new arrays[dtype](length);

/** Whether a value is known and all its numbers are alike. */
export const isUniform = (value: Value): boolean => value.constant?.length === 1;

/** The one number of a value whose numbers are known to be alike. */
export const uniformOf = (value: Value): number | undefined =>
  value.constant?.length === 1 ? value.constant[0] : undefined;

/** A graph that grows: equal nodes are made once, simpler ones where a rule finds them, wrong ones never. */
export class GraphBuilder {
  readonly nodes: Built[] = [];
  readonly rules: readonly Rule[];
  origin: Origin = { kernel: "", caller: () => "" };
  /** How many readers a value had in the graph that this one is made from; nothing while a step is recorded. */
  readers: ReadonlyMap<Value, number> | undefined;
  readonly #producers = new Map<Value, Built>();
  readonly #known = new Map<string, Value>();
  readonly #constants = new Map<string, Value[]>();
  #nextId = 0;

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
  }

  /** A value that comes from outside. */
  input(spec: TensorSpec): Value {
    return { id: this.#nextId++, shape: [...spec.shape], dtype: spec.dtype };
  }

  /** The node that makes a value, if one does. */
  producer(value: Value): Built | undefined {
    return this.#producers.get(value);
  }

  /** The producer of a value where its operation is the one named. */
  madeBy<Op extends Operation["op"]>(
    value: Value,
    op: Op,
  ): (Built & { readonly operation: Extract<Operation, { op: Op }> }) | undefined {
    const node = this.#producers.get(value);
    return node?.operation.op === op
      ? (node as Built & { operation: Extract<Operation, { op: Op }> })
      : undefined;
  }

  /** Whether at most one node reads a value, as far as is known. */
  readOnce(value: Value): boolean {
    return (this.readers?.get(value) ?? 2) <= 1;
  }

  /** Known numbers; those that are all alike are kept as one. */
  constant(data: HostData, shape: Shape, dtype: DataType): Value {
    const alike = data.length > 0 && data.every((number) => Object.is(number, data[0]));
    const kept = alike ? data.slice(0, 1) : data;
    const key = `${dtype}${shapeText(shape)}${kept.length === 1 ? printed(kept[0]) : digest(kept)}`;
    const same = this.#constants.get(key) ?? [];
    const found = same.find(({ constant }) => sameBits(constant!, kept));
    if (found !== undefined) return found;
    const value: Value = { id: this.#nextId++, shape: [...shape], dtype, constant: kept };
    this.#constants.set(key, [...same, value]);
    return value;
  }

  /** One number, everywhere in a shape. */
  uniform(number: number, dtype: DataType, shape: Shape = []): Value {
    const data = emptyData(dtype, 1);
    data[0] = number;
    return this.constant(data, shape, dtype);
  }

  /** The value of an operation: known already, found by a rule, or a new node. */
  node(operation: Operation, inputs: readonly Value[], shape: Shape, dtype: DataType): Value {
    const draft: Draft = { operation, inputs, shape, dtype };
    const key = `${JSON.stringify(operation)}${inputs.map(({ id }) => id)};${dtype}${shape}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const complaint = complaintAbout(draft);
    if (complaint !== undefined)
      throw new RangeError(
        `compile: the graph must be consistent, but ${operation.op} of kernel ${this.origin.kernel} ${complaint}.`,
      );
    let value: Value | undefined;
    for (const rule of this.rules) {
      value = rule(draft, this);
      if (value !== undefined) break;
    }
    if (value === undefined) {
      value = { id: this.#nextId++, shape: [...shape], dtype };
      const built = { ...draft, output: value, origin: this.origin };
      this.nodes.push(built);
      this.#producers.set(value, built);
    } else if (value.dtype !== dtype || !sameShape(value.shape, shape)) {
      throw new RangeError(
        `compile: the graph must be consistent, but ${operation.op} was simplified wrongly.`,
      );
    }
    this.#known.set(key, value);
    return value;
  }

  /** The value of a node that exists already, without making one. */
  existing(operation: Operation, inputs: readonly Value[], shape: Shape, dtype: DataType): Value | undefined {
    return this.#known.get(`${JSON.stringify(operation)}${inputs.map(({ id }) => id)};${dtype}${shape}`);
  }
}

const printed = (number: number): string => (Object.is(number, -0) ? "-0" : String(number));

/** The same bytes, four at a time where they lie so. */
const wordsOf = (data: HostData): Uint8Array | Int32Array =>
  data.BYTES_PER_ELEMENT === 4
    ? new Int32Array(data.buffer, data.byteOffset, data.length)
    : new Uint8Array(data.buffer, data.byteOffset, data.length);

function sameBits(left: HostData, right: HostData): boolean {
  if (left === right) return true;
  const [a, b] = [wordsOf(left), wordsOf(right)];
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

const digests = new WeakMap<HostData, string>();

/** A short text that differs for most arrays that differ (FNV-1a over the words); worked out once an array. */
function digest(data: HostData): string {
  const known = digests.get(data);
  if (known !== undefined) return known;
  const words = wordsOf(data);
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at++) hash = Math.imul(hash ^ words[at], 0x01000193);
  const text = `${data.length}#${hash >>> 0}`;
  digests.set(data, text);
  return text;
}
