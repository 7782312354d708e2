import { unknownName } from "../table/index.ts";
import { openEagerEngine } from "./eager/index.ts";
import type { Engine, EngineOptions } from "./types.ts";

/**
 * Opens a place to compute.
 *
 * @throws {RangeError} if no engine has that name
 * @throws {Error} if the engine cannot run here, with the reason and what would help
 * @example const engine = await openEngine({ engine: "cpu" })
 */
export async function openEngine({ engine = "auto" }: EngineOptions = {}): Promise<Engine> {
  if (engine === "auto" || engine === "cpu") return openEagerEngine("cpu");
  throw unknownName("openEngine", "engine", engine, ["auto", "cpu"]);
}
