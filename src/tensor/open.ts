import { unknownName } from "../table/index.ts";
import { type EagerName, isEager, openEagerEngine } from "./eager/index.ts";
import { installedPackage } from "./installed.ts";
import { firstLine, MissingEngine } from "./missing.ts";
import type { Engine, EngineName, EngineOptions } from "./types.ts";

/** All engines, those that compile first. */
export const engineNames: readonly EngineName[] = [
  "onnx",
  "webgpu",
  "tfjs-node-gpu",
  "tfjs-node",
  "wasm",
  "cpu",
];

/**
 * Opens a place to compute.
 *
 * "auto" is onnx where onnxruntime-node loads, which npm installs along, and else cpu, whose description then says why.
 * Packages are loaded only here, each when it is first asked for.
 *
 * @throws {RangeError} if no engine has that name, or threads is not a whole number from 1
 * @throws {MissingEngine} if the engine cannot run here, with the reason and what would help
 * @example const engine = await openEngine({ engine: "cpu" })
 */
export async function openEngine({ engine = "auto", threads }: EngineOptions = {}): Promise<Engine> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1))
    throw new RangeError(`openEngine: threads must be a whole number from 1, got ${threads}.`);
  if (engine === "auto") {
    try {
      return await openCompiling("onnx", threads);
    } catch (error) {
      if (!(error instanceof MissingEngine)) throw error;
      return openEagerEngine("cpu", `since onnx cannot run here: ${error.reason}`);
    }
  }
  if (engine === "onnx" || engine === "webgpu") return openCompiling(engine, threads);
  if (isEager(engine)) return openEagerEngine(engine satisfies EagerName);
  throw unknownName("openEngine", "engine", engine, ["auto", ...engineNames]);
}

async function openCompiling(engine: "onnx" | "webgpu", threads?: number): Promise<Engine> {
  const name = "onnxruntime-node";
  const found = installedPackage(name);
  try {
    const { openOrtEngine } = await import("./ort/index.ts");
    const provider = engine === "onnx" ? "cpu" : "webgpu";
    return await openOrtEngine({ provider, ...(threads === undefined ? {} : { threads }) });
  } catch (cause) {
    if (cause instanceof MissingEngine && found !== undefined) throw cause;
    if (found === undefined && typeof process !== "undefined")
      throw new MissingEngine(engine, `${name} is not installed`, `npm install ${name}@1.30.0`, { cause });
    throw new MissingEngine(engine, firstLine(cause), `npm rebuild ${name}`, { cause });
  }
}
