import { shown } from "../../table/index.ts";
import type { Axis, AxisKey, Coordinate, FigureSpec, Layout, Trace } from "../spec.ts";
import { linearTicks, logTicks, padded, tickLabels } from "../ticks.ts";

/** An axis placed on the page: from data to pixels. */
export interface Scale {
  readonly key: string;
  readonly axis: Axis;
  readonly horizontal: boolean;
  /** Pixels of the axis' two ends: left and right, or bottom and top. */
  readonly start: number;
  readonly end: number;
  pixel(value: Coordinate): number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** `x2` → `xaxis2`. */
export const axisKey = (reference: string): AxisKey => `${reference[0]}axis${reference.slice(1)}` as AxisKey;

/** The traces' positions along one axis, error bars included. */
function positions(data: readonly Trace[], reference: string): Coordinate[] {
  const side = reference[0] as "x" | "y";
  return data.flatMap((trace) => {
    if ((trace[`${side}axis`] ?? side) !== reference) return [];
    const values: Coordinate[] = [...trace[side]].filter((value) => value !== null);
    if (trace.type === "bar" && (trace.orientation === "h") === (side === "x")) values.push(0);
    return values;
  });
}

/** Places one axis. */
export function placeAxis(spec: FigureSpec, reference: string): Scale {
  const { layout } = spec;
  const axis = layout[axisKey(reference)] ?? {};
  const horizontal = reference[0] === "x";
  const [start, end] = ends(layout, axis, horizontal);
  const values = positions(spec.data, reference);
  const type = axis.type ?? (values.some((value) => typeof value === "string") ? "category" : "linear");
  const categories = axis.categoryarray ?? [
    ...new Set(values.filter((value): value is string => typeof value === "string")),
  ];
  const toNumber = (value: Coordinate): number => {
    if (type === "category") {
      if (typeof value === "number") return value;
      const at = categories.indexOf(value);
      if (at < 0) throw new RangeError(`renderSvg: category ${shown(value)} must be on axis ${reference}.`);
      return at;
    }
    if (typeof value === "string") {
      throw new TypeError(`renderSvg: axis ${reference} must have numbers, got ${shown(value)}.`);
    }
    if (type === "log" && !(value > 0)) {
      throw new RangeError(
        `renderSvg: log axis ${reference} must have positive values, got ${shown(value)}.`,
      );
    }
    return type === "log" ? Math.log10(value) : value;
  };
  const range = axis.range ?? automaticRange(type, values, toNumber, categories.length, axis.autorange);
  const pixel = (value: Coordinate): number =>
    start + ((toNumber(value) - range[0]) / (range[1] - range[0])) * (end - start);
  const ticks = tickList(axis, type, range, categories).map(({ value, text }) => ({
    at: pixel(value),
    text,
  }));
  const [low, high] = [Math.min(start, end) - 0.5, Math.max(start, end) + 0.5];
  const inside = ticks.filter(({ at }) => at >= low && at <= high);
  return { key: reference, axis, horizontal, start, end, pixel, ticks: inside };
}

function ends(layout: Layout, axis: Axis, horizontal: boolean): [number, number] {
  const { margin } = layout;
  const [from, to] = axis.domain ?? [0, 1];
  const wide = layout.width - margin.l - margin.r;
  const high = layout.height - margin.t - margin.b;
  return horizontal
    ? [margin.l + wide * from, margin.l + wide * to]
    : [margin.t + high * (1 - from), margin.t + high * (1 - to)];
}

function automaticRange(
  type: string,
  values: readonly Coordinate[],
  toNumber: (value: Coordinate) => number,
  categories: number,
  autorange: Axis["autorange"],
): readonly [number, number] {
  const [low, high] = type === "category" ? [-0.5, categories - 0.5] : padded(values.map(toNumber));
  return autorange === "reversed" ? [high, low] : [low, high];
}

function tickList(
  axis: Axis,
  type: string,
  range: readonly [number, number],
  categories: readonly string[],
): { value: Coordinate; text: string }[] {
  if (axis.tickvals !== undefined) {
    const texts = axis.ticktext ?? axis.tickvals.map(String);
    return axis.tickvals.map((value, at) => ({ value, text: texts[at] ?? "" }));
  }
  if (type === "category") return categories.map((name) => ({ value: name, text: name }));
  const [low, high] = [Math.min(...range), Math.max(...range)];
  const values = type === "log" ? logTicks(10 ** low, 10 ** high) : linearTicks(low, high);
  const texts = type === "log" ? values.map(String) : tickLabels(values);
  return values.map((value, at) => ({ value, text: texts[at] }));
}
