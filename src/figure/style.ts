import type { Axis, ColorScale } from "./spec.ts";

/** Okabe and Ito's eight colours: told apart with every common colour vision. */
export const okabeIto = {
  black: "#000000",
  orange: "#E69F00",
  skyBlue: "#56B4E9",
  green: "#009E73",
  yellow: "#F0E442",
  blue: "#0072B2",
  vermillion: "#D55E00",
  purple: "#CC79A7",
} as const;

export const ink = "#222222";
export const mutedInk = "#555555";
export const gridColor = "#E6E6E6";
export const axisColor = "#777777";
export const fontFamily = "Helvetica, Arial, sans-serif";

/** Light to dark in even steps, so that grey print keeps the order. */
export const sequential: ColorScale = [
  [0, "#F4F8FC"],
  [0.25, "#BDD7EC"],
  [0.5, "#6BAED6"],
  [0.75, "#2171B5"],
  [1, "#08306B"],
];

/** Brown, near white, blue: both ends equally dark; cells print their sign. */
export const diverging: ColorScale = [
  [0, "#7F3B08"],
  [0.25, "#E08214"],
  [0.5, "#F7F7F7"],
  [0.75, "#5AA2D0"],
  [1, "#084081"],
];

/** For dots on white, whose lightest must still be seen; dark means low. */
export const darkIsLow: ColorScale = [
  [0, "#08306B"],
  [0.3, "#2171B5"],
  [0.65, "#6BAED6"],
  [1, "#C3D3E0"],
];

/** For dots on white; dark means much. */
export const darkIsHigh: ColorScale = darkIsLow
  .map(([at, color]) => [Number((1 - at).toFixed(2)), color] as const)
  .reverse();

/** What every axis has in common. */
export const plainAxis: Axis = {
  showline: true,
  linecolor: axisColor,
  ticks: "outside",
  ticklen: 4,
  tickcolor: axisColor,
  showgrid: true,
  gridcolor: gridColor,
  zeroline: false,
  automargin: false,
};
