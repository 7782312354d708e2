import { labelRoom, linearAxis } from "../axes.ts";
import { compose, type FigureWords, legendAbovePanels, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { notEmpty } from "../lengths.ts";
import { type Panel, panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import type { Marker, ScatterTrace } from "../spec.ts";
import { ink, okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { fitText } from "../svg/text-width.ts";
import { type Table, table } from "../table.ts";
import { padded } from "../ticks.ts";
import { positiveAt } from "./checks.ts";
import { logPadded, powerAxis, scientific } from "./power-axis.ts";

export interface FitWindowPoint {
  /** Compute spent on the models of the fit. */
  readonly flops: number;
  /** How many models the fit used. */
  readonly points: number;
  /** Relative error of the prediction in percent. */
  readonly percent: number;
}

export interface FitWindowPanel {
  /** What is predicted, e.g. "C4 loss" or "average error on 17 tasks". */
  readonly title: string;
  /** Fits on the cheapest 1, 2, … models ("window"), or on random subsets. */
  readonly points: readonly (FitWindowPoint & { readonly kind: "window" | "random" })[];
  /** The fit on the models of Table 1. */
  readonly star: FitWindowPoint;
}

export interface FitWindow {
  /** The model predicted, e.g. "1.4B, M = 640". */
  readonly target: string;
  /** Beside one another, at most three. */
  readonly panels: readonly FitWindowPanel[];
}

export interface FitWindowOptions extends FigureWords {
  /** What the error is drawn against. */
  readonly against?: "flops" | "points";
  /** Which of the paper's figures this is. */
  readonly paperFigure?: 14 | 15 | 16;
}

const where = "fitWindow";
const mostPanels = 3;
const plotHeight = 260;
const marks = {
  random: { symbol: "circle-open", size: 6, color: okabeIto.orange, line: { width: 1.3 } },
  window: { symbol: "circle", size: 7, color: okabeIto.blue },
  star: { symbol: "star", size: 13, color: okabeIto.vermillion, line: { color: ink, width: 1 } },
} as const satisfies Readonly<Record<string, Marker>>;
const names = { random: "random subset", window: "the n cheapest models", star: "Table 1" } as const;

/**
 * How good a prediction is when the law is fitted on more or other models: error against what the fit cost.
 *
 * Units   compute in FLOPs; error in percent of the true value, both on logarithmic axes; models by count
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 14 to 16
 * Differs the paper's random subsets cannot be drawn again: their seed is not published
 *
 * @throws {RangeError} if there is nothing to draw, more than three panels, or a number that a logarithmic axis cannot hold
 * @example fitWindow({ target: "1.4B, M = 640", panels: [{ title: "C4 loss", points, star }] }, { against: "points" })
 */
export function fitWindow(input: FitWindow, options: FitWindowOptions = {}): Figure {
  const { target, panels } = input;
  const { against = "flops", paperFigure } = options;
  check(panels);
  const all = panels.flatMap(({ points, star }) => [...points, star]);
  const yaxis = powerAxis(
    logPadded(
      all.map(({ percent }) => percent),
      0.06,
    ),
    "",
    6,
  );
  const room = { left: labelRoom(yaxis), right: 16, top: 46, bottom: 46 };
  const columns = panels.length;
  const width = pageWidth - room.left - room.right;
  const places = panelGrid(columns, { columns, width, height: plotHeight, gapX: 24, gapY: 0 });
  const xaxis =
    against === "flops"
      ? powerAxis(logPadded(all.map(({ flops }) => flops)), "", columns > 2 ? 4 : 6)
      : linearAxis(padded(all.map(({ points }) => points)), "", 6);
  const titleRoom = width / columns - 40;
  const axis =
    against === "flops" ? "compute spent on the models of the fit (FLOPs)" : "models that the fit used";
  return compose({
    title:
      options.title ??
      `Error of the prediction for ${target} and the ${against === "flops" ? "compute spent on" : "number of models in"} the fit${paperFigure === undefined ? "" : ` (Fig ${paperFigure})`}`,
    caption:
      options.caption ??
      `Computed here: relative error, in percent, of what is predicted for ${target} when the laws are fitted on the n cheapest models (windows), or on random subsets; the star is the fit on the models of Table 1.${paperFigure === undefined ? "" : ` Corresponds to Fig ${paperFigure}; the random subsets there cannot be drawn again, for their seed is not published.`}`,
    width: pageWidth,
    plotHeight,
    room,
    data: panels.flatMap((panel, at) => panelTraces(panel, places[at], { against, legend: at === 0 })),
    axes: Object.fromEntries(
      places.flatMap((place) => [
        [place.xKey, { ...xaxis, domain: place.xDomain, anchor: place.yaxis }],
        [place.yKey, { ...yaxis, domain: place.yDomain, anchor: place.xaxis, showticklabels: place.first }],
      ]),
    ),
    annotations: [
      ...panels.map(({ title }, at) => panelTitle(places[at], plainLabel(fitText(title, 12, titleRoom)))),
      ...sharedTitles(axis, "relative error, %", 26, room.left - 16),
    ],
    legend: legendAbovePanels(plotHeight),
    numbers: numbersOf(panels),
  });
}

function check(panels: readonly FitWindowPanel[]): void {
  notEmpty(
    where,
    "panels",
    panels.map(({ title }) => title),
  );
  if (panels.length > mostPanels) {
    throw new RangeError(`${where}: panels must be at most ${mostPanels}, got ${panels.length}.`);
  }
  for (const { title, points, star } of panels) {
    notEmpty(
      where,
      `points of ${title}`,
      points.map(({ kind }) => kind),
    );
    for (const [place, point] of [...points.entries(), ["star", star] as const]) {
      for (const name of ["flops", "points", "percent"] as const) {
        positiveAt(
          where,
          name,
          point[name],
          `${title}, ${typeof place === "number" ? `points[${place}]` : place}`,
        );
      }
    }
  }
}

function panelTraces(
  { points, star }: FitWindowPanel,
  { xaxis, yaxis }: Pick<Panel, "xaxis" | "yaxis">,
  { against, legend }: { readonly against: "flops" | "points"; readonly legend: boolean },
): ScatterTrace[] {
  const groups = [
    ["random", points.filter(({ kind }) => kind === "random")],
    ["window", points.filter(({ kind }) => kind === "window")],
    ["star", [star]],
  ] as const;
  return groups
    .filter(([, own]) => own.length > 0)
    .map(([kind, own]) => ({
      type: "scatter",
      mode: "markers",
      name: names[kind],
      showlegend: legend,
      legendgroup: kind,
      x: own.map((point) => point[against]),
      y: own.map(({ percent }) => percent),
      xaxis,
      yaxis,
      customdata: own.map((point) =>
        against === "flops" ? `${point.points} models` : `${scientific(point.flops)} FLOPs`,
      ),
      hovertemplate: "%{customdata}: %{y:.2f} %",
      marker: marks[kind],
    }));
}

/** The fit of Table 1 and the windows; random subsets by their count alone. */
function numbersOf(panels: readonly FitWindowPanel[]): Table {
  return table(
    panels.flatMap(({ title, points, star }) =>
      [{ ...star, kind: "Table 1" }, ...points.filter(({ kind }) => kind === "window")].map((point) => ({
        title,
        kind: point.kind,
        points: point.points,
        flops: scientific(point.flops),
        percent: point.percent,
      })),
    ),
    {
      columns: [
        { name: "title", label: "predicted" },
        { name: "kind", label: "fit" },
        { name: "points", label: "models" },
        { name: "flops", label: "FLOPs", align: "right" },
        { name: "percent", label: "error, %", format: 2 },
      ],
    },
  );
}
