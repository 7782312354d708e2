import type { Symbol2D } from "../spec.ts";
import { coordinate, element } from "./element.ts";

export interface MarkerStyle {
  readonly fill: string;
  readonly stroke: string | undefined;
  readonly strokeWidth: number;
  readonly opacity: number | undefined;
}

/** One marker, its size the diameter in pixels. */
export function markerElement(
  symbol: Symbol2D,
  x: number,
  y: number,
  size: number,
  style: MarkerStyle,
): string {
  const open = symbol.endsWith("-open");
  const strokeOnly = symbol === "x" || symbol === "cross" || symbol === "line-ns";
  const width = strokeOnly || open ? Math.max(1, style.strokeWidth) : style.strokeWidth;
  const paint = {
    fill: open || strokeOnly ? "none" : style.fill,
    stroke: open || strokeOnly ? style.fill : style.stroke,
    "stroke-width": width > 0 && (open || strokeOnly || style.stroke !== undefined) ? width : undefined,
    opacity: style.opacity === 1 ? undefined : style.opacity,
  };
  const radius = size / 2;
  const form = symbol.replace(/-open$/, "");
  if (form === "circle") return element("circle", { cx: x, cy: y, r: radius, ...paint });
  return element("path", { d: outline(form, x, y, radius), ...paint });
}

function outline(form: string, x: number, y: number, radius: number): string {
  const at = (dx: number, dy: number): string => `${coordinate(x + dx)},${coordinate(y + dy)}`;
  const closed = (points: readonly (readonly [number, number])[]): string =>
    `M${points.map(([dx, dy]) => at(dx * radius, dy * radius)).join("L")}Z`;
  const low = 0.5;
  const side = Math.sqrt(3) / 2;
  switch (form) {
    case "square":
      return closed([
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ]);
    case "diamond":
      return closed([
        [0, -1.3],
        [1.3, 0],
        [0, 1.3],
        [-1.3, 0],
      ]);
    case "triangle-up":
    case "triangle-down": {
      const up = form === "triangle-up" ? 1.15 : -1.15;
      return closed([
        [0, -up],
        [side * 1.15, low * up],
        [-side * 1.15, low * up],
      ]);
    }
    case "star":
      return closed(
        Array.from({ length: 10 }, (_, point) => {
          const reach = point % 2 === 0 ? 1.4 : 0.56;
          const turn = (point * Math.PI) / 5;
          return [reach * Math.sin(turn), -reach * Math.cos(turn)] as const;
        }),
      );
    case "cross":
      return `M${at(-radius, 0)}L${at(radius, 0)}M${at(0, -radius)}L${at(0, radius)}`;
    case "x":
      return `M${at(-radius, -radius)}L${at(radius, radius)}M${at(-radius, radius)}L${at(radius, -radius)}`;
    case "line-ns":
      return `M${at(0, -radius)}L${at(0, radius)}`;
    default:
      throw new RangeError(`renderSvg: marker symbol must be one that is drawn, got ${form}.`);
  }
}
