import type { Axis } from "../spec.ts";
import { axisColor, gridColor, ink } from "../style.ts";
import { group, lineElement } from "./element.ts";
import { type TextPlace, textBox, textElement } from "./rich-text.ts";
import type { Scale } from "./scale.ts";

const labelGap = 3;
/** Room between a tick and the middle of a turned label's end, as a share of the font size. */
const turnedShift = 0.45;

/** The grid lines of one axis across its partner. */
export function gridLines(scale: Scale, across: Scale): string {
  if (scale.axis.showgrid !== true) return "";
  const color = scale.axis.gridcolor ?? gridColor;
  return group(
    {},
    scale.ticks.map(({ at }) =>
      scale.horizontal
        ? lineElement([at, across.start], [at, across.end], color, 1)
        : lineElement([across.start, at], [across.end, at], color, 1),
    ),
  );
}

/** Line, ticks, labels and title of one axis, standing at its partner's edge. */
export function axisFurniture(scale: Scale, across: Scale, fontSize: number): string {
  const { axis, horizontal } = scale;
  if (axis.visible === false) return "";
  const side = axis.side ?? (horizontal ? "bottom" : "left");
  const atStart = side === "bottom" || side === "left";
  const edge = atStart ? across.start : across.end;
  const outward = side === "bottom" || side === "right" ? 1 : -1;
  const at = (along: number, off: number): [number, number] =>
    horizontal ? [along, edge + outward * off] : [edge + outward * off, along];
  const parts: string[] = [];
  if (axis.showline === true) {
    parts.push(lineElement(at(scale.start, 0), at(scale.end, 0), axis.linecolor ?? axisColor, 1));
    if (axis.mirror === true) {
      const other = (atStart ? across.end : across.start) - edge;
      const far = (along: number): [number, number] =>
        horizontal ? [along, edge + other] : [edge + other, along];
      parts.push(lineElement(far(scale.start), far(scale.end), axis.linecolor ?? axisColor, 1));
    }
  }
  const length = axis.ticks === "outside" ? (axis.ticklen ?? 5) : 0;
  if (length > 0) {
    const color = axis.tickcolor ?? axisColor;
    parts.push(...scale.ticks.map((tick) => lineElement(at(tick.at, 0), at(tick.at, length), color, 1)));
  }
  const size = axis.tickfont?.size ?? fontSize;
  if (axis.showticklabels !== false) {
    const style = { size, color: axis.tickfont?.color ?? ink };
    for (const tick of scale.ticks) {
      const turned = horizontal && (axis.tickangle ?? 0) !== 0;
      const [x, y] = at(tick.at, length + labelGap + (turned ? size * turnedShift : 0));
      parts.push(textElement(tick.text, style, { x, y, ...labelAnchor(side, axis.tickangle ?? 0) }));
    }
  }
  parts.push(axisTitle(scale, edge, outward, length + labelDepth(scale, size), fontSize));
  return group({}, parts);
}

/** How far the tick labels reach from the ticks' ends. */
function labelDepth(scale: Scale, size: number): number {
  if (scale.axis.showticklabels === false || scale.ticks.length === 0) return 0;
  const turn = (Math.abs(scale.axis.tickangle ?? 0) * Math.PI) / 180;
  const depths = scale.ticks.map(({ text }) => {
    const box = textBox(text, size);
    return scale.horizontal ? box.width * Math.sin(turn) + box.height * Math.cos(turn) : box.width;
  });
  return labelGap + Math.max(...depths);
}

function labelAnchor(side: string, angle: number): Pick<TextPlace, "anchor" | "vertical" | "angle"> {
  if (side === "left") return { anchor: "end", vertical: "middle", angle };
  if (side === "right") return { anchor: "start", vertical: "middle", angle };
  const below = side === "bottom";
  if (angle === 0) return { anchor: "middle", vertical: below ? "top" : "bottom" };
  return { anchor: angle < 0 === below ? "end" : "start", vertical: "middle", angle };
}

function axisTitle(scale: Scale, edge: number, outward: number, depth: number, fontSize: number): string {
  const title: Axis["title"] = scale.axis.title;
  if (title === undefined || title.text === "") return "";
  const style = { size: title.font?.size ?? fontSize, color: title.font?.color ?? ink };
  const off = edge + outward * (depth + (title.standoff ?? 6));
  const middle = (scale.start + scale.end) / 2;
  const vertical = outward > 0 ? "top" : "bottom";
  return scale.horizontal
    ? textElement(title.text, style, { x: middle, y: off, anchor: "middle", vertical })
    : textElement(title.text, style, { x: off, y: middle, anchor: "middle", vertical, angle: -90 });
}
