import { DataError, shown } from "../table/index.ts";
import { isRecord, type Notebook } from "./document.ts";

/** What a notebook says of itself under `metadata.mixlab`: data sets it reads, targets it gives verdicts on. */
export interface Wanted {
  readonly data: readonly string[];
  readonly targets: readonly string[];
}

/**
 * Reads `metadata.mixlab`; a notebook without it wants nothing.
 *
 * @throws {DataError} if it is there and is not two lists of names
 */
export function wantedBy(notebook: Notebook, file = "the notebook"): Wanted {
  const mixlab = notebook.metadata.mixlab ?? {};
  const list = (name: string): readonly string[] => {
    const value = isRecord(mixlab) ? (mixlab[name] ?? []) : mixlab;
    if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value;
    throw new DataError(
      `wantedBy: metadata.mixlab.${name} must be a list of names, got ${shown(value)} at ${file}.`,
      { file },
    );
  };
  return { data: list("data"), targets: list("targets") };
}
