import type { PrintedColumn } from "./table-cell.ts";

interface Printed {
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly PrintedColumn[];
}

const captionWidth = 100;

/** The table for a terminal: columns two spaces apart, the points of numbers below one another. */
export function tableText(printed: Printed): string {
  const blocks = printed.columns.map(textColumn);
  const height = Math.max(0, ...blocks.map((block) => block.length));
  const lines = Array.from({ length: height }, (_, row) =>
    blocks
      .map((block) => block[row] ?? "")
      .join("  ")
      .trimEnd(),
  );
  if (lines.length > 0) {
    const width = Math.max(...lines.map((line) => line.length));
    lines.splice(1, 0, "─".repeat(width));
  }
  const parts = [printed.title, lines.join("\n"), wrapPlain(printed.caption, captionWidth)];
  return parts.filter((part) => part !== "").join("\n");
}

function textColumn(column: PrintedColumn): string[] {
  const cells = column.align === "right" ? alignPoints(column.cells) : column.cells;
  const width = Math.max(column.label.length, ...cells.map((cell) => cell.length));
  return [column.label, ...cells].map((cell) =>
    column.align === "right" ? cell.padStart(width) : cell.padEnd(width),
  );
}

function alignPoints(cells: readonly string[]): string[] {
  const tail = (cell: string): number => /^[−+-]?\d+(\.\d+)?$/.exec(cell)?.[1]?.length ?? 0;
  const longest = Math.max(0, ...cells.map(tail));
  return cells.map((cell) =>
    /^[−+-]?\d/.test(cell) ? cell + " ".repeat(Math.max(0, longest - tail(cell))) : cell,
  );
}

/** Breaks a paragraph at spaces. */
export function wrapPlain(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join("\n");
}
