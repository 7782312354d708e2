import { barTitle } from "../bar-title.ts";
import type { Panel } from "../panels.ts";
import { significant } from "../round.ts";
import type { Marker, ScatterTrace } from "../spec.ts";
import { darkIsHigh, ink, mutedInk, okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { fitText } from "../svg/text-width.ts";
import { logTicks } from "../ticks.ts";
import type { GridCurve, GridMark, GridRun } from "./grid-records.ts";

type Place = Pick<Panel, "xaxis" | "yaxis">;

const restColor = "#B4BEC6";
const curveTint = "#F7DFCC";
const axesOf = ({ xaxis, yaxis }: Place): Place => ({ xaxis, yaxis });

/** How runs are coloured: one colour, or by their steps on a logarithmic scale. */
export interface GridColors {
  rest(runs: readonly GridRun[]): Marker;
  front(runs: readonly GridRun[]): Marker;
}

/** The front in blue before the others in grey. */
const byFront: GridColors = {
  rest: () => ({ size: 4.5, color: restColor }),
  front: () => ({ size: 7, color: okabeIto.blue }),
};

/** All runs by their steps, dark means many; the front has an outline. */
function bySteps(all: readonly GridRun[]): GridColors {
  const logs = all.map(({ steps }) => Math.log10(steps));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const limits = { colorscale: darkIsHigh, cmin: low, cmax: high > low ? high : low + 1 };
  const ticks = logTicks(10 ** low, 10 ** high, 7).filter((tick) => tick > 0);
  const colorbar = {
    title: barTitle("steps"),
    thickness: 12,
    x: 1,
    xpad: 12,
    ypad: 0,
    outlinewidth: 0,
    tickvals: ticks.map(Math.log10),
    ticktext: ticks.map((tick) => Number(tick.toPrecision(6)).toLocaleString("en-US")),
    tickfont: { size: 11 },
  };
  const colored = (runs: readonly GridRun[]) => ({
    color: runs.map(({ steps }) => Math.log10(steps)),
    ...limits,
  });
  return {
    rest: (runs) => ({ size: 5, ...colored(runs) }),
    front: (runs) => ({
      size: 8,
      ...colored(runs),
      line: { color: ink, width: 1 },
      showscale: true,
      colorbar,
    }),
  };
}

export const gridColors = (runs: readonly GridRun[], color: "front" | "steps"): GridColors =>
  color === "front" ? byFront : bySteps(runs);

const points = (runs: readonly GridRun[], place: Place) =>
  ({
    type: "scatter",
    mode: "markers",
    x: runs.map(({ flops }) => flops),
    y: runs.map(({ loss }) => loss),
    ...axesOf(place),
    customdata: runs.map(({ steps }) => Math.round(steps)),
    hovertemplate: "%{x:.3e} FLOPs, %{customdata} steps: loss %{y:.3f}<extra></extra>",
  }) as const;

/** Every run, the front on top. */
export function allRuns(runs: readonly GridRun[], place: Place, colors: GridColors): ScatterTrace[] {
  const [front, rest] = [true, false].map((side) => runs.filter(({ onFront }) => onFront === side));
  return [
    ...(rest.length === 0
      ? []
      : [{ ...points(rest, place), name: "small models", showlegend: false, marker: colors.rest(rest) }]),
    { ...points(front, place), name: "Pareto front", legendgroup: "front", marker: colors.front(front) },
  ];
}

/** The front alone; what the fit leaves out is hollow. */
export function frontRuns(front: readonly GridRun[], place: Place, colors: GridColors): ScatterTrace[] {
  const [excluded, kept] = [true, false].map((side) => front.filter((run) => run.excluded === side));
  const { line, showscale, colorbar, ...marker } = colors.front(kept);
  const { line: open, showscale: once, colorbar: bar, ...hollow } = colors.front(excluded);
  return [
    ...(excluded.length === 0
      ? []
      : [
          {
            ...points(excluded, place),
            name: "left out of the fit",
            marker: { ...hollow, symbol: "circle-open" as const, line: { width: 1.5 } },
          },
        ]),
    ...(kept.length === 0
      ? []
      : [
          {
            ...points(kept, place),
            name: "Pareto front",
            showlegend: false,
            legendgroup: "front",
            marker: line === undefined ? marker : { ...marker, line },
          },
        ]),
  ];
}

/** The law and its bootstrap band. */
export function lawTraces(curve: GridCurve, place: Place): ScatterTrace[] {
  const { flops, loss, lower, upper, level = 0.95 } = curve;
  const x = Array.from(flops);
  return [
    {
      type: "scatter",
      mode: "none",
      name: `${significant(level * 100)} % band`,
      x: [...x, ...x.toReversed()],
      y: [...Array.from(lower), ...Array.from(upper).reverse()],
      ...axesOf(place),
      fill: "toself",
      fillcolor: curveTint,
      hoverinfo: "skip",
    },
    {
      type: "scatter",
      mode: "lines",
      name: "power law + E",
      x,
      y: Array.from(loss),
      ...axesOf(place),
      line: { color: okabeIto.vermillion, width: 2 },
      hovertemplate: "law at %{x:.3e} FLOPs: %{y:.3f}<extra></extra>",
    },
  ];
}

const labelSize = 11;
const widestLabel = 70;

/** Named models; their labels stand off the falling curve and off the panel's sides. */
export function markTraces(
  marks: readonly GridMark[],
  place: Place,
  /** From this compute on labels stand at the left. */
  turn: number,
  style: { readonly name: string } & Required<Pick<Marker, "symbol" | "size" | "color">>,
): ScatterTrace[] {
  const { name, ...marker } = style;
  const sides = [marks.filter(({ flops }) => flops < turn), marks.filter(({ flops }) => flops >= turn)];
  return sides.flatMap((own, side): ScatterTrace[] =>
    own.length === 0
      ? []
      : [
          {
            type: "scatter",
            mode: "text+markers",
            name,
            showlegend: side === 0 || sides[0].length === 0,
            legendgroup: name,
            x: own.map(({ flops }) => flops),
            y: own.map(({ loss }) => loss),
            ...axesOf(place),
            text: own.map(({ label }) => plainLabel(fitText(label, labelSize, widestLabel))),
            textposition: side === 0 ? "top right" : "bottom left",
            textfont: { size: labelSize, color: mutedInk },
            marker: { ...marker, line: { color: ink, width: 1 } },
            cliponaxis: false,
            hovertemplate: "%{text}, %{x:.3e} FLOPs: loss %{y:.3f}<extra></extra>",
          },
        ],
  );
}
