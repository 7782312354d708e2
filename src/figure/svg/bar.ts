import type { BarTrace, Coordinate, Layout } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { element, group } from "./element.ts";
import type { Scale } from "./scale.ts";
import { clampedZero, drawErrors } from "./scatter.ts";

/** Where a trace stands among those that share its axes. */
export interface BarSlot {
  readonly index: number;
  readonly count: number;
}

/** Bars of one trace; grouped traces share the width of a category. */
export function drawBars(trace: BarTrace, x: Scale, y: Scale, layout: Layout, slot: BarSlot): string {
  const flat = trace.orientation === "h";
  const [along, value] = flat ? [y, x] : [x, y];
  const places: readonly Coordinate[] = flat ? trace.y : trace.x;
  const values: readonly Coordinate[] = flat ? trace.x : trace.y;
  const grouped = layout.barmode !== "overlay" && slot.count > 1;
  const unit = Math.abs(pixelsPerUnit(along, places));
  const zero = clampedZero(value);
  const points: [number, number][] = [];
  const bars = places.map((place, at) => {
    const own = typeof trace.width === "object" ? trace.width[at] : trace.width;
    const room = unit * (1 - (layout.bargap ?? 0.2));
    const thick =
      own !== undefined ? own * unit : grouped ? (room / slot.count) * (1 - (layout.bargroupgap ?? 0)) : room;
    const shift = grouped ? (slot.index + 0.5 - slot.count / 2) * (room / slot.count) : 0;
    const direction = along.horizontal === along.end > along.start ? 1 : -1;
    const middle = along.pixel(place) + shift * direction;
    const tip = value.pixel(values[at]);
    points.push(flat ? [tip, middle] : [middle, tip]);
    const [low, size] = [Math.min(zero, tip), Math.abs(tip - zero)];
    const box = flat
      ? { x: low, y: middle - thick / 2, width: size, height: thick }
      : { x: middle - thick / 2, y: low, width: thick, height: size };
    const color = trace.marker?.color;
    return element("rect", {
      ...box,
      fill: typeof color === "object" ? color[at] : (color ?? okabeIto.blue),
      stroke: trace.marker?.line?.color,
      "stroke-width": trace.marker?.line?.width,
    });
  });
  return group({}, [...bars, drawErrors(trace, points, x, y)]);
}

/** Pixels from one category to the next, or of one unit of a linear axis. */
function pixelsPerUnit(scale: Scale, places: readonly Coordinate[]): number {
  const first = places[0];
  if (typeof first === "number") return scale.pixel(first + 1) - scale.pixel(first);
  return scale.pixel(1) - scale.pixel(0);
}
