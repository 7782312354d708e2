import type { Tensor } from "onnxruntime-node";
import { shown, unknownName } from "../../table/index.ts";
import { checkedHost, checkedInitial } from "../host.ts";
import type { HostTensor, TensorSpec, Variables } from "../types.ts";
import type { Device } from "./device.ts";
import { emptyData, type Runtime, tensorOf } from "./runtime.ts";

/** What variables share with their engine. */
export interface Home {
  readonly runtime: Runtime;
  readonly device: Device;
  /** Runs tasks one at a time, in the order they were asked for. */
  readonly queue: <Result>(task: () => Promise<Result>) => Promise<Result>;
}

/**
 * Variables of one engine. Each has the tensor that holds its value and, on the CPU and once a program changes it, a
 * second one that the next run fills; a run that ends well exchanges them, one that fails leaves both.
 */
export class OrtVariables implements Variables {
  readonly specs: Readonly<Record<string, TensorSpec>>;
  readonly home: Home;
  readonly #values = new Map<string, Tensor>();
  readonly #spares = new Map<string, Tensor>();

  constructor(home: Home, initial: Readonly<Record<string, HostTensor>>) {
    const specs: Record<string, TensorSpec> = {};
    for (const [name, tensor] of Object.entries(initial)) {
      const { shape, dtype, data } = checkedInitial(`variables: ${shown(name)}`, tensor);
      const spec: TensorSpec = { shape: [...shape], dtype };
      specs[name] = spec;
      this.#values.set(name, tensorOf(home.runtime, spec, data.slice()));
    }
    this.specs = specs;
    this.home = home;
  }

  read(names: readonly string[] = Object.keys(this.specs)): Promise<Readonly<Record<string, HostTensor>>> {
    for (const name of names) this.#known("variables.read", "names", name);
    return this.home.queue(async () => {
      const copies: Record<string, HostTensor> = {};
      for (const name of names) {
        const data = await this.home.device.fetch(this.#held(name));
        copies[name] = { ...this.specs[name], data: data.slice() };
      }
      return copies;
    });
  }

  async write(values: Readonly<Record<string, HostTensor>>): Promise<void> {
    const copies = Object.entries(values).map(([name, tensor]) => {
      this.#known("variables.write", "values", name);
      const { data } = checkedHost(`variables.write: ${shown(name)}`, this.specs[name], tensor);
      return [name, data.slice()] as const;
    });
    await this.home.queue(async () => {
      for (const [name, data] of copies) {
        this.#held(name).dispose();
        this.#values.set(name, tensorOf(this.home.runtime, this.specs[name], data));
      }
    });
  }

  release(): void {
    for (const tensor of [...this.#values.values(), ...this.#spares.values()]) tensor.dispose();
    this.#values.clear();
    this.#spares.clear();
  }

  /** The tensor to feed, moved to where the engine computes if it is not there yet. */
  async value(name: string): Promise<Tensor> {
    const held = this.#held(name);
    const placed = await this.home.device.place(held);
    if (placed !== held) this.#values.set(name, placed);
    return placed;
  }

  /** Room for a variable's next value, on the CPU. */
  spare(name: string): Tensor {
    const known = this.#spares.get(name);
    if (known !== undefined) return known;
    const spec = this.specs[name];
    const made = tensorOf(this.home.runtime, spec, emptyData(spec));
    this.#spares.set(name, made);
    return made;
  }

  /** Makes what a run computed the variable's value. */
  advance(name: string, next: Tensor): void {
    const old = this.#held(name);
    this.#values.set(name, next);
    if (this.#spares.get(name) === next) this.#spares.set(name, old);
    else old.dispose();
  }

  #known(where: string, argument: string, name: string): void {
    if (!Object.hasOwn(this.specs, name)) throw unknownName(where, argument, name, Object.keys(this.specs));
  }

  #held(name: string): Tensor {
    const held = this.#values.get(name);
    if (held === undefined)
      throw new Error("variables: they have been released. Make others with engine.variables.");
    return held;
  }
}
