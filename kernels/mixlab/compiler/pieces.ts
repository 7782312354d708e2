interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text put together from stretches of a source and text of our own, which knows where each character came from. */
export class Pieces {
  readonly #source: string;
  readonly #edits: Edit[] = [];
  readonly #starts: number[] = [];
  readonly #origins: number[] = [];
  #text = "";

  constructor(source: string) {
    this.#source = source;
  }

  get text(): string {
    return this.#text;
  }

  /** Plans a replacement of a stretch that is not empty; it happens whenever the stretch is copied. */
  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  /** Appends text that no cell holds. */
  add(text: string): void {
    this.#append(text, -1);
  }

  /** Appends a stretch of the source, its planned replacements made. */
  copy(start: number, end: number): void {
    let at = start;
    const within = this.#edits.filter((edit) => edit.start >= start && edit.end <= end);
    for (const edit of within.sort((a, b) => a.start - b.start)) {
      this.#append(this.#source.slice(at, edit.start), at);
      this.#append(edit.text, -1);
      at = edit.end;
    }
    this.#append(this.#source.slice(at, end), at);
  }

  /** Gives the offset in the source of a character of the text; undefined where the text is our own. */
  origin(offset: number): number | undefined {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    const origin = this.#origins[low];
    return origin === undefined || origin < 0 ? undefined : origin + offset - this.#starts[low]!;
  }

  #append(text: string, origin: number): void {
    if (text === "") return;
    this.#starts.push(this.#text.length);
    this.#origins.push(origin);
    this.#text += text;
  }
}
