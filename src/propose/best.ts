/**
 * The k smallest of a stream of numbers, each with the row it belongs to; among equal numbers the earlier ones.
 *
 * Shape   rows [k × width], copied as they come, so that the stream itself need not be kept
 */
export class SmallestRows {
  readonly #keep: number;
  #kept: { value: number; place: number; row: Float64Array }[] = [];
  #worst = Number.POSITIVE_INFINITY;
  #tied = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** Takes a row if its value is among the smallest so far. Values must come in order of place. */
  offer(value: number, place: number, values: Float64Array, offset: number, width: number): void {
    if (value === this.#worst) this.#tied += 1;
    if (!(value < this.#worst)) return;
    this.#kept.push({ value, place, row: values.slice(offset, offset + width) });
    if (this.#kept.length >= 2 * this.#keep) this.#trim();
  }

  /** Kept rows with their values and places, smallest value first. */
  sorted(): readonly { readonly value: number; readonly place: number; readonly row: Float64Array }[] {
    this.#trim();
    return this.#kept;
  }

  /** How many rows have the value of the last one kept and are not among them. */
  tied(): number {
    this.#trim();
    return this.#tied;
  }

  #trim(): void {
    const sorted = this.#kept.toSorted((a, b) => a.value - b.value || a.place - b.place);
    this.#kept = sorted.slice(0, this.#keep);
    if (this.#kept.length < this.#keep) return;
    const worst = this.#kept[this.#keep - 1].value;
    if (worst !== this.#worst) this.#tied = 0;
    this.#tied += sorted.slice(this.#keep).filter(({ value }) => value === worst).length;
    this.#worst = worst;
  }
}
