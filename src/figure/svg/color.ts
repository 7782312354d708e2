import { shown } from "../../table/index.ts";
import type { ColorScale } from "../spec.ts";

/** Red, green, blue, each 0 to 255. */
function channels(color: string): [number, number, number] {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
  if (hex === undefined) {
    throw new RangeError(`renderSvg: a scale's color must be written #rrggbb, got ${shown(color)}.`);
  }
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The colour of a share between 0 and 1, linear between the stops, as plotly mixes. */
export function scaleColor(scale: ColorScale, share: number): string {
  const at = Math.min(1, Math.max(0, share));
  const upper = Math.max(
    1,
    scale.findIndex(([stop]) => stop >= at),
  );
  const [low, lowColor] = scale[upper - 1];
  const [high, highColor] = scale[upper];
  const part = high === low ? 0 : (at - low) / (high - low);
  const from = channels(lowColor);
  const to = channels(highColor);
  const mixed = from.map((value, channel) => Math.round(value + (to[channel] - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Black or white, whichever reads better on a colour. */
export function inkOn(color: string): string {
  const [red, green, blue] = channels(color);
  return (red * 299 + green * 587 + blue * 114) / 1000 < 128 ? "#ffffff" : "#222222";
}
