import type { ErrorBars, ScatterTrace, TextPosition } from "../spec.ts";
import { ink, okabeIto } from "../style.ts";
import { scaleColor } from "./color.ts";
import { coordinate, dashArray, element, group, lineElement } from "./element.ts";
import { markerElement } from "./marker.ts";
import { type TextPlace, textElement } from "./rich-text.ts";
import type { Scale } from "./scale.ts";

/** A place in pixels; nothing where a coordinate is null. */
type Point = readonly [number, number] | undefined;

/** Lines, fills, error bars, markers and texts of a scatter trace, in that order from the ground up. */
export function drawScatter(trace: ScatterTrace, x: Scale, y: Scale, fontSize: number): string {
  const points = trace.x.map((left, at): Point => {
    const top = trace.y[at];
    return left === null || top === null ? undefined : [x.pixel(left), y.pixel(top)];
  });
  return group({}, [
    drawPath(trace, points, y),
    drawErrors(trace, points, x, y),
    ...drawMarkers(trace, points),
    ...drawTexts(trace, points, fontSize),
  ]);
}

function drawPath(trace: ScatterTrace, points: readonly Point[], y: Scale): string {
  const lines = trace.mode.includes("lines");
  const filled = trace.fill !== undefined && trace.fill !== "none";
  const pieces = unbroken(points);
  if (pieces.length === 0 || (!lines && !filled)) return "";
  const drawn = pieces.map(
    (piece) => `M${piece.map(([left, top]) => `${coordinate(left)},${coordinate(top)}`).join("L")}`,
  );
  const path = drawn.join("");
  const parts: string[] = [];
  if (filled) {
    const base = clampedZero(y);
    const areas = pieces.map((piece, at) => {
      const foot = `L${coordinate(piece[piece.length - 1][0])},${coordinate(base)}L${coordinate(piece[0][0])},${coordinate(base)}`;
      return trace.fill === "tozeroy" ? `${drawn[at]}${foot}Z` : `${drawn[at]}Z`;
    });
    parts.push(element("path", { d: areas.join(""), fill: trace.fillcolor ?? "#dddddd", stroke: "none" }));
  }
  if (lines) {
    const width = trace.line?.width ?? 2;
    parts.push(
      element("path", {
        d: path,
        fill: "none",
        stroke: trace.line?.color ?? okabeIto.blue,
        "stroke-width": width,
        "stroke-dasharray": dashArray(trace.line?.dash, width),
        "stroke-linejoin": "round",
      }),
    );
  }
  return parts.join("\n");
}

/** The runs of two or more points between gaps. */
function unbroken(points: readonly Point[]): (readonly [number, number])[][] {
  const pieces: (readonly [number, number])[][] = [[]];
  for (const point of points) {
    if (point === undefined) pieces.push([]);
    else pieces[pieces.length - 1].push(point);
  }
  return pieces.filter((piece) => piece.length > 1);
}

/** The pixel of zero, or the nearest end of the axis. */
export function clampedZero(scale: Scale): number {
  const low = Math.min(scale.start, scale.end);
  const high = Math.max(scale.start, scale.end);
  if (scale.axis.type === "log") return scale.start;
  return Math.min(high, Math.max(low, scale.pixel(0)));
}

/** Error bars at every point, along both axes. */
export function drawErrors(
  trace: {
    readonly x: readonly unknown[];
    readonly y: readonly unknown[];
    readonly error_x?: ErrorBars;
    readonly error_y?: ErrorBars;
  },
  points: readonly Point[],
  x: Scale,
  y: Scale,
): string {
  const parts: string[] = [];
  for (const [bars, scale, along] of [
    [trace.error_x, x, trace.x],
    [trace.error_y, y, trace.y],
  ] as const) {
    if (bars === undefined) continue;
    const color = bars.color ?? ink;
    const thickness = bars.thickness ?? 1.5;
    const cap = bars.width ?? 3;
    points.forEach((point, at) => {
      const value = along[at];
      if (typeof value !== "number" || point === undefined) return;
      const [left, top] = point;
      const high = scale.pixel(value + bars.array[at]);
      const low = scale.pixel(value - (bars.arrayminus ?? bars.array)[at]);
      if (scale.horizontal) {
        parts.push(lineElement([low, top], [high, top], color, thickness));
        for (const end of [low, high])
          parts.push(lineElement([end, top - cap], [end, top + cap], color, thickness));
      } else {
        parts.push(lineElement([left, low], [left, high], color, thickness));
        for (const end of [low, high])
          parts.push(lineElement([left - cap, end], [left + cap, end], color, thickness));
      }
    });
  }
  return parts.join("\n");
}

function drawMarkers(trace: ScatterTrace, points: readonly Point[]): string[] {
  if (!trace.mode.includes("markers")) return [];
  const marker = trace.marker ?? {};
  const dots = plainDots(trace, points);
  if (dots !== undefined) return [dots];
  return points.map((point, at) => {
    if (point === undefined) return "";
    const [left, top] = point;
    const size = typeof marker.size === "object" ? marker.size[at] : (marker.size ?? 6);
    return markerElement(marker.symbol ?? "circle", left, top, size, {
      fill: markerColor(trace, at),
      stroke: marker.line?.color,
      strokeWidth: marker.line?.width ?? 0,
      opacity: marker.opacity,
    });
  });
}

const manyPoints = 20;

/** Many opaque discs of one colour and size as one path of round pen dots: a third of the bytes, the same picture. */
function plainDots(trace: ScatterTrace, points: readonly Point[]): string | undefined {
  const { symbol = "circle", size = 6, color = okabeIto.blue, opacity = 1, line } = trace.marker ?? {};
  const plain = symbol === "circle" && typeof size === "number" && typeof color === "string";
  if (!plain || opacity !== 1 || line !== undefined || points.length < manyPoints) return undefined;
  const path = points
    .map((point) => (point === undefined ? "" : `M${coordinate(point[0])},${coordinate(point[1])}h0`))
    .join("");
  const pen = { stroke: color, "stroke-width": size, "stroke-linecap": "round" };
  return element("path", { d: path, fill: "none", ...pen });
}

/** The colour of one marker: the trace's own, or read from the scale. */
export function markerColor(trace: ScatterTrace, at: number): string {
  const { color, colorscale, cmin, cmax } = trace.marker ?? {};
  if (typeof color === "string" || color === undefined) return color ?? okabeIto.blue;
  if (colorscale === undefined || cmin === undefined || cmax === undefined) {
    throw new TypeError(
      "renderSvg: marker colors given as numbers must come with colorscale, cmin and cmax.",
    );
  }
  return scaleColor(colorscale, (color[at] - cmin) / (cmax - cmin));
}

const gap = 4;

function drawTexts(trace: ScatterTrace, points: readonly Point[], fontSize: number): string[] {
  if (!trace.mode.includes("text") || trace.text === undefined) return [];
  const style = { size: trace.textfont?.size ?? fontSize, color: trace.textfont?.color ?? ink };
  const size = trace.marker?.size;
  return points.map((point, at) => {
    if (point === undefined) return "";
    const [left, top] = point;
    const radius = !trace.mode.includes("markers")
      ? 0
      : (typeof size === "object" ? size[at] : (size ?? 6)) / 2;
    const place = textPlace(trace.textposition ?? "middle center", left, top, radius + gap);
    return trace.text?.[at] ? textElement(trace.text[at], style, place) : "";
  });
}

function textPlace(position: TextPosition, x: number, y: number, off: number): TextPlace {
  const [vertical, horizontal] = position.split(" ");
  return {
    x: horizontal === "left" ? x - off : horizontal === "right" ? x + off : x,
    y: vertical === "top" ? y - off : vertical === "bottom" ? y + off : y,
    anchor: horizontal === "left" ? "end" : horizontal === "right" ? "start" : "middle",
    vertical: vertical === "top" ? "bottom" : vertical === "bottom" ? "top" : "middle",
  };
}
