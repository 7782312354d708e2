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

interface Kernel {
  fill(...places: number[]): void;
  fillWeighted(...places: number[]): void;
  fixUsual(...places: number[]): void;
  subtract(...places: number[]): void;
  search(...places: number[]): void;
  divide(...places: number[]): number;
}

/** Byte addresses in memory. */
interface Places {
  readonly starts: number;
  readonly cells: number;
  readonly facts: number;
  readonly choosable: number;
  readonly best: number;
  readonly rows: number;
  readonly spare: number;
  readonly gradients: number;
  readonly hessians: number;
  readonly bins: number;
}

const bestBytes = 64;
const pageBytes = 65_536;
const aligned = (size: number): number => Math.ceil(size / 64) * 64;

/** Whether a column can be searched without a look at missing values, and its gains are plain. */
export const isPlain = (missing: number, parameters: Parameters): boolean =>
  missing === missingNone && hasPlainGain(parameters);

/**
 * Histograms of the leaves of one tree after another, in WebAssembly memory. A slot holds a leaf's histogram and the
 * marks of the columns it may still be split on.
 *
 * Shape   histogram [cells × 2], gradient and hessian sums in turn
 * Source  LightGBM's histograms: rows added in ascending order, larger child by subtraction
 */
export class Histograms {
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  readonly #table: BinnedTable;
  readonly #parameters: Parameters;
  readonly #histogramBytes: number;
  readonly #slotBytes: number;
  readonly #places: Places;
  readonly #free: number[] = [];
  #end: number;
  #rows: Int32Array;
  #best: DataView;
  #weighted = false;

  constructor(table: BinnedTable, parameters: Parameters) {
    const { rows, columns, bins } = table;
    const { starts, cells } = rowCells(table);
    const { places, end } = layOut({
      starts: starts.byteLength,
      cells: cells.byteLength,
      facts: columns.length * 16,
      choosable: columns.length,
      best: bestBytes,
      rows: rows * 4,
      spare: rows * 4,
      gradients: rows * 4,
      hessians: rows * 4,
      bins: bins.length * 2,
    });
    const memory = new WebAssembly.Memory({ initial: Math.ceil(end / pageBytes) });
    new Int32Array(memory.buffer, places.starts, starts.length).set(starts);
    new Int32Array(memory.buffer, places.cells, cells.length).set(cells);
    new Uint16Array(memory.buffer, places.bins, bins.length).set(bins);
    const facts = columns.flatMap(({ firstCell, bounds, mostFrequentBin, missing }) => [
      firstCell * cellBytes,
      bounds.length,
      mostFrequentBin,
      isPlain(missing, parameters) ? 1 : 0,
    ]);
    new Int32Array(memory.buffer, places.facts, facts.length).set(facts);
    this.#kernel = new WebAssembly.Instance(growerModule(), { env: { memory } }).exports as unknown as Kernel;
    this.#memory = memory;
    this.#table = table;
    this.#parameters = parameters;
    this.#histogramBytes = table.cells * cellBytes;
    this.#slotBytes = aligned(this.#histogramBytes + columns.length);
    this.#places = places;
    this.#end = end;
    this.#rows = new Int32Array(memory.buffer, places.rows, rows);
    this.#best = new DataView(memory.buffer, places.best, bestBytes);
  }

  /** A slot that nobody uses; its contents are undefined. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const made = this.#end;
    this.#end += this.#slotBytes;
    const memory = this.#memory;
    const missing = Math.ceil((this.#end - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) {
      memory.grow(Math.max(missing, Math.min(256, memory.buffer.byteLength / pageBytes)));
      this.#rows = new Int32Array(memory.buffer, this.#places.rows, this.#table.rows);
      this.#best = new DataView(memory.buffer, this.#places.best, bestBytes);
    }
    return made;
  }

  release(slot: number): void {
    this.#free.push(slot);
  }

  /** Takes over gradients (and hessians, where rows have weights) for the tree to come. */
  load(gradients: Float32Array, hessians: Float32Array | undefined): void {
    const { buffer } = this.#memory;
    new Float32Array(buffer, this.#places.gradients, gradients.length).set(gradients);
    this.#weighted = hessians !== undefined;
    if (hessians !== undefined)
      new Float32Array(buffer, this.#places.hessians, hessians.length).set(hessians);
  }

  /** Rows of the tree, leaf after leaf; valid until the next `take`. */
  rows(): Int32Array {
    return this.#rows;
  }

  /** Moves the rows of a leaf that go left to the front, both sides in their order. Returns how many went. */
  divide(begin: number, count: number, { column, bin, defaultLeft }: BestSplit): number {
    const { missing, defaultBin, bounds } = this.#table.columns[column];
    const special = missing === missingNaN ? bounds.length - 1 : missing === missingZero ? defaultBin : -1;
    const { rows, spare, bins } = this.#places;
    const from = bins + column * this.#table.rows * 2;
    return this.#kernel.divide(rows + begin * 4, count, spare, from, bin, special, defaultLeft ? 1 : 0);
  }

  /** Sums over the rows of a leaf, in their order. */
  fill(slot: number, begin: number, count: number, gradient: number, hessian: number): void {
    const { rows, starts, cells, gradients, hessians, facts } = this.#places;
    const bytes = this.#histogramBytes;
    const from = rows + begin * 4;
    if (this.#weighted) {
      this.#kernel.fillWeighted(slot, bytes, from, count, starts, cells, gradients, hessians);
    } else this.#kernel.fill(slot, bytes, from, count, starts, cells, gradients);
    this.#kernel.fixUsual(slot, this.#table.columns.length, facts, gradient, hessian);
  }

  /** Turns a parent's histogram into that of its larger child. */
  subtract(parent: number, smaller: number): void {
    this.#kernel.subtract(parent, smaller, this.#histogramBytes);
  }

  /** Doubles of a slot, gradient and hessian sums in turn; valid until the next `take`. */
  values(slot: number): Float64Array {
    return new Float64Array(this.#memory.buffer, slot, this.#table.cells * 2);
  }

  /** Marks of columns that may still be split on; valid until the next `take`. */
  marks(slot: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, slot + this.#histogramBytes, this.#table.columns.length);
  }

  /** Best split over plain columns; clears the marks of those that cannot be split. */
  searchInPlace(slot: number, sums: SearchSums, choosable: Uint8Array | undefined, best: BestSplit): void {
    const { gradient, hessian, count, shift } = sums;
    const { lambdaL2, minDataInLeaf, minSumHessianInLeaf } = this.#parameters;
    const places = this.#places;
    const columns = this.#table.columns.length;
    if (choosable !== undefined) {
      new Uint8Array(this.#memory.buffer, places.choosable, columns).set(choosable);
    }
    const unit = !this.#weighted && Math.abs(count - hessian) < 0.25;
    this.#kernel.search(
      slot,
      columns,
      places.facts,
      slot + this.#histogramBytes,
      choosable === undefined ? 0 : places.choosable,
      gradient,
      hessian,
      count,
      shift,
      lambdaL2,
      minDataInLeaf,
      minSumHessianInLeaf,
      unit ? 1 : 0,
      places.best,
    );
    const found = this.#best;
    best.column = found.getInt32(24, true);
    best.gain = Number.NEGATIVE_INFINITY;
    if (best.column < 0) return;
    best.gain = found.getFloat64(0, true);
    best.leftGradient = found.getFloat64(8, true);
    best.leftHessian = found.getFloat64(16, true);
    best.bin = found.getInt32(28, true);
    best.leftCount = found.getInt32(32, true);
    best.defaultLeft = true;
  }
}

/** Byte addresses of the areas, each at a multiple of 64, and where they end. */
function layOut(sizes: Places): { places: Places; end: number } {
  let end = 64;
  const places: Record<string, number> = {};
  for (const [name, size] of Object.entries(sizes)) {
    places[name] = end;
    end += aligned(size);
  }
  return { places: places as unknown as Places, end };
}

let compiled: WebAssembly.Module | undefined;

function growerModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)));
  return compiled;
}
