import type { CompiledCell, Place } from "../compiler/index.ts";

/** A cell that ran, as stack traces need it. */
export interface KnownCell {
  /** How people know it: `Cell [3]`. */
  readonly label: string;
  readonly source: string;
  readonly locate: CompiledCell["locate"];
}

const prefix = "mixlab-cell-";
const maximumCells = 5000;

/** The cells that ran, by the name the engine knows their script by. */
export class Cells {
  readonly #known = new Map<string, KnownCell>();

  /** Keeps a cell and gives the name for its script. */
  add(cell: number, known: KnownCell): string {
    const name = `${prefix}${cell}`;
    this.#known.set(name, known);
    if (this.#known.size > maximumCells) this.#known.delete(this.#known.keys().next().value!);
    return name;
  }

  get(name: string | null | undefined): KnownCell | undefined {
    return name?.startsWith(prefix) ? this.#known.get(name) : undefined;
  }

  byLabel(label: string): KnownCell | undefined {
    return [...this.#known.values()].findLast((known) => known.label === label);
  }

  /** Gives the cell's own place for a place in its script. */
  place(name: string, place: Place): Place | undefined {
    return this.get(name)?.locate(place);
  }
}
