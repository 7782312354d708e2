import type { Coordinate, FigureSpec, Layout, Trace } from "../spec.ts";
import { fontFamily } from "../style.ts";
import { axisFurniture, gridLines } from "./axis.ts";
import { drawBars } from "./bar.ts";
import { drawColorBar } from "./color-bar.ts";
import { element, escapeXml, group } from "./element.ts";
import { drawHeatmap } from "./heatmap.ts";
import { drawLegend } from "./legend.ts";
import { drawAnnotation, drawShape } from "./overlay.ts";
import { refuseUndrawn } from "./refuse.ts";
import { axisKey, placeAxis, type Scale } from "./scale.ts";
import { drawScatter } from "./scatter.ts";

const defaultFontSize = 12;

/**
 * Draws a figure without a browser: the same bytes on every machine.
 *
 * Differs from plotly: only scatter, bar and heatmap traces; text is measured with a built-in table of widths
 *
 * @throws {TypeError} if a trace's type or another wish cannot be drawn; nothing is left out silently
 * @example renderSvg(figure, { title: figure.title, description: figure.caption })
 */
export function renderSvg(
  spec: FigureSpec,
  words: { readonly title: string; readonly description: string },
): string {
  const { data, layout } = spec;
  refuseUndrawn(spec);
  const fontSize = layout.font?.size ?? defaultFontSize;
  const scales = new Map<string, Scale>();
  const scaleOf = (reference: string): Scale => {
    const known = scales.get(reference);
    if (known !== undefined) return known;
    const placed = placeAxis(spec, reference);
    scales.set(reference, placed);
    return placed;
  };
  const panels = axisPairs(spec);
  const shapes = layout.shapes ?? [];
  const under = shapes.filter((shape) => shape.layer === "below");
  const over = shapes.filter((shape) => shape.layer !== "below");
  const grounds = panels.map(([x, y]) => panelGround(layout, scaleOf(x), scaleOf(y)));
  const grids = panels.flatMap(([x, y]) => [
    gridLines(scaleOf(x), scaleOf(y)),
    gridLines(scaleOf(y), scaleOf(x)),
  ]);
  const furniture = panels.flatMap(([x, y]) => [
    axisFurniture(scaleOf(x), scaleOf(y), fontSize),
    axisFurniture(scaleOf(y), scaleOf(x), fontSize),
  ]);
  const body = [
    element("title", {}, escapeXml(words.title)),
    element("desc", {}, escapeXml(words.description)),
    element("rect", {
      x: 0,
      y: 0,
      width: layout.width,
      height: layout.height,
      fill: layout.paper_bgcolor ?? "#ffffff",
    }),
    group({}, grounds),
    group({}, grids),
    group(
      {},
      under.map((shape) => drawShape(shape, layout, scaleOf)),
    ),
    ...data.map((trace) => drawTrace(trace, spec, fontSize, scaleOf)),
    group({}, furniture),
    ...colorBars(spec, fontSize),
    group(
      {},
      over.map((shape) => drawShape(shape, layout, scaleOf)),
    ),
    group(
      {},
      (layout.annotations ?? []).map((note) => drawAnnotation(note, layout, fontSize, scaleOf)),
    ),
    drawLegend(spec, fontSize),
  ];
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    width: layout.width,
    height: layout.height,
    viewBox: `0 0 ${layout.width} ${layout.height}`,
    role: "img",
    "aria-label": words.title,
    "font-family": fontFamily,
  };
  return `${element("svg", attributes, `\n${body.filter((part) => part !== "").join("\n")}\n`)}\n`;
}

/** Each pair of axes that a trace stands on, once. */
function axisPairs(spec: FigureSpec): (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>();
  for (const { xaxis = "x", yaxis = "y" } of spec.data) pairs.set(`${xaxis} ${yaxis}`, [xaxis, yaxis]);
  return [...pairs.values()];
}

function panelGround(layout: Layout, x: Scale, y: Scale): string {
  if (layout.plot_bgcolor === undefined || layout.plot_bgcolor === layout.paper_bgcolor) return "";
  const box = { x: x.start, y: y.end, width: x.end - x.start, height: y.start - y.end };
  return element("rect", { ...box, fill: layout.plot_bgcolor });
}

function drawTrace(
  trace: Trace,
  spec: FigureSpec,
  fontSize: number,
  scaleOf: (reference: string) => Scale,
): string {
  const { xaxis = "x", yaxis = "y" } = trace;
  const [x, y] = [scaleOf(xaxis), scaleOf(yaxis)];
  const content =
    trace.type === "scatter"
      ? drawScatter(trace, x, y, fontSize)
      : trace.type === "heatmap"
        ? drawHeatmap(trace, x, y, fontSize)
        : drawBars(trace, x, y, spec.layout, barSlot(spec, trace, axisKey(xaxis) + axisKey(yaxis)));
  return reachesOut(trace, x, y) ? clipped(content, x, y) : content;
}

function barSlot(spec: FigureSpec, trace: Trace, place: string): { index: number; count: number } {
  const siblings = spec.data.filter(
    ({ type, xaxis = "x", yaxis = "y" }) => type === "bar" && axisKey(xaxis) + axisKey(yaxis) === place,
  );
  return { index: siblings.indexOf(trace), count: siblings.length };
}

/** Whether a point of the trace lies beyond its axes. */
function reachesOut(trace: Trace, x: Scale, y: Scale): boolean {
  if (trace.type === "heatmap" || (trace.type === "scatter" && trace.cliponaxis === false)) return false;
  const beyond = (scale: Scale) => (value: Coordinate | null) => {
    if (value === null) return false;
    const at = scale.pixel(value);
    return at < Math.min(scale.start, scale.end) - 0.01 || at > Math.max(scale.start, scale.end) + 0.01;
  };
  return trace.x.some(beyond(x)) || trace.y.some(beyond(y));
}

/** A window of the panel's size, in the same coordinates; it needs no id, so figures on one page cannot clash. */
function clipped(content: string, x: Scale, y: Scale): string {
  const box = { x: x.start, y: y.end, width: x.end - x.start, height: y.start - y.end };
  const view = `${box.x} ${box.y} ${box.width} ${box.height}`;
  return element("svg", { ...box, viewBox: view }, `\n${content}\n`);
}

function colorBars(spec: FigureSpec, fontSize: number): string[] {
  return spec.data.map((trace) => {
    if (trace.type === "heatmap") {
      if (trace.colorbar === undefined || trace.showscale === false) return "";
      return drawColorBar(trace.colorbar, trace.colorscale, trace.zmin, trace.zmax, spec.layout, fontSize);
    }
    if (trace.type !== "scatter") return "";
    const { showscale, colorbar, colorscale, cmin, cmax } = trace.marker ?? {};
    if (showscale !== true || colorbar === undefined || colorscale === undefined) return "";
    return drawColorBar(colorbar, colorscale, cmin ?? 0, cmax ?? 1, spec.layout, fontSize);
  });
}
