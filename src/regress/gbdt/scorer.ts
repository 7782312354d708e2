import { bytes } from "./scorer.generated.ts";
import type { ScorerTables } from "./scorer-tables.ts";

/** Rows scored at a time, so that their classes and the masks of one block stay in the nearest caches. */
const chunkRows = 512;
const pageBytes = 65_536;

interface Kernel {
  rank(...places: number[]): void;
  score(...places: number[]): void;
}

/** Scores rows of `width` values, `out.length` of them; each thread needs one of its own. */
export type Scorer = (values: Float64Array, out: Float64Array) => void;

/** Loads tables into WebAssembly memory. */
export function makeScorer(tables: ScorerTables): Scorer {
  const { width, rankings, blocks, blockBytes, leavesAt, masksAt } = tables;
  const columns = Math.max(1, rankings.length);
  const valuesAt = Math.ceil(tables.bytes.length / 64) * 64;
  const sumsAt = valuesAt + chunkRows * width * 8;
  const offsetsAt = sumsAt + chunkRows * 8;
  const end = offsetsAt + chunkRows * columns * 4;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / pageBytes) });
  const { rank, score } = new WebAssembly.Instance(scorerModule(), { env: { memory } })
    .exports as unknown as Kernel;
  new Uint8Array(memory.buffer).set(tables.bytes);
  const input = new Float64Array(memory.buffer, valuesAt, chunkRows * width);
  const sums = new Float64Array(memory.buffer, sumsAt, chunkRows);
  return (values, out) => {
    for (let from = 0; from < out.length; from += chunkRows) {
      const rows = Math.min(chunkRows, out.length - from);
      input.set(values.subarray(from * width, (from + rows) * width));
      sums.fill(0, 0, rows);
      rankings.forEach(({ feature, thresholdsAt, count, base, nan, zero }, column) => {
        const source = valuesAt + feature * 8;
        const target = offsetsAt + column * 4;
        rank(rows, source, width * 8, thresholdsAt, count, base, nan, zero, target, columns * 4);
      });
      score(rows, columns, offsetsAt, blocks, masksAt, blockBytes, leavesAt, sumsAt);
      out.set(sums.subarray(0, rows), from);
    }
  };
}

let compiled: WebAssembly.Module | undefined;

function scorerModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)));
  return compiled;
}
