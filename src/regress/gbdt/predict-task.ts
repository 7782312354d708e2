import type { Task } from "../../parallel/index.ts";
import { makeScorer } from "./scorer.ts";
import type { ScorerTables } from "./scorer-tables.ts";

/** Rows that several threads predict together, in shared memory. */
export interface PredictRowsInput {
  readonly tables: ScorerTables;
  readonly values: Float64Array;
  readonly out: Float64Array;
  /** Holds the number of the next part that no thread has taken. */
  readonly next: Int32Array;
}

/** Small enough that no thread waits long for another at the end. */
const partRows = 4096;

/** Where threads find `predictRows`. */
export const predictRowsTask: Task<PredictRowsInput, void> = {
  module: import.meta.url,
  name: predictRows.name,
};

/** Predicts parts until none is left. */
export function predictRows({ tables, values, out, next }: PredictRowsInput): void {
  const score = makeScorer(tables);
  for (;;) {
    const from = Atomics.add(next, 0, 1) * partRows;
    if (from >= out.length) return;
    const to = Math.min(out.length, from + partRows);
    score(values.subarray(from * tables.width, to * tables.width), out.subarray(from, to));
  }
}
