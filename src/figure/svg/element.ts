/** Attributes of an element; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Two decimals, no trailing zeros, no minus zero. */
export function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`coordinate: value must be finite, got ${value}.`);
  return String(Math.round(value * 100) / 100 + 0);
}

/** Text made safe for XML content and attributes; characters that XML forbids are dropped. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 forbids
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}

/** One element as text. */
export function element(name: string, attributes: Attributes, content = ""): string {
  let open = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    open += ` ${key}="${typeof value === "number" ? coordinate(value) : escapeXml(value)}"`;
  }
  return content === "" ? `${open}/>` : `${open}>${content}</${name}>`;
}

/** A group, or nothing when it is empty. */
export function group(attributes: Attributes, parts: readonly string[]): string {
  const content = parts.filter((part) => part !== "").join("\n");
  return content === "" ? "" : element("g", attributes, `\n${content}\n`);
}

/** A straight line. */
export function lineElement(
  from: readonly [number, number],
  to: readonly [number, number],
  stroke: string,
  width: number,
  dash?: string,
): string {
  const ends = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
  return element("line", { ...ends, stroke, "stroke-width": width, "stroke-dasharray": dash });
}

/** The dash pattern of a plotly dash name. */
export function dashArray(dash: string | undefined, width: number): string | undefined {
  const units: Record<string, readonly number[]> = { dash: [4, 3], dot: [1, 2], dashdot: [4, 2, 1, 2] };
  return dash === undefined || dash === "solid"
    ? undefined
    : units[dash].map((unit) => coordinate(unit * Math.max(1, width))).join(" ");
}
