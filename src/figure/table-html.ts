import { escapeXml } from "./svg/element.ts";
import type { PrintedColumn } from "./table-cell.ts";

interface Printed {
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly PrintedColumn[];
  readonly strong: readonly number[];
}

const figureSpace = "\u2007";
const rule = "1px solid #777";

/** An HTML table that needs no style sheet; the alignment survives sanitisers that drop styles. */
export function tableHtml(printed: Printed): string {
  const { columns, strong } = printed;
  const aligned = columns.map(alignDecimals);
  const rows = columns[0]?.cells.length ?? 0;
  const lines = [
    `<table class="mixlab-table" style="border-collapse:collapse;font-variant-numeric:tabular-nums;border-top:${rule};border-bottom:${rule}">`,
    caption(printed),
    `<thead style="border-bottom:${rule}"><tr>${columns.map((column) => `<th scope="col" ${align(column)}>${escapeXml(column.label)}</th>`).join("")}</tr></thead>`,
    "<tbody>",
  ];
  for (let row = 0; row < rows; row++) {
    const bold = strong.includes(row);
    const cells = columns.map((column, at) => {
      const text = escapeXml(aligned[at][row]);
      const content = bold && at > 0 ? `<strong>${text}</strong>` : text;
      if (at > 0) return `<td ${align(column)}>${content}</td>`;
      return `<th scope="row" ${align(column, bold ? "bold" : "normal")}>${content}</th>`;
    });
    lines.push(`<tr>${cells.join("")}</tr>`);
  }
  return [...lines, "</tbody>", "</table>"].filter((line) => line !== "").join("\n");
}

function caption({ title, caption: text }: Printed): string {
  if (title === "" && text === "") return "";
  const head = title === "" ? "" : `<strong>${escapeXml(title)}</strong>`;
  const body = escapeXml(text);
  const style = "caption-side:top;text-align:left;padding:0 0 6px 0;max-width:60em";
  return `<caption style="${style}">${[head, body].filter((part) => part !== "").join("<br>")}</caption>`;
}

const align = (column: PrintedColumn, weight?: string): string =>
  `align="${column.align}" style="text-align:${column.align};padding:2px 10px${weight === undefined ? "" : `;font-weight:${weight}`}"`;

/** Pads right-aligned cells with spaces as wide as a digit, so that the points stand below one another. */
function alignDecimals(column: PrintedColumn): readonly string[] {
  if (column.align === "left") return column.cells;
  const tails = column.cells.map((cell) => /^[−+-]?\d+(\.\d+)?$/.exec(cell)?.[1]?.length ?? 0);
  const longest = Math.max(0, ...tails);
  return column.cells.map((cell, at) =>
    /\d/.test(cell) && tails[at] < longest && /^[−+-]?\d+(\.\d+)?$/.test(cell)
      ? cell + padding(longest - tails[at], tails[at] === 0)
      : cell,
  );
}

/** A point is about half as wide as a digit: a punctuation space stands in its place. */
const padding = (places: number, noPoint: boolean): string =>
  noPoint ? `\u2008${figureSpace.repeat(places - 1)}` : figureSpace.repeat(places);
