/** Advance widths of Helvetica (and Arial) in thousandths of the font size, by character. */
const widths: ReadonlyMap<string, number> = new Map(
  Object.entries({
    191: "'",
    222: "ijl’‘",
    278: " !,./:;I[\\]ft·",
    333: "()-r`¹²³",
    355: '"',
    389: "*",
    350: "•",
    400: "°",
    500: "cksvxyzJ",
    556: "#$0123456789?_abdeghnopquL–\u2007“”",
    584: "+<=>~−×±÷≤≥≈",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "—…→←",
    1015: "@",
    334: "{}",
    260: "|",
    469: "^",
    569: "ρ",
    612: "Δ",
  }).flatMap(([width, characters]) => [...characters].map((one) => [one, Number(width)] as const)),
);

const otherWidth = 600;
const boldFactor = 1.09;

/** The width of one line of text in pixels, the same on every machine. */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const character of text) sum += widths.get(character) ?? otherWidth;
  return (sum / 1000) * size * (bold ? boldFactor : 1);
}

/** The text, cut with an ellipsis where it is wider than asked. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join("")}…`, size) > width) characters.pop();
  return `${characters.join("")}…`;
}

/** Breaks text at spaces so that no line is wider than asked; a longer word stands alone. */
export function wrapText(text: string, size: number, width: number, bold = false): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, size, bold) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}
