import type { FigureSpec, Trace } from "../spec.ts";
import { ink, okabeIto } from "../style.ts";
import { dashArray, element, group, lineElement } from "./element.ts";
import { markerElement } from "./marker.ts";
import { textBox, textElement } from "./rich-text.ts";
import { markerColor } from "./scatter.ts";

const swatch = 22;
const swatchGap = 6;
const entryGap = 18;
/** What plotly leaves between a legend and the plot below it. */
const footGap = 4;

const named = (data: readonly Trace[]): readonly Trace[] =>
  data.filter((trace) => trace.name !== undefined && trace.showlegend !== false);

const entryWidths = (entries: readonly Trace[], size: number): number[] =>
  entries.map((trace) => swatch + swatchGap + textBox(trace.name ?? "", size).width);

/** Pixels that plotly may need for an entry beyond what is drawn here. */
const slack = 4;

/** The height that a legend of rows needs in plotly, which takes more than is drawn here. */
export function legendHeight(data: readonly Trace[], size: number, plotWidth: number): number {
  const widths = entryWidths(named(data), size).map((width) => width + slack);
  if (widths.length === 0) return 0;
  const rows = Math.ceil(widths.length / entriesPerRow(widths, plotWidth));
  return Math.ceil(rows * (1.3 * size + 3.4)) + 7;
}

/** The named traces, once each, in a row or a column. */
export function drawLegend(spec: FigureSpec, fontSize: number): string {
  const { layout } = spec;
  if (layout.showlegend !== true) return "";
  const legend = layout.legend ?? {};
  const size = legend.font?.size ?? fontSize;
  const entries = named(spec.data);
  if (entries.length === 0) return "";
  const plotWidth = layout.width - layout.margin.l - layout.margin.r;
  const plotHeight = layout.height - layout.margin.t - layout.margin.b;
  const rowHeight = size * 1.5;
  const widths = entryWidths(entries, size);
  const perRow = legend.orientation === "h" ? entriesPerRow(widths, plotWidth) : 1;
  const aligned = perRow < entries.length;
  const columnWidth = Math.max(...widths) + entryGap;
  const places = widths.map((_, at) => {
    const before = widths.slice(0, at).reduce((sum, one) => sum + one + entryGap, 0);
    const x = aligned ? (at % perRow) * columnWidth : before;
    return [x, Math.floor(at / perRow) * rowHeight] as const;
  });
  const width = Math.max(...places.map(([x], at) => x + widths[at]));
  const height = Math.max(...places.map(([, top]) => top)) + rowHeight;
  const anchorX = { left: 0, center: 0.5, right: 1 }[legend.xanchor ?? "left"];
  const anchorY = { top: 0, middle: 0.5, bottom: 1 }[legend.yanchor ?? "top"];
  const left = layout.margin.l + plotWidth * (legend.x ?? 1.02) - width * anchorX;
  const top =
    layout.margin.t + plotHeight * (1 - (legend.y ?? 1)) - height * anchorY - (anchorY === 1 ? footGap : 0);
  const ground =
    legend.bgcolor === undefined
      ? ""
      : element("rect", {
          x: left - 4,
          y: top - 2,
          width: width + 8,
          height: height + 4,
          fill: legend.bgcolor,
        });
  return group({}, [
    ground,
    ...entries.map((trace, at) => {
      const [dx, dy] = places[at];
      const middle = top + dy + rowHeight / 2;
      const place = {
        x: left + dx + swatch + swatchGap,
        y: middle,
        anchor: "start",
        vertical: "middle",
      } as const;
      const style = { size, color: legend.font?.color ?? ink };
      return `${sample(trace, left + dx, middle)}\n${textElement(trace.name ?? "", style, place)}`;
    }),
  ]);
}

/** All in one row if they fit; else as many columns of equal width as fit, as plotly does. */
function entriesPerRow(widths: readonly number[], room: number): number {
  const together = widths.reduce((sum, width) => sum + width + entryGap, -entryGap);
  if (together <= room) return widths.length;
  return Math.max(1, Math.floor((room + entryGap) / (Math.max(...widths) + entryGap)));
}

/** A small picture of the trace. */
function sample(trace: Trace, left: number, middle: number): string {
  const center = left + swatch / 2;
  if (trace.type === "bar") {
    const color = trace.marker?.color;
    const fill = typeof color === "string" ? color : (color?.[0] ?? okabeIto.blue);
    return element("rect", { x: center - 6, y: middle - 5, width: 12, height: 10, fill });
  }
  if (trace.type === "heatmap") return "";
  const parts: string[] = [];
  if (trace.mode.includes("lines")) {
    const width = trace.line?.width ?? 2;
    const dash = dashArray(trace.line?.dash, width);
    parts.push(
      lineElement([left, middle], [left + swatch, middle], trace.line?.color ?? okabeIto.blue, width, dash),
    );
  } else if (trace.fill === "toself" || trace.fill === "tozeroy") {
    parts.push(
      element("rect", { x: center - 8, y: middle - 5, width: 16, height: 10, fill: trace.fillcolor }),
    );
  }
  if (trace.mode.includes("markers")) {
    const size = trace.marker?.size;
    const diameter = Math.min(14, typeof size === "object" ? size[0] : (size ?? 6));
    parts.push(
      markerElement(trace.marker?.symbol ?? "circle", center, middle, diameter, {
        fill: markerColor(trace, 0),
        stroke: trace.marker?.line?.color,
        strokeWidth: trace.marker?.line?.width ?? 0,
        opacity: trace.marker?.opacity,
      }),
    );
  }
  return parts.join("\n");
}
