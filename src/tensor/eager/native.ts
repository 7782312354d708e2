import * as tf from "@tensorflow/tfjs-core";
import { type InstalledPackage, installedPackage } from "../installed.ts";
import { firstLine, MissingEngine } from "../missing.ts";
import { type Backend, isRegistered, restore } from "./backend.ts";

/** Packages that bring TensorFlow's own library. */
export type NativeName = "tfjs-node" | "tfjs-node-gpu";

/** Both packages register their backend under this name. */
const nativeBackend = "tensorflow";

const version = "4.22.0";

/**
 * Opens TensorFlow's own library through @tensorflow/tfjs-node or -gpu, where its install step could download it.
 *
 * @throws {MissingEngine} if the package or its library is not there, or does not load
 */
export async function openNative(
  engine: NativeName,
  look: typeof installedPackage = installedPackage,
): Promise<Backend> {
  const name = `@tensorflow/${engine}`;
  const found = look(name);
  const problem = nativeProblem(name, found);
  if (problem !== undefined) throw new MissingEngine(engine, problem.reason, problem.remedy);
  const before = tf.getBackend();
  try {
    await import(name);
  } catch (cause) {
    const reason = `${name} ${found!.version} does not load (${firstLine(cause)})`;
    throw new MissingEngine(engine, reason, `npm rebuild ${name} --build-addon-from-source`, { cause });
  } finally {
    restore(before);
  }
  const instance = isRegistered(nativeBackend) ? tf.findBackend(nativeBackend) : null;
  if (instance === null)
    throw new MissingEngine(engine, `${name} ${found!.version} uses another copy of tfjs-core`, "npm dedupe");
  if (Reflect.get(instance, "isGPUPackage") !== (engine === "tfjs-node-gpu"))
    throw new MissingEngine(engine, "the other of tfjs-node and tfjs-node-gpu is loaded in this process");
  const device = Reflect.get(instance, "isUsingGpuDevice") === true ? "GPU" : "CPU";
  return { name: nativeBackend, instance, description: `${name} ${found!.version}, ${device}` };
}

/** What keeps a package of TensorFlow's library from working, as far as its files tell. */
export function nativeProblem(
  name: string,
  found: InstalledPackage | undefined,
): { readonly reason: string; readonly remedy: string } | undefined {
  const install = `npm install ${name}@${version}`;
  if (found === undefined) return { reason: `${name} is not installed`, remedy: install };
  if (found.name !== name)
    return {
      reason: `${found.name} ${found.version} stands in for ${name} here (an override in package.json) and has no library of its own`,
      remedy: `take the override out of package.json, then ${install}`,
    };
  if (!found.has("lib/*/tfjs_binding.node"))
    return {
      reason: `${name} ${found.version} is installed without its library, which its install step downloads`,
      remedy: `npm rebuild ${name} (needs a network that reaches storage.googleapis.com)`,
    };
  return undefined;
}
