import type { Axis } from "./spec.ts";
import { plainAxis } from "./style.ts";
import { textBox } from "./svg/rich-text.ts";
import { linearTicks, logTicks, minus, tickLabels } from "./ticks.ts";

/** An axis title of the size of the tick labels. */
export const axisTitle = (text: string, standoff = 6): NonNullable<Axis["title"]> => ({
  text,
  standoff,
  font: { size: 12 },
});

/** A linear axis over an interval, with round ticks that both renderers share. */
export function linearAxis(range: readonly [number, number], title: string, wanted = 5): Axis {
  const ticks = linearTicks(Math.min(...range), Math.max(...range), wanted);
  return {
    ...plainAxis,
    type: "linear",
    range,
    tickmode: "array",
    tickvals: ticks,
    ticktext: tickLabels(ticks),
    ...(title === "" ? {} : { title: axisTitle(title) }),
  };
}

/** A logarithmic axis over an interval of positive numbers. */
export function logAxis(range: readonly [number, number], title: string, wanted = 6): Axis {
  const ticks = logTicks(range[0], range[1], wanted);
  return {
    ...plainAxis,
    type: "log",
    range: [Math.log10(range[0]), Math.log10(range[1])],
    tickmode: "array",
    tickvals: ticks,
    ticktext: ticks.map((tick) => minus(String(tick))),
    ...(title === "" ? {} : { title: axisTitle(title) }),
  };
}

/** An axis of names in the order given; `reversed` puts the first on top of a vertical axis. */
export function nameAxis(names: readonly string[], reversed = false): Axis {
  return {
    ...plainAxis,
    type: "category",
    categoryorder: "array",
    categoryarray: names,
    range: reversed ? [names.length - 0.5, -0.5] : [-0.5, names.length - 0.5],
    tickmode: "array",
    tickvals: names,
    ticktext: names,
    ticks: "",
    showgrid: false,
  };
}

/** The angle of names that stand aslant, in degrees. */
export const labelTilt = 40;

/** The height that aslant names take. */
export function tiltedRoom(labels: readonly string[], size = 12): number {
  const widest = Math.max(...labels.map((label) => textBox(label, size).width));
  return Math.round(widest * Math.sin((labelTilt * Math.PI) / 180) + 22);
}

/**
 * How far aslant names reach beyond the first of them, when each has the given width to itself.
 * Names below an axis reach to the left; for names above it, hand them in from the right.
 */
export function tiltedReach(labels: readonly string[], each: number, size = 12): number {
  const cosine = Math.cos((labelTilt * Math.PI) / 180);
  const reaches = labels.map((label, at) => textBox(label, size).width * cosine - (at + 0.5) * each);
  return Math.ceil(Math.max(0, ...reaches)) + size;
}

/** The room at the left of plots: the axis' labels and a title beside them. */
export function labelRoom(axis: Axis, size = 12): number {
  const widest = Math.max(0, ...(axis.ticktext ?? []).map((text) => textBox(text, size).width));
  return Math.round(Math.max(62, widest + 40));
}
