import { barTitle } from "../bar-title.ts";
import type { ColorBar, ColorScale, Marker, NumberList, ScatterTrace } from "../spec.ts";
import { scaleColor } from "../svg/color.ts";
import { textBox } from "../svg/rich-text.ts";
import { powerLabel } from "./power-axis.ts";

/** From blue over purple to orange, ever lighter: seen on white, told apart with every common colour vision. */
const blueToOrange: ColorScale = [
  [0, "#3A3DB8"],
  [0.25, "#7A2FA8"],
  [0.5, "#B5367A"],
  [0.75, "#E5655C"],
  [1, "#F5A742"],
];

/** Colours for tokens per parameter, M, on a logarithmic scale: dark means few tokens. */
export interface RatioColors {
  colorOf(ratio: number): string;
  /** The part of a marker that colours its points. */
  marker(ratios: NumberList): Pick<Marker, "color" | "colorscale" | "cmin" | "cmax">;
  /** Pixels that the colour bar takes at the right of the plots. */
  readonly room: number;
  /** A trace without points that carries the colour bar. */
  readonly bar: ScatterTrace;
}

const mostTicks = 9;
/** Ratios whose logarithms are nearer than this have one colour. */
const leastSpan = 1e-3;

/** Colours for all the ratios of a figure. */
export function ratioColors(ratios: readonly number[]): RatioColors {
  const distinct = [...new Set(ratios)].sort((a, b) => a - b);
  const [low, high] = [Math.log10(distinct[0]), Math.log10(distinct[distinct.length - 1])];
  const [cmin, cmax] = high - low > leastSpan ? [low, high] : [low - 0.5, high + 0.5];
  const limits = { colorscale: blueToOrange, cmin, cmax };
  const ticks = sparse(distinct, cmax - cmin);
  const colorbar: ColorBar = {
    title: barTitle("M"),
    thickness: 12,
    x: 1,
    xpad: 14,
    ypad: 0,
    outlinewidth: 0,
    tickvals: ticks.map(Math.log10),
    ticktext: ticks.map((ratio) => powerLabel(Number(ratio.toPrecision(3)))),
    tickfont: { size: 11 },
  };
  const widest = Math.max(...colorbar.ticktext.map((text) => textBox(text, 11).width));
  return {
    room: Math.max(66, Math.ceil(widest) + 40),
    colorOf: (ratio) => scaleColor(blueToOrange, (Math.log10(ratio) - cmin) / (cmax - cmin)),
    marker: (own) => ({ color: Array.from(own, Math.log10), ...limits }),
    bar: {
      type: "scatter",
      mode: "markers",
      x: [null],
      y: [null],
      showlegend: false,
      hoverinfo: "skip",
      marker: { color: [cmin], ...limits, showscale: true, colorbar },
    },
  };
}

/** Ticks that stand apart on the bar, from the lowest up. */
function sparse(ratios: readonly number[], span: number): number[] {
  const kept: number[] = [];
  for (const ratio of ratios) {
    const below = kept.at(-1);
    if (below === undefined || Math.log10(ratio / below) >= span / mostTicks - 1e-9) kept.push(ratio);
  }
  return kept;
}
