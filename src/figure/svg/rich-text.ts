import { coordinate, element, escapeXml } from "./element.ts";
import { textWidth } from "./text-width.ts";

interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly script: "" | "sup" | "sub";
}

export interface TextStyle {
  readonly size: number;
  readonly color: string;
}

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  /** Which part of the block stands at y. */
  readonly vertical: "top" | "middle" | "bottom";
  readonly angle?: number;
}

const lineHeight = 1.3;
const scriptScale = 0.7;
const ascent = 0.78;
const descent = 0.22;
const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&nbsp;": "\u00a0",
};

/** Makes a plain string safe inside plotly's text, where tags have a meaning. */
export const plainLabel = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Reads plotly's text tags: br, b, i, sup, sub; any other stays as it is written. */
function parse(text: string): Run[][] {
  const lines: Run[][] = [[]];
  const open = { b: 0, i: 0, sup: 0, sub: 0 };
  for (const part of text.split(/(<\/?(?:br|b|i|sup|sub)\s*\/?>)/)) {
    const tag = /^<(\/?)(br|b|i|sup|sub)\s*\/?>$/.exec(part);
    if (tag === null) {
      if (part === "") continue;
      const plain = part.replaceAll(/&(?:lt|gt|amp|quot|nbsp);/g, (entity) => entities[entity]);
      const script = open.sup > 0 ? "sup" : open.sub > 0 ? "sub" : "";
      lines[lines.length - 1].push({ text: plain, bold: open.b > 0, italic: open.i > 0, script });
    } else if (tag[2] === "br") lines.push([]);
    else open[tag[2] as keyof typeof open] += tag[1] === "/" ? -1 : 1;
  }
  return lines;
}

const runWidth = (run: Run, size: number): number =>
  textWidth(run.text, run.script === "" ? size : size * scriptScale, run.bold);

/** Width and height of a block of text in pixels. */
export function textBox(text: string, size: number): { width: number; height: number } {
  const lines = parse(text);
  const lineWidths = lines.map((line) => line.reduce((sum, run) => sum + runWidth(run, size), 0));
  return { width: Math.max(...lineWidths), height: ((lines.length - 1) * lineHeight + 1) * size };
}

/** A block of text, anchored as asked. */
export function textElement(text: string, style: TextStyle, place: TextPlace): string {
  const lines = parse(text);
  const { size } = style;
  const below = (lines.length - 1) * lineHeight * size;
  const first =
    place.vertical === "top"
      ? place.y + ascent * size
      : place.vertical === "bottom"
        ? place.y - below - descent * size
        : place.y - below / 2 + ((ascent - descent) / 2) * size;
  const turn =
    place.angle === undefined || place.angle === 0
      ? undefined
      : `rotate(${coordinate(place.angle)} ${coordinate(place.x)} ${coordinate(place.y)})`;
  return lines
    .map((line, at) => {
      if (line.every((run) => run.text.trim() === "")) return "";
      const base = {
        x: place.x,
        y: first + at * lineHeight * size,
        "font-size": size,
        fill: style.color,
        "text-anchor": place.anchor === "start" ? undefined : place.anchor,
        transform: turn,
      };
      if (line.length === 1 && line[0].script === "")
        return element("text", { ...base, ...face(line[0]) }, escapeXml(line[0].text));
      return element("text", { ...base, "xml:space": "preserve" }, spans(line, size));
    })
    .filter((line) => line !== "")
    .join("\n");
}

const face = (run: Run): Record<string, string | undefined> => ({
  "font-weight": run.bold ? "bold" : undefined,
  "font-style": run.italic ? "italic" : undefined,
});

/** Runs of a line; a raised or lowered run shifts, and the next one shifts back. */
function spans(line: readonly Run[], size: number): string {
  let level = 0;
  return line
    .map((run) => {
      const wanted = run.script === "sup" ? -0.35 * size : run.script === "sub" ? 0.2 * size : 0;
      const dy = wanted - level;
      level = wanted;
      const small = run.script === "" ? undefined : size * scriptScale;
      const attributes = { ...face(run), "font-size": small, dy: dy === 0 ? undefined : dy };
      return element("tspan", attributes, escapeXml(run.text));
    })
    .join("");
}
