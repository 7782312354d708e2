import { shown } from "../../table/index.ts";
import type { HostTensor, TensorSpec, Variables } from "../../tensor/index.ts";

/**
 * Tensors to be saved: in memory by name, or an engine's variables, which are then read one after another so that no
 * second copy of the whole model is needed.
 */
export type TensorSource = Readonly<Record<string, HostTensor>> | Pick<Variables, "specs" | "read">;

/** A source with one way to read it. */
export interface NamedTensors {
  readonly specs: Readonly<Record<string, TensorSpec>>;
  /** @throws {RangeError} if what comes is not what `specs` promised */
  read(name: string): Promise<HostTensor>;
}

/** Makes any source one that is read by name. */
export function namedTensors(source: TensorSource, where: string): NamedTensors {
  const isVariables = typeof source.read === "function";
  const specs = (isVariables ? source.specs : source) as NamedTensors["specs"];
  const tensors = source as Readonly<Record<string, HostTensor>>;
  const variables = source as Pick<Variables, "specs" | "read">;
  return {
    specs,
    async read(name) {
      const tensor = isVariables ? (await variables.read([name]))[name] : tensors[name];
      checkTensor(name, tensor, where);
      return tensor;
    },
  };
}

const holders = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

function checkTensor(name: string, { dtype, shape, data }: HostTensor, where: string): void {
  const wanted = shape.reduce((product, size) => product * size, 1);
  if (!Object.hasOwn(holders, dtype) || !(data instanceof holders[dtype])) {
    throw new TypeError(
      `${where}: tensor ${shown(name)} must hold its ${dtype} numbers in a ${holders[dtype]?.name ?? "typed array"}, got ${data?.constructor.name}.`,
    );
  }
  if (data.length !== wanted) {
    throw new RangeError(
      `${where}: tensor ${shown(name)} must have ${wanted} numbers (${shape.join(" × ")}), got ${data.length}.`,
    );
  }
}
