import type { Place } from "./compiler.ts";

/** Converts between offsets of a text and places in it. */
export interface Places {
  place(offset: number): Place;
  offset(place: Place): number;
}

/** Makes the converter of a text; a line ends with its line feed. */
export function placesOf(text: string): Places {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return {
    place(offset) {
      let line = starts.length;
      while (line > 1 && starts[line - 1]! > offset) line -= 1;
      return { line, column: offset - starts[line - 1]! + 1 };
    },
    offset: ({ line, column }) => (starts[Math.min(line, starts.length) - 1] ?? 0) + column - 1,
  };
}
