import * as tf from "@tensorflow/tfjs-core";
import { installedPackage } from "./installed.ts";
import { firstLine, MissingEngine } from "./missing.ts";
import { engineNames, openEngine } from "./open.ts";
import type { EngineName, EngineReport } from "./types.ts";

/** How `listEngines` looks. */
export interface ListEnginesOptions {
  /**
   * Tries one engine and gives its description, or throws why it cannot run. By default `tryEngine`, in this process;
   * a graphics driver that is broken could end it, so that a cautious caller has a process of its own do it.
   */
  readonly attempt?: (engine: EngineName) => Promise<string>;
}

/** Packages that engines rest on. */
const packages: Readonly<Record<EngineName, string>> = {
  onnx: "onnxruntime-node",
  webgpu: "onnxruntime-node",
  "tfjs-node-gpu": "@tensorflow/tfjs-node-gpu",
  "tfjs-node": "@tensorflow/tfjs-node",
  wasm: "@tensorflow/tfjs-backend-wasm",
  cpu: "@tensorflow/tfjs-backend-cpu",
};

/**
 * Says of every engine whether it runs here, on what, or why not and what would help.
 *
 * @example (await listEngines()).filter(({ available }) => available).map(({ engine }) => engine)
 */
export async function listEngines({ attempt = tryEngine }: ListEnginesOptions = {}): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const engine of engineNames) {
    const found = installedPackage(packages[engine]);
    const version = found?.name === packages[engine] ? { version: found.version } : {};
    try {
      reports.push({ engine, available: true, ...version, reason: await attempt(engine) });
    } catch (error) {
      const { reason = firstLine(error), remedy = undefined } = error instanceof MissingEngine ? error : {};
      reports.push({
        engine,
        available: false,
        ...version,
        reason,
        ...(remedy === undefined ? {} : { remedy }),
      });
    }
  }
  return reports;
}

/**
 * Opens an engine, has it take a small gradient, and closes it; gives its description.
 *
 * @throws {MissingEngine} if it cannot be opened
 * @throws {Error} if it cannot compute, or computes something else
 * @example await tryEngine("wasm")
 */
export async function tryEngine(name: EngineName): Promise<string> {
  const engine = await openEngine({ engine: name });
  try {
    const variables = engine.variables({
      weight: { shape: [2, 1], dtype: "float32", data: Float32Array.of(1, -2) },
    });
    const program = await engine.compile(
      ({ weight }, { x }) => ({
        outputs: { gradient: tf.grad((w) => tf.sum(tf.square(tf.matMul(x, w))))(weight) },
      }),
      { variables: [variables], inputs: { x: { shape: [2, 2], dtype: "float32" } }, name: "tryEngine" },
    );
    const { gradient } = await program.run({ x: Float32Array.of(1, 2, 3, 4) });
    const numbers = [...gradient.data].join(" ");
    if (numbers !== "-36 -52")
      throw new Error(`tryEngine: ${name} must give the gradient -36 -52, got ${numbers}.`);
    return engine.description;
  } finally {
    await engine.close();
  }
}
