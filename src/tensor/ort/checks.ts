import { shown, unknownName } from "../../table/index.ts";
import type { HostData, HostTensor, TensorSpec } from "../types.ts";
import { sizeOf } from "./runtime.ts";

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** The numbers given under a name, if they are what the spec asks for. */
export function checkedData(
  where: string,
  argument: string,
  name: string,
  spec: TensorSpec,
  given: HostTensor | HostData,
): HostData {
  const place = `${argument}.${name}`;
  const bare = ArrayBuffer.isView(given);
  const data = bare ? given : given?.data;
  const array = arrays[spec.dtype];
  if (!(data instanceof array))
    throw new TypeError(
      `${where}: ${place} must be ${spec.dtype} numbers in a ${array.name}, got ${shown(kindOf(data))}.`,
    );
  if (!bare && (given.dtype !== spec.dtype || given.shape.join() !== spec.shape.join()))
    throw new RangeError(
      `${where}: ${place} must be ${printSpec(spec)}, got ${printSpec(given)}. A step is compiled for fixed shapes.`,
    );
  if (data.length !== sizeOf(spec.shape))
    throw new RangeError(
      `${where}: ${place} must have ${sizeOf(spec.shape)} numbers (${printSpec(spec)}), got ${data.length}.`,
    );
  return data;
}

/** Refuses names that are not known and asks for those that are missing. */
export function checkNames(
  where: string,
  argument: string,
  given: readonly string[],
  wanted: readonly string[],
): void {
  const known = new Set(wanted);
  for (const name of given) if (!known.has(name)) throw unknownName(where, argument, name, wanted);
  const missing = wanted.filter((name) => !given.includes(name));
  if (missing.length > 0)
    throw new RangeError(
      `${where}: ${argument} must hold ${wanted.length} tensors, got ${given.length}. Missing: ${shown(missing.join(", "))}.`,
    );
}

const printSpec = ({ dtype, shape }: TensorSpec): string => `${dtype} [${shape.join(", ")}]`;

const kindOf = (value: unknown): string =>
  value === null || typeof value !== "object" ? typeof value : value.constructor.name;
