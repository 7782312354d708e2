import type { Axis } from "./spec.ts";
import { plainAxis } from "./style.ts";
import { textBox } from "./svg/rich-text.ts";

const goldenShare = (Math.sqrt(5) - 1) / 2;

/** A place between -1/2 and 1/2 that keeps neighbours apart without chance. */
export const jitter = (index: number): number => ((index * goldenShare) % 1) - 0.5;

/** Names from top to bottom on a numeric axis, so that dots may stand beside their row's middle. */
export function stripAxis(labels: readonly string[]): { axis: Axis; room: number } {
  const axis: Axis = {
    ...plainAxis,
    type: "linear",
    range: [labels.length - 0.5, -0.5],
    tickmode: "array",
    tickvals: labels.map((_, at) => at),
    ticktext: labels,
    ticks: "",
    showgrid: false,
  };
  return { axis, room: Math.round(Math.max(...labels.map((label) => textBox(label, 12).width)) + 14) };
}
