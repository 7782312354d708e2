import { installedPackage } from "../installed.ts";
import { firstLine, MissingEngine } from "../missing.ts";
import type { Engine } from "../types.ts";
import type { Backend } from "./backend.ts";
import { openCpu } from "./cpu.ts";
import { EagerEngine } from "./engine.ts";
import { openNative } from "./native.ts";
import { openWasm } from "./wasm.ts";

/** Engines that run a step op by op on a tfjs backend. */
export type EagerName = "cpu" | "wasm" | "tfjs-node" | "tfjs-node-gpu";

const openers: Readonly<Record<EagerName, () => Promise<Backend>>> = {
  cpu: openCpu,
  wasm: () => openWasm().catch(noWasm),
  "tfjs-node": () => openNative("tfjs-node"),
  "tfjs-node-gpu": () => openNative("tfjs-node-gpu"),
};

/** Whether an engine is one of those that run op by op. */
export const isEager = (name: string): name is EagerName => Object.hasOwn(openers, name);

/**
 * Opens an engine that calls a step at every run, op by op, on a tfjs backend.
 *
 * The caller's own tfjs backends keep their kernels, and the current one stays current. `note` is added to the
 * engine's description.
 *
 * @throws {MissingEngine} if the backend's package is missing or does not work here, with the reason
 * @example const engine = await openEagerEngine("cpu")
 */
export async function openEagerEngine(name: EagerName, note?: string): Promise<Engine> {
  const backend = await openers[name]();
  const description = note === undefined ? backend.description : `${backend.description}, ${note}`;
  return new EagerEngine(name, { ...backend, description });
}

function noWasm(cause: unknown): never {
  const name = "@tensorflow/tfjs-backend-wasm";
  const found = installedPackage(name);
  if (found === undefined)
    throw new MissingEngine("wasm", `${name} is not installed`, `npm install ${name}@4.22.0`, { cause });
  throw new MissingEngine("wasm", `${name} ${found.version} does not load (${firstLine(cause)})`, undefined, {
    cause,
  });
}
