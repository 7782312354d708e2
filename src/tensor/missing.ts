import type { EngineName } from "./types.ts";

/** An engine that cannot run here: why, and the command or setting that would change that. */
export class MissingEngine extends Error {
  readonly engine: EngineName;
  readonly reason: string;
  readonly remedy: string | undefined;

  constructor(engine: EngineName, reason: string, remedy?: string, options?: ErrorOptions) {
    super(
      `openEngine: engine must be one that runs here, got "${engine}": ${reason}.${remedy === undefined ? "" : ` Try: ${remedy}`}`,
      options,
    );
    this.name = "MissingEngine";
    this.engine = engine;
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** The first line of what was thrown. */
export const firstLine = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split("\n", 1)[0].replace(/\.?\s*$/, "");
