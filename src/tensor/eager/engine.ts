import { shown } from "../../table/index.ts";
import { registerGradients } from "../gradients.ts";
import type {
  CompileOptions,
  Engine,
  EngineName,
  HostTensor,
  Program,
  Step,
  TensorSpec,
  Variables,
} from "../types.ts";
import type { Backend } from "./backend.ts";
import { EagerProgram } from "./program.ts";
import { EagerVariables } from "./variables.ts";

/** An engine that runs steps op by op on a tfjs backend. */
export class EagerEngine implements Engine {
  readonly name: EngineName;
  readonly description: string;
  readonly #backend: Backend;
  readonly #sets = new Set<EagerVariables>();
  readonly #programs = new Set<Program>();
  #closed = false;

  constructor(name: EngineName, backend: Backend) {
    this.name = name;
    this.description = backend.description;
    this.#backend = backend;
  }

  variables(initial: Readonly<Record<string, HostTensor>>): Variables {
    this.#open("variables");
    const set = new EagerVariables(this.#backend, initial);
    this.#sets.add(set);
    return set;
  }

  async compile(step: Step, options: CompileOptions = {}): Promise<Program> {
    this.#open("compile");
    if (typeof step !== "function")
      throw new TypeError(`compile: step must be a function, got ${shown(step)}.`);
    const { variables = [], inputs = {}, name = "step" } = options;
    const sets = variables.map((set) => {
      if (set instanceof EagerVariables && this.#sets.has(set)) return set;
      throw new TypeError(`compile: variables must come from this engine (${this.name}).`);
    });
    await registerGradients();
    const program = new EagerProgram({
      engine: this.name,
      backend: this.#backend,
      step,
      sets,
      inputs: Object.fromEntries(Object.entries(inputs).map(([input, spec]) => [input, copyOf(spec)])),
      name,
    });
    this.#programs.add(program);
    return program;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const program of this.#programs) await program.release();
    for (const set of this.#sets) set.release();
    this.#programs.clear();
    this.#sets.clear();
  }

  #open(where: string): void {
    if (this.#closed) throw new Error(`${where}: the engine ${this.name} is closed. Open it again.`);
  }
}

const copyOf = ({ shape, dtype }: TensorSpec): TensorSpec => ({ shape: [...shape], dtype });
