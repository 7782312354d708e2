import { textWidth } from "../../../src/figure/svg/text-width.ts";

export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const decoded: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };

/** The boxes of a picture's level texts, in the order drawn. */
export function textBoxes(svg: string): TextBox[] {
  return [...svg.matchAll(/<text ([^>]*)>([\s\S]*?)<\/text>/g)].flatMap(([, attributes, content]) => {
    if (attributes.includes("rotate")) return [];
    const read = (key: string): number => Number(new RegExp(`(?:^| )${key}="([^"]*)"`).exec(attributes)?.[1]);
    const text = content.replaceAll(/<[^>]*>/g, "").replaceAll(/&\w+;/g, (entity) => decoded[entity]);
    const [x, y, size] = ["x", "y", "font-size"].map(read);
    const width = textWidth(text, size, attributes.includes("bold"));
    const share = attributes.includes('"end"') ? 1 : attributes.includes('"middle"') ? 0.5 : 0;
    const left = x - width * share;
    return [{ text, left, right: left + width, top: y - 0.78 * size, bottom: y + 0.22 * size }];
  });
}

/** Whether two boxes share room. */
export const meet = (a: TextBox, b: TextBox): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
