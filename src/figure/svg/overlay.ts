import type { Annotation, Coordinate, Layout, Shape } from "../spec.ts";
import { ink } from "../style.ts";
import { dashArray, element, lineElement } from "./element.ts";
import { textBox, textElement } from "./rich-text.ts";
import type { Scale } from "./scale.ts";

type FindScale = (reference: string) => Scale;

/** Where a coordinate of an annotation or shape stands: on an axis, in its domain, or on the paper. */
function position(
  value: Coordinate,
  reference: string | undefined,
  horizontal: boolean,
  layout: Layout,
  scaleOf: FindScale,
): number {
  const { margin } = layout;
  if (reference === undefined || reference === "paper") {
    const share = Number(value);
    return horizontal
      ? margin.l + share * (layout.width - margin.l - margin.r)
      : margin.t + (1 - share) * (layout.height - margin.t - margin.b);
  }
  const [axis, domain] = reference.split(" ");
  const scale = scaleOf(axis);
  return domain === "domain" ? scale.start + Number(value) * (scale.end - scale.start) : scale.pixel(value);
}

/** A note on the figure. */
export function drawAnnotation(
  note: Annotation,
  layout: Layout,
  fontSize: number,
  scaleOf: FindScale,
): string {
  const x = position(note.x, note.xref, true, layout, scaleOf) + (note.xshift ?? 0);
  const y = position(note.y, note.yref, false, layout, scaleOf) - (note.yshift ?? 0);
  const size = note.font?.size ?? fontSize;
  const style = { size, color: note.font?.color ?? ink };
  const anchor = ({ left: "start", center: "middle", right: "end" } as const)[note.xanchor ?? "center"];
  const vertical = note.yanchor ?? "middle";
  const place = { x, y, anchor, vertical, angle: note.textangle ?? 0 };
  if (note.bgcolor === undefined) return textElement(note.text, style, place);
  const box = textBox(note.text, size);
  const left = anchor === "start" ? x : anchor === "end" ? x - box.width : x - box.width / 2;
  const top = vertical === "top" ? y : vertical === "bottom" ? y - box.height : y - box.height / 2;
  const ground = { x: left - 2, y: top - 1, width: box.width + 4, height: box.height + 2 };
  return `${element("rect", { ...ground, fill: note.bgcolor })}\n${textElement(note.text, style, place)}`;
}

/** A reference line or a rectangle. */
export function drawShape(shape: Shape, layout: Layout, scaleOf: FindScale): string {
  const [x0, x1] = [shape.x0, shape.x1].map((value) => position(value, shape.xref, true, layout, scaleOf));
  const [y0, y1] = [shape.y0, shape.y1].map((value) => position(value, shape.yref, false, layout, scaleOf));
  const width = shape.line?.width ?? 1;
  const color = shape.line?.color ?? ink;
  const dash = dashArray(shape.line?.dash, width);
  if (shape.type === "line") return lineElement([x0, y0], [x1, y1], color, width, dash);
  return element("rect", {
    x: Math.min(x0, x1),
    y: Math.min(y0, y1),
    width: Math.abs(x1 - x0),
    height: Math.abs(y1 - y0),
    fill: shape.fillcolor ?? "none",
    stroke: width > 0 ? color : undefined,
    "stroke-width": width > 0 ? width : undefined,
    "stroke-dasharray": dash,
  });
}
