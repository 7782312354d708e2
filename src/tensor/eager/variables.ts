import * as tf from "@tensorflow/tfjs-core";
import { shown, unknownName } from "../../table/index.ts";
import { checkedHost, checkedInitial } from "../host.ts";
import type { DataType, HostData, HostTensor, TensorSpec, Variables } from "../types.ts";
import type { Backend } from "./backend.ts";

/** Makes a tensor on one backend, whichever is current, that no tidy of a caller's disposes; its numbers are a copy. */
export function makeTensor(backend: Backend, { data, shape, dtype }: HostTensor): tf.Tensor {
  return tf.keep(tf.engine().makeTensor(data.slice(), [...shape], dtype, backend.instance));
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** A copy of a tensor's numbers. */
export function readTensor(what: string, tensor: tf.Tensor): HostTensor {
  if (!(tensor.dtype in arrays))
    throw new TypeError(`${what} must be float32, int32 or bool, got ${shown(tensor.dtype)}.`);
  const dtype = tensor.dtype as DataType;
  const values = tensor.dataSync();
  const data: HostData = values instanceof arrays[dtype] ? values.slice() : new arrays[dtype](values);
  return { shape: [...tensor.shape], dtype, data };
}

/** Variables as tensors of one tfjs backend. */
export class EagerVariables implements Variables {
  readonly specs: Readonly<Record<string, TensorSpec>>;
  readonly backend: Backend;
  #tensors: Map<string, tf.Tensor> | undefined;

  constructor(backend: Backend, initial: Readonly<Record<string, HostTensor>>) {
    const checked = Object.entries(initial).map(
      ([name, value]) => [name, checkedInitial(`variables: ${shown(name)}`, value)] as const,
    );
    this.backend = backend;
    this.specs = Object.fromEntries(
      checked.map(([name, { shape, dtype }]) => [name, { shape: [...shape], dtype }]),
    );
    this.#tensors = new Map(checked.map(([name, value]) => [name, makeTensor(backend, value)]));
  }

  /** The tensors as they stand; they live until they are replaced. */
  tensors(): ReadonlyMap<string, tf.Tensor> {
    if (this.#tensors === undefined)
      throw new Error("variables: they have been released. Make others with engine.variables.");
    return this.#tensors;
  }

  async read(names: readonly string[] = Object.keys(this.specs)): Promise<Record<string, HostTensor>> {
    const tensors = this.tensors();
    return Object.fromEntries(
      names.map((name) => {
        const tensor = tensors.get(name);
        if (tensor === undefined) throw unknownName("variables.read", "names", name, [...tensors.keys()]);
        return [name, readTensor(`variables.read: ${shown(name)}`, tensor)];
      }),
    );
  }

  async write(values: Readonly<Record<string, HostTensor>>): Promise<void> {
    const known = [...this.tensors().keys()];
    const checked = Object.entries(values).map(([name, value]) => {
      if (!Object.hasOwn(this.specs, name)) throw unknownName("variables.write", "names", name, known);
      return [name, checkedHost(`variables.write: ${shown(name)}`, this.specs[name], value)] as const;
    });
    this.replace(new Map(checked.map(([name, value]) => [name, makeTensor(this.backend, value)])));
  }

  /** Takes new tensors in place of those of the same names, which are disposed. */
  replace(fresh: ReadonlyMap<string, tf.Tensor>): void {
    const tensors = this.tensors() as Map<string, tf.Tensor>;
    for (const [name, tensor] of fresh) {
      tensors.get(name)?.dispose();
      tensors.set(name, tensor);
    }
  }

  release(): void {
    for (const tensor of this.#tensors?.values() ?? []) tensor.dispose();
    this.#tensors = undefined;
  }
}
