import { shown } from "../../table/index.ts";
import { MissingEngine } from "../missing.ts";
import { traceStep } from "../trace/trace-step.ts";
import type { CompileOptions, Engine, EngineName, HostTensor, Program, Step, Variables } from "../types.ts";
import { type Device, openDevice } from "./device.ts";
import { brief } from "./failures.ts";
import { openProgram, type Sessions } from "./program.ts";
import { engineOf, loadRuntime, type Provider, type Runtime } from "./runtime.ts";
import { OrtVariables } from "./variables.ts";

/** How `openOrtEngine` computes. */
export interface OrtEngineOptions {
  readonly provider: Provider;
  /** Threads of one run on the CPU; by default onnxruntime's choice, one a physical core. */
  readonly threads?: number;
}

/**
 * Opens onnxruntime-node as an engine: a step is recorded, lowered to one ONNX model, and run by a session that keeps
 * the variables where it computes.
 *
 * A run on the CPU holds the main thread until it ends; timers and signals have their turn between runs.
 *
 * @throws {MissingEngine} if onnxruntime-node cannot be loaded or finds no device, with what would help
 * @throws {RangeError} if threads is not a whole number from 1
 * @example const engine = await openOrtEngine({ provider: "cpu", threads: 2 })
 */
export async function openOrtEngine(options: OrtEngineOptions): Promise<Engine> {
  return new OrtEngine(await openSessions(options));
}

/** onnxruntime-node opened on one provider, before any step is known. */
export async function openSessions({ provider, threads }: OrtEngineOptions): Promise<Sessions> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1))
    throw new RangeError(`openOrtEngine: threads must be a whole number from 1, got ${shown(threads)}.`);
  const runtime = await loadRuntime(provider);
  const device = openDevice(runtime, provider);
  await tryDevice(runtime, device);
  return {
    name: engineOf(provider),
    runtime,
    provider,
    threads,
    device,
    queue: oneAtATime(),
  };
}

/** Sends one number to the device and back, so that a missing one is told before any step. */
async function tryDevice(runtime: Runtime, device: Device): Promise<void> {
  if (device.location === "cpu") return;
  try {
    const there = await device.place(new runtime.Tensor("float32", Float32Array.of(1), [1]));
    await device.fetch(there);
    there.dispose();
  } catch (cause) {
    await device.close();
    const reason = `no graphics device was found (${brief(String(cause))})`;
    const remedy =
      "a Vulkan driver and its loader, libvulkan.so.1, on Linux; in NVIDIA's containers NVIDIA_DRIVER_CAPABILITIES " +
      "with graphics; or engine onnx";
    throw new MissingEngine("webgpu", reason, remedy, { cause });
  }
}

class OrtEngine implements Engine {
  readonly name: EngineName;
  readonly description: string;
  readonly #sessions: Sessions;
  readonly #sets = new Set<OrtVariables>();
  readonly #programs = new Set<Program>();
  #closed = false;

  constructor(sessions: Sessions) {
    const { name, provider, runtime, threads } = sessions;
    this.name = name;
    const counted = threads === undefined ? "" : `, ${threads} thread${threads === 1 ? "" : "s"}`;
    this.description = `onnxruntime-node ${runtime.env.versions.node}, provider ${provider}${counted}`;
    this.#sessions = sessions;
  }

  variables(initial: Readonly<Record<string, HostTensor>>): Variables {
    this.#checkOpen("variables");
    const set = new OrtVariables(this.#sessions, initial);
    this.#sets.add(set);
    return set;
  }

  async compile(step: Step, options: CompileOptions = {}): Promise<Program> {
    this.#checkOpen("compile");
    if (typeof step !== "function")
      throw new TypeError(`compile: step must be a function, got ${shown(step)}.`);
    const { variables = [], inputs = {}, name = "step" } = options;
    const owners = this.#owners(variables);
    const specs = Object.fromEntries([...owners].map(([variable, set]) => [variable, set.specs[variable]]));
    const started = performance.now();
    const traced = await traceStep(step, { variables: specs, inputs, name });
    const program = await openProgram(this.#sessions, { ...traced, inputs, variables: owners }, started);
    this.#programs.add(program);
    return program;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const program of this.#programs) await program.release();
    for (const set of this.#sets) set.release();
    await this.#sessions.device.close();
    this.#programs.clear();
    this.#sets.clear();
  }

  /** The set that each variable belongs to. */
  #owners(sets: readonly Variables[]): ReadonlyMap<string, OrtVariables> {
    const owners = new Map<string, OrtVariables>();
    for (const set of sets) {
      if (!(set instanceof OrtVariables && this.#sets.has(set)))
        throw new TypeError(`compile: variables must come from this engine (${this.name}).`);
      for (const name of Object.keys(set.specs)) {
        if (owners.has(name))
          throw new RangeError(
            `compile: variables must have names that occur once, got ${shown(name)} twice.`,
          );
        owners.set(name, set);
      }
    }
    return owners;
  }

  #checkOpen(where: string): void {
    if (this.#closed) throw new Error(`${where}: the engine ${this.name} is closed. Open it again.`);
  }
}

/** Runs tasks in the order they come; one that fails does not hold up the next. */
function oneAtATime(): Sessions["queue"] {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}
