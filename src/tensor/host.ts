import { shown } from "../table/index.ts";
import type { HostData, HostTensor, TensorSpec } from "./types.ts";

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** How many numbers a shape holds. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/** A spec as people read it, e.g. `float32[2,3]`. */
export const specText = ({ dtype, shape }: TensorSpec): string => `${dtype}[${shape.join(",")}]`;

const isHostData = (value: HostTensor | HostData): value is HostData => ArrayBuffer.isView(value);

/** Checks numbers from outside against what was announced. `what` opens the message, e.g. `run: input "tokens"`. */
export function checkedHost(what: string, spec: TensorSpec, value: HostTensor | HostData): HostTensor {
  if (typeof value !== "object" || value === null)
    throw new TypeError(`${what} must be a typed array or { shape, dtype, data }, got ${shown(value)}.`);
  const tensor = isHostData(value) ? { ...spec, data: value } : value;
  if (!(tensor.data instanceof arrays[spec.dtype]))
    throw new TypeError(`${what} must be a ${arrays[spec.dtype].name}, got ${kindOf(tensor.data)}.`);
  if (tensor.dtype !== spec.dtype || !sameShape(tensor.shape, spec.shape))
    throw new RangeError(`${what} must be ${specText(spec)}, got ${specText(tensor)}.`);
  if (tensor.data.length !== sizeOf(spec.shape))
    throw new RangeError(
      `${what} must hold ${sizeOf(spec.shape)} numbers for ${specText(spec)}, got ${tensor.data.length}.`,
    );
  return tensor;
}

/** Checks a tensor that brings its own spec. */
export function checkedInitial(what: string, value: HostTensor): HostTensor {
  if (typeof value !== "object" || value === null || !Array.isArray(value.shape) || !(value.dtype in arrays))
    throw new TypeError(`${what} must be { shape, dtype, data }, got ${shown(value)}.`);
  const wrong = value.shape.find((length: number) => !(Number.isInteger(length) && length >= 0));
  if (wrong !== undefined)
    throw new RangeError(`${what} must have whole lengths from 0 in its shape, got ${shown(wrong)}.`);
  return checkedHost(what, value, value);
}

/** Whether two shapes are the same. */
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

function kindOf(data: unknown): string {
  return typeof data === "object" && data !== null ? data.constructor.name : shown(data);
}
