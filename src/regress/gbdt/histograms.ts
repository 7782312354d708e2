import { missingNaN, missingNone, missingZero } from "./bins.ts";
import type { BinnedTable } from "./dataset.ts";
import { bytes } from "./grower.generated.ts";
import type { Parameters } from "./parameters.ts";
import { cellBytes, rowCells } from "./row-cells.ts";
import { hasPlainGain } from "./split.ts";

/** The best split over several columns. */
export interface BestSplit {
  /** -1 where there is none. */
  column: number;
  /** What it gains beyond the least that is asked for. */
  gain: number;
  bin: number;
  leftGradient: number;
  /** With its epsilon. */
  leftHessian: number;
  leftCount: number;
  defaultLeft: boolean;
}

/** Sums of a leaf. */
export interface SearchSums {
  readonly gradient: number;
  /** With both epsilons. */
  readonly hessian: number;
  readonly count: number;
  /** Gain that must be passed. */
  readonly shift: number;
}

/** Histograms of leaves over one table, in WebAssembly memory; a slot holds a histogram and its leaf's column marks. */
export interface Histograms {
  /** A slot that nobody uses; its contents are undefined. */
  take(): number;
  release(slot: number): void;
  /** Takes over gradients (and hessians, where rows have weights) for the trees to come. */
  load(gradients: Float32Array, hessians: Float32Array | undefined): void;
  /** Rows of the tree, leaf after leaf; valid until the next `take`. */
  rows(): Int32Array;
  /** Moves the rows of a leaf that go left to the front, both sides in their order. Returns how many went. */
  divide(begin: number, count: number, split: BestSplit): number;
  /** Sums over the rows of a leaf, in their order. */
  fill(slot: number, begin: number, count: number, gradient: number, hessian: number): void;
  /** Turns a parent's histogram into that of its larger child. */
  subtract(parent: number, smaller: number): void;
  /** Doubles of a slot, gradient and hessian sums in turn; valid until the next `take`. */
  values(slot: number): Float64Array;
  /** Marks of columns that may still be split on; valid until the next `take`. */
  marks(slot: number): Uint8Array;
  /** Best split over plain columns; clears the marks of those that cannot be split. */
  search(slot: number, sums: SearchSums, choosable: Uint8Array | undefined, best: BestSplit): void;
}

interface Kernel {
  fill(...places: number[]): void;
  fillWeighted(...places: number[]): void;
  fixUsual(...places: number[]): void;
  subtract(...places: number[]): void;
  search(...places: number[]): void;
  divide(...places: number[]): number;
}

const pageBytes = 65_536;
const aligned = (size: number): number => Math.ceil(size / 64) * 64;

/** Whether a column can be searched without a look at missing values, and its gains are plain. */
export const isPlain = (missing: number, parameters: Parameters): boolean =>
  missing === missingNone && hasPlainGain(parameters);

/**
 * Lays out memory for one table.
 *
 * Source  LightGBM's histograms: rows added in ascending order, larger child by subtraction; spec §2
 */
export function makeHistograms(table: BinnedTable, parameters: Parameters): Histograms {
  const { rows, columns, bins } = table;
  const { starts, cells } = rowCells(table);
  const histogramBytes = table.cells * cellBytes;
  const slotBytes = aligned(histogramBytes + columns.length);
  const sizes = [
    starts.byteLength,
    cells.byteLength,
    columns.length * 16,
    columns.length,
    64,
    rows * 4,
    rows * 4,
    rows * 4,
    rows * 4,
    bins.length * 2,
  ];
  const places: number[] = [];
  let end = 64;
  for (const size of sizes) {
    places.push(end);
    end += aligned(size);
  }
  const [startsAt, cellsAt, factsAt, choosableAt, bestAt, rowsAt, spareAt, gradientsAt, hessiansAt, binsAt] =
    places;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / pageBytes) });
  const kernel = new WebAssembly.Instance(growerModule(), { env: { memory } }).exports as unknown as Kernel;
  new Int32Array(memory.buffer, startsAt, starts.length).set(starts);
  new Int32Array(memory.buffer, cellsAt, cells.length).set(cells);
  new Uint16Array(memory.buffer, binsAt, bins.length).set(bins);
  const facts = columns.flatMap(({ firstCell, bounds, mostFrequentBin, missing }) => [
    firstCell * cellBytes,
    bounds.length,
    mostFrequentBin,
    isPlain(missing, parameters) ? 1 : 0,
  ]);
  new Int32Array(memory.buffer, factsAt, facts.length).set(facts);

  const free: number[] = [];
  let rowsView = new Int32Array(memory.buffer, rowsAt, rows);
  let bestView = new DataView(memory.buffer, bestAt, 64);
  let weighted = false;

  function take(): number {
    const slot = free.pop();
    if (slot !== undefined) return slot;
    const made = end;
    end += slotBytes;
    const missing = Math.ceil((end - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) {
      memory.grow(Math.max(missing, Math.min(256, memory.buffer.byteLength / pageBytes)));
      rowsView = new Int32Array(memory.buffer, rowsAt, rows);
      bestView = new DataView(memory.buffer, bestAt, 64);
    }
    return made;
  }

  return {
    take,
    release: (slot) => {
      free.push(slot);
    },
    load(gradients, hessians) {
      new Float32Array(memory.buffer, gradientsAt, rows).set(gradients);
      weighted = hessians !== undefined;
      if (hessians !== undefined) new Float32Array(memory.buffer, hessiansAt, rows).set(hessians);
    },
    rows: () => rowsView,
    divide(begin, count, { column, bin, defaultLeft }) {
      const { missing, defaultBin, bounds } = columns[column];
      const special = missing === missingNaN ? bounds.length - 1 : missing === missingZero ? defaultBin : -1;
      const from = binsAt + column * rows * 2;
      return kernel.divide(rowsAt + begin * 4, count, spareAt, from, bin, special, defaultLeft ? 1 : 0);
    },
    fill(slot, begin, count, gradient, hessian) {
      const from = rowsAt + begin * 4;
      if (weighted) {
        kernel.fillWeighted(slot, histogramBytes, from, count, startsAt, cellsAt, gradientsAt, hessiansAt);
      } else kernel.fill(slot, histogramBytes, from, count, startsAt, cellsAt, gradientsAt);
      kernel.fixUsual(slot, columns.length, factsAt, gradient, hessian);
    },
    subtract: (parent, smaller) => kernel.subtract(parent, smaller, histogramBytes),
    values: (slot) => new Float64Array(memory.buffer, slot, table.cells * 2),
    marks: (slot) => new Uint8Array(memory.buffer, slot + histogramBytes, columns.length),
    search(slot, { gradient, hessian, count, shift }, choosable, best) {
      if (choosable !== undefined) new Uint8Array(memory.buffer, choosableAt, columns.length).set(choosable);
      kernel.search(
        slot,
        columns.length,
        factsAt,
        slot + histogramBytes,
        choosable === undefined ? 0 : choosableAt,
        gradient,
        hessian,
        count,
        shift,
        parameters.lambdaL2,
        parameters.minDataInLeaf,
        parameters.minSumHessianInLeaf,
        !weighted && Math.abs(count - hessian) < 0.25 ? 1 : 0,
        bestAt,
      );
      best.column = bestView.getInt32(24, true);
      best.gain = Number.NEGATIVE_INFINITY;
      if (best.column < 0) return;
      best.gain = bestView.getFloat64(0, true);
      best.leftGradient = bestView.getFloat64(8, true);
      best.leftHessian = bestView.getFloat64(16, true);
      best.bin = bestView.getInt32(28, true);
      best.leftCount = bestView.getInt32(32, true);
      best.defaultLeft = true;
    },
  };
}

let compiled: WebAssembly.Module | undefined;

function growerModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)));
  return compiled;
}
