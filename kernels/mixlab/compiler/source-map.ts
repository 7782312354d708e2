import type { Place } from "./compiler.ts";

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Reads the `mappings` of a version 3 source map of one source, and gives the look-up from generated to source place. */
export function readMappings(mappings: string): (place: Place) => Place | undefined {
  const lines: { readonly generated: number; readonly line: number; readonly column: number }[][] = [];
  let line = 0;
  let column = 0;
  for (const row of mappings.split(";")) {
    let generated = 0;
    const segments: (typeof lines)[number] = [];
    for (const segment of row.split(",")) {
      const [step, , lineStep, columnStep] = readNumbers(segment);
      if (step === undefined) continue;
      generated += step;
      if (lineStep === undefined || columnStep === undefined) continue;
      line += lineStep;
      column += columnStep;
      segments.push({ generated, line, column });
    }
    lines.push(segments);
  }
  return (place) => {
    const found = lines[place.line - 1]?.findLast((segment) => segment.generated <= place.column - 1);
    return found && { line: found.line + 1, column: found.column + 1 };
  };
}

function readNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = digits.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
