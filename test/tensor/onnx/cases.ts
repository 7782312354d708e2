import type { Operation } from "../../../src/tensor/graph/types.ts";
import type { DataType, HostTensor } from "../../../src/tensor/types.ts";
import { host } from "./sketch.ts";

/** One operation on given inputs. */
export interface Case {
  readonly title: string;
  readonly operation: Operation;
  readonly inputs: readonly HostTensor[];
  /** Shape of the output, where the operation alone does not tell it. */
  readonly shape?: readonly number[];
  readonly dtype?: DataType;
  /** Allowed error, relative to 1 + |expected|; the default is a few roundings of float32. */
  readonly within?: number;
}

const size = (shape: readonly number[]) => shape.reduce((product, one) => product * one, 1);

/** Numbers between -2 and 2 without pattern, the same every time. */
export const floats = (shape: readonly number[], from = 1, scale = 2): HostTensor =>
  host(
    shape,
    "float32",
    Array.from({ length: size(shape) }, (_, i) => scale * Math.sin((i + from) * 12.9898)),
  );
export const positive = (shape: readonly number[], from = 1): HostTensor =>
  host(
    shape,
    "float32",
    floats(shape, from).data.map((x) => Math.abs(x) + 0.25),
  );
export const whole = (shape: readonly number[], from = 1, scale = 9): HostTensor =>
  host(shape, "int32", floats(shape, from, scale).data.map(Math.round));
export const truths = (shape: readonly number[], from = 1): HostTensor =>
  host(
    shape,
    "bool",
    floats(shape, from).data.map((x) => Number(x > 0)),
  );
export const ints = (shape: readonly number[], ...data: readonly number[]): HostTensor =>
  host(shape, "int32", data);
export const reals = (shape: readonly number[], ...data: readonly number[]): HostTensor =>
  host(shape, "float32", data);
export const bools = (shape: readonly number[], ...data: readonly number[]): HostTensor =>
  host(shape, "bool", data);
