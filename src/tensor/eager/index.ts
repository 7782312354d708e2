import type { Engine } from "../types.ts";
import type { Backend } from "./backend.ts";
import { openCpu } from "./cpu.ts";
import { EagerEngine } from "./engine.ts";

/** Engines that run a step op by op on a tfjs backend. */
export type EagerName = "cpu";

const openers: Readonly<Record<EagerName, () => Promise<Backend>>> = { cpu: openCpu };

/**
 * Opens an engine that calls a step at every run, op by op, on a tfjs backend of our own.
 *
 * @throws {Error} if the backend's package is missing or does not work here, with the reason
 * @example const engine = await openEagerEngine("cpu")
 */
export async function openEagerEngine(name: EagerName): Promise<Engine> {
  return new EagerEngine(name, await openers[name]());
}
