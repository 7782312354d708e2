import type { ColorBar, ColorScale, Layout } from "../spec.ts";
import { ink } from "../style.ts";
import { scaleColor } from "./color.ts";
import { element, group } from "./element.ts";
import { textBox, textElement } from "./rich-text.ts";

const steps = 64;

/** A vertical colour bar at the right of the plot. */
export function drawColorBar(
  bar: ColorBar,
  scale: ColorScale,
  low: number,
  high: number,
  layout: Layout,
  fontSize: number,
): string {
  const { margin } = layout;
  const plotWidth = layout.width - margin.l - margin.r;
  const plotHeight = layout.height - margin.t - margin.b;
  const left = margin.l + plotWidth * (bar.x ?? 1.02) + (bar.xpad ?? 10);
  const size = bar.tickfont?.size ?? fontSize;
  const titleSize = bar.title?.font?.size ?? size;
  const titleRoom = bar.title === undefined ? 0 : textBox(bar.title.text, titleSize).height;
  const length = plotHeight * (bar.len ?? 1) - 2 * (bar.ypad ?? 10) - titleRoom;
  const top = margin.t + plotHeight / 2 - (length + titleRoom) / 2 + titleRoom;
  const thickness = bar.thickness ?? 14;
  const style = { size, color: ink };
  const bands: string[] = [];
  for (let step = 0; step < steps; step++) {
    const y = top + (length * (steps - 1 - step)) / steps;
    const box = { x: left, y, width: thickness, height: length / steps + (step === 0 ? 0 : 0.5) };
    bands.push(element("rect", { ...box, fill: scaleColor(scale, (step + 0.5) / steps) }));
  }
  const parts = [group({ "shape-rendering": "crispEdges" }, bands)];
  bar.tickvals.forEach((value, at) => {
    const y = top + length * (1 - (value - low) / (high - low));
    const place = { x: left + thickness + 4, y, anchor: "start", vertical: "middle" } as const;
    parts.push(textElement(bar.ticktext[at], style, place));
  });
  if (bar.title !== undefined) {
    const place = { x: left, y: top, anchor: "start", vertical: "bottom" } as const;
    parts.push(textElement(bar.title.text, { ...style, size: titleSize }, place));
  }
  return group({}, parts);
}
