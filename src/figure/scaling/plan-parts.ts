import { type Panel, panelTitle } from "../panels.ts";
import type { Annotation, Marker, NumberList, ScatterTrace, Shape } from "../spec.ts";
import { mutedInk, okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { briefly } from "./power-axis.ts";

/** What is predicted along the ratios: a middle and, if there is one, an interval around it. */
export interface PlanCurve {
  readonly value: NumberList;
  readonly low?: NumberList;
  readonly high?: NumberList;
}

/** A way to spend the budget. */
export interface PlanChoice {
  /** e.g. "compute-optimal", "chosen". */
  readonly name: string;
  readonly tokensPerParameter: number;
  readonly parameters: number;
  readonly tokens: number;
  readonly loss: number;
  readonly error?: number;
}

export const bandColor: string = "#CFE3F1";
const groundColor = "#F0F0F0";
/** The share of a panel that the word "extrapolated" fits over. */
const leastShare = 0.22;
/** One for each choice, in their order. */
export const choiceMarks: readonly Marker[] = [
  { symbol: "star", color: okabeIto.black, size: 12 },
  { symbol: "circle", color: okabeIto.vermillion, size: 10 },
  { symbol: "square", color: okabeIto.green, size: 9 },
  { symbol: "diamond", color: okabeIto.purple, size: 9 },
];

/** `7.42`, `160`. */
export const plainRatio = (ratio: number): string => String(Number(ratio.toPrecision(3)));

/** A predicted curve over its interval. */
export function curveOf(ratios: readonly number[], curve: PlanCurve, place: Panel): ScatterTrace[] {
  const on = { type: "scatter", xaxis: place.xaxis, yaxis: place.yaxis, showlegend: false } as const;
  const { low, high } = curve;
  const middle: ScatterTrace = {
    ...on,
    mode: "lines",
    x: ratios,
    y: Array.from(curve.value),
    hovertemplate: "M = %{x:.3g}: %{y:.4f}<extra></extra>",
    line: { color: okabeIto.blue, width: 2 },
  };
  if (low === undefined || high === undefined) return [middle];
  const band: ScatterTrace = {
    ...on,
    mode: "lines",
    hoverinfo: "skip",
    x: [...ratios, ...ratios.toReversed()],
    y: [...Array.from(high), ...Array.from(low).toReversed()],
    line: { color: bandColor, width: 0 },
    fill: "toself",
    fillcolor: bandColor,
  };
  return [band, middle];
}

/** A mark for each choice that the panel has a value of. */
export const choicesOf = (
  choices: readonly PlanChoice[],
  of: (one: PlanChoice) => number | undefined,
  { xaxis, yaxis }: Panel,
): ScatterTrace[] =>
  choices.flatMap((one, at) => {
    const value = of(one);
    if (value === undefined) return [];
    const { parameters, tokens } = one;
    const bought = `${briefly(parameters)} parameters, ${briefly(tokens)} tokens`;
    return [
      {
        type: "scatter",
        mode: "markers",
        showlegend: false,
        x: [one.tokensPerParameter],
        y: [value],
        xaxis,
        yaxis,
        hovertemplate: `${plainLabel(one.name)}, M = ${plainRatio(one.tokensPerParameter)}: %{y:.4f}<br>${bought}<extra></extra>`,
        marker: choiceMarks[at],
      },
    ];
  });

/** The parts of a panel beyond the fitted ratios, tinted and named. */
export function extrapolated(
  fitted: readonly [number, number],
  range: readonly [number, number],
  place: Panel,
): { shape: Shape; note: Annotation }[] {
  const sides = [
    [range[0], Math.min(fitted[0], range[1])],
    [Math.max(fitted[1], range[0]), range[1]],
  ];
  const whole = Math.log10(range[1] / range[0]);
  return sides
    .filter(([from, to]) => from < to)
    .map(([from, to]) => {
      const [left, right] = [from, to].map((end) => Math.log10(end / range[0]) / whole);
      const side = left === 0 ? "left" : "right";
      const wide = right - left > leastShare;
      const shape: Shape = {
        type: "rect",
        x0: from,
        x1: to,
        y0: 0,
        y1: 1,
        xref: place.xaxis,
        yref: `${place.yaxis} domain`,
        fillcolor: groundColor,
        line: { width: 0 },
        layer: "below",
      };
      const note: Annotation = {
        ...panelTitle(place, "extrapolated", 11),
        x: wide ? (left + right) / 2 : side === "left" ? 0 : 1,
        xanchor: wide ? "center" : side,
        font: { size: 11, color: mutedInk },
      };
      return { shape, note };
    });
}
