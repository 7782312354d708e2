import assert from "node:assert/strict";
import { textWidth } from "../../src/figure/svg/text-width.ts";

/** Fails unless the text is one well-formed XML element; returns its numbers by attribute. */
export function checkXml(xml: string): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  const open: string[] = [];
  let roots = 0;
  let rest = xml.trim();
  while (rest !== "") {
    const text = /^[^<]+/.exec(rest)?.[0];
    if (text !== undefined) {
      assert.ok(!/&(?!(amp|lt|gt|quot|#\d+);)/.test(text), `bare ampersand in ${text}`);
      assert.ok(open.length > 0, "text outside the root");
      rest = rest.slice(text.length);
      continue;
    }
    const tag = /^<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
    assert.ok(tag !== null, `no tag at ${rest.slice(0, 80)}`);
    const [whole, closing, name, attributes, single] = tag;
    if (closing === "/") assert.equal(open.pop(), name);
    else {
      if (open.length === 0) roots += 1;
      const seen = new Set<string>();
      for (const [, key, value] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        assert.ok(!seen.has(key), `attribute ${key} twice`);
        seen.add(key);
        if (value !== "" && Number.isFinite(Number(value))) {
          numbers.set(key, [...(numbers.get(key) ?? []), Number(value)]);
        }
      }
      if (single !== "/") open.push(name);
    }
    rest = rest.slice(whole.length);
  }
  assert.deepEqual(open, []);
  assert.equal(roots, 1);
  return numbers;
}

const decoded: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };

/** Fails if a text, turned as it is, reaches out of the picture. */
function checkTexts(svg: string, width: number, height: number): void {
  for (const [, attributes, content] of svg.matchAll(/<text ([^>]*)>([\s\S]*?)<\/text>/g)) {
    const read = (key: string): number => Number(new RegExp(`(?:^| )${key}="([^"]*)"`).exec(attributes)?.[1]);
    const plain = content.replaceAll(/<[^>]*>/g, "").replaceAll(/&\w+;/g, (entity) => decoded[entity]);
    const size = read("font-size");
    const wide = textWidth(plain, size, attributes.includes("bold"));
    const share = attributes.includes('"end"') ? 1 : attributes.includes('"middle"') ? 0.5 : 0;
    const turn = /rotate\((\S+) (\S+) (\S+)\)/.exec(attributes);
    const [angle, centerX, centerY] = turn === null ? [0, 0, 0] : turn.slice(1).map(Number);
    const radians = (angle * Math.PI) / 180;
    for (const dx of [-wide * share, wide * (1 - share)]) {
      for (const dy of [-0.72 * size, 0.2 * size]) {
        const x = read("x") + dx - centerX;
        const y = read("y") + dy - centerY;
        const atX = centerX + x * Math.cos(radians) - y * Math.sin(radians);
        const atY = centerY + x * Math.sin(radians) + y * Math.cos(radians);
        const inside = atX >= 0 && atX <= width && atY >= 0 && atY <= height;
        assert.ok(
          inside,
          `"${plain}" reaches ${atX.toFixed(1)}, ${atY.toFixed(1)} beyond ${width} × ${height}`,
        );
      }
    }
  }
}

/** Fails unless a figure's picture is sound: well-formed, complete, and inside its own edges. */
export function checkPicture(svg: string, width: number, height: number): void {
  assert.doesNotMatch(svg, /NaN|undefined|Infinity|\[object/);
  assert.match(svg, /role="img"/);
  assert.match(svg, /<title>[^<]+<\/title>\n<desc>[^<]*<\/desc>/);
  const numbers = checkXml(svg);
  checkTexts(svg, width, height);
  const inside = (keys: readonly string[], limit: number) => {
    for (const key of keys) {
      for (const value of numbers.get(key) ?? []) {
        assert.ok(value >= -0.01 && value <= limit + 0.01, `${key}=${value} leaves 0..${limit}`);
      }
    }
  };
  inside(["x", "x1", "x2", "cx"], width);
  inside(["y", "y1", "y2", "cy"], height);
  inside(["width"], width);
  inside(["height"], height);
  for (const [, path] of svg.matchAll(/ d="([^"]*)"/g)) {
    for (const [, x, y] of path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)) {
      assert.ok(
        Number(x) >= 0 && Number(x) <= width && Number(y) >= 0 && Number(y) <= height,
        `${x},${y} outside`,
      );
    }
  }
}
