import * as tf from "@tensorflow/tfjs-core";
import { shown, unknownName } from "../../table/index.ts";
import { checkedHost, sameShape, specText } from "../host.ts";
import type {
  DataType,
  EngineName,
  HostData,
  HostTensor,
  Program,
  Step,
  StepResult,
  TensorSpec,
} from "../types.ts";
import { type Backend, settled, withBackend } from "./backend.ts";
import { type EagerVariables, makeTensor, readTensor } from "./variables.ts";

/** What a program of an eager engine is made of. */
export interface EagerParts {
  readonly engine: EngineName;
  readonly backend: Backend;
  readonly step: Step;
  readonly sets: readonly EagerVariables[];
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly name: string;
}

/** A step that is called at each run, op by op. */
export class EagerProgram implements Program {
  readonly engine: EngineName;
  readonly #parts: EagerParts;
  readonly #setOf: ReadonlyMap<string, EagerVariables>;
  #last: Promise<unknown> = Promise.resolve();
  #released = false;

  constructor(parts: EagerParts) {
    this.engine = parts.engine;
    this.#parts = parts;
    const setOf = new Map<string, EagerVariables>();
    for (const set of parts.sets)
      for (const name of Object.keys(set.specs)) {
        if (setOf.has(name))
          throw new RangeError(
            `compile: variables must have names that occur once, got ${shown(name)} twice.`,
          );
        setOf.set(name, set);
      }
    this.#setOf = setOf;
  }

  run(
    inputs: Readonly<Record<string, HostTensor | HostData>>,
  ): Promise<Readonly<Record<string, HostTensor>>> {
    const turn = this.#last.then(async () => {
      await settled();
      const outputs = this.#runNow(inputs);
      await breath();
      return outputs;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#last;
  }

  #runNow(given: Readonly<Record<string, HostTensor | HostData>>): Record<string, HostTensor> {
    const { name, backend, step } = this.#parts;
    if (this.#released) throw new Error(`${name}: the program has been released. Compile the step again.`);
    const variables = Object.fromEntries(
      [...this.#setOf].map(([variable, set]) => [variable, set.tensors().get(variable)!]),
    );
    const inputs = this.#inputs(given);
    try {
      const made = withBackend(backend.name, () =>
        tf.tidy(() => {
          const result = step(variables, inputs);
          this.#checkVariables(result);
          return ownTensors(result, [...Object.values(variables), ...Object.values(inputs)]);
        }),
      );
      return this.#settle(made);
    } finally {
      tf.dispose(inputs);
    }
  }

  #inputs(given: Readonly<Record<string, HostTensor | HostData>>): Record<string, tf.Tensor> {
    const { name, backend, inputs: specs } = this.#parts;
    const known = Object.keys(specs);
    const extra = Object.keys(given).find((input) => !Object.hasOwn(specs, input));
    if (extra !== undefined) throw unknownName(name, "inputs", extra, known);
    const checked = known.map((input) => {
      if (!Object.hasOwn(given, input))
        throw new RangeError(`${name}: inputs must have ${shown(input)}, got ${shown(Object.keys(given))}.`);
      return [input, checkedHost(`${name}: input ${shown(input)}`, specs[input], given[input])] as const;
    });
    return Object.fromEntries(checked.map(([input, value]) => [input, makeTensor(backend, value)]));
  }

  #checkVariables(result: StepResult): void {
    const { name } = this.#parts;
    if (typeof result !== "object" || result === null || typeof result.outputs !== "object")
      throw new TypeError(`${name}: the step must return { outputs, variables }, got ${shown(result)}.`);
    for (const [variable, tensor] of Object.entries(result.variables ?? {})) {
      const set = this.#setOf.get(variable);
      if (set === undefined)
        throw unknownName(name, "variables of the result", variable, [...this.#setOf.keys()]);
      const spec = set.specs[variable];
      if (tensor.dtype !== spec.dtype || !sameShape(tensor.shape, spec.shape))
        throw new RangeError(
          `${name}: the new value of variable ${shown(variable)} must be ${specText(spec)}, got ${specText({ shape: tensor.shape, dtype: tensor.dtype as DataType })}.`,
        );
    }
  }

  /** Reads the outputs, then lets the new variables replace the old; nothing is left over. */
  #settle({ outputs, variables }: Made): Record<string, HostTensor> {
    try {
      const read = Object.entries(outputs).map(
        ([output, tensor]) =>
          [output, readTensor(`${this.#parts.name}: output ${shown(output)}`, tensor)] as const,
      );
      for (const set of this.#parts.sets) {
        const fresh = Object.entries(variables).filter(([variable]) => this.#setOf.get(variable) === set);
        set.replace(new Map(fresh.map(([variable, tensor]) => [variable, tf.keep(tensor)])));
      }
      return Object.fromEntries(read);
    } catch (error) {
      tf.dispose(variables);
      throw error;
    } finally {
      tf.dispose(outputs);
    }
  }
}

interface Made {
  readonly outputs: Record<string, tf.Tensor>;
  readonly variables: Record<string, tf.Tensor>;
}

/** Each result as a tensor of its own, so that what a step hands through can be disposed apart from its source. */
function ownTensors(result: StepResult, taken: readonly tf.Tensor[]): Made & tf.TensorContainerObject {
  const seen = new Set(taken);
  const own = (tensors: Readonly<Record<string, tf.Tensor>>) =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => {
        if (seen.has(tensor)) return [name, tensor.clone()];
        seen.add(tensor);
        return [name, tensor];
      }),
    );
  return { outputs: own(result.outputs), variables: own(result.variables ?? {}) };
}

/** Lets timers and signals have their turn between steps that never wait for anything. */
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
