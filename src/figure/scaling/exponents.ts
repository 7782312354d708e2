import { labelRoom, linearAxis, logAxis } from "../axes.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { notEmpty } from "../lengths.ts";
import { type Panel, panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import { roundHalfUp } from "../round.ts";
import type { Axis, AxisKey, ScatterTrace } from "../spec.ts";
import { ink } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";
import { finiteAt, once, positiveAt } from "./checks.ts";
import { checkTrainSets, seriesStyles, trainSetLabel } from "./train-sets.ts";

export interface ExponentPoint {
  readonly tokensPerParameter: number;
  /** Fitted η at this ratio alone. */
  readonly exponent: number;
  /** Bounds of its interval, both or neither. */
  readonly low?: number;
  readonly high?: number;
}

export interface ExponentLine {
  /** Name or label of the train set, e.g. "rpj". */
  readonly trainSet: string;
  readonly points: readonly ExponentPoint[];
  /** η of Eq 4, which holds for all ratios. */
  readonly shared: number;
}

const plotHeight = 220;

/**
 * Whether the scaling exponent depends on over-training: η at each ratio of tokens to parameters, per train set.
 *
 * Units   η: the loss less E falls as compute to the power of −η
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Fig 17
 * Differs the train sets stand in panels of their own, and η of Eq 4 is added
 *
 * @throws {RangeError} if there is no train set or more than four, a line is empty, a bound stands alone, or a number cannot be drawn
 * @example exponents([{ trainSet: "rpj", points: [{ tokensPerParameter: 20, exponent: 0.1363, low: 0.13, high: 0.14 }], shared: 0.1364 }])
 */
export function exponents(lines: readonly ExponentLine[], words: FigureWords = {}): Figure {
  checkLines(lines);
  const ratios = [
    ...new Set(lines.flatMap(({ points }) => points.map(({ tokensPerParameter }) => tokensPerParameter))),
  ].sort((a, b) => a - b);
  const range = padded(
    lines.flatMap(({ points, shared }) => [
      shared,
      ...points.flatMap(({ exponent, low = exponent, high = exponent }) => [exponent, low, high]),
    ]),
    0.08,
  );
  const yaxis = linearAxis(range, "");
  const room = { left: labelRoom(yaxis), right: 16, top: 46, bottom: 46 };
  const width = pageWidth - room.left - room.right;
  const columns = lines.length;
  const places = panelGrid(columns, { columns, width, height: plotHeight, gapX: 22, gapY: 0 });
  const firstBand = lines.findIndex(({ points }) => points.filter(bounded).length > 1);
  const banded = firstBand >= 0;
  return compose({
    title: words.title ?? "Scaling exponent and over-training (Fig 17)",
    caption:
      words.caption ??
      `Computed here: exponent η of a power law of compute for the loss less E, fitted at each ratio M of tokens to parameters with E of Eq 4${banded ? "; bands are bootstrap intervals" : ""}. The dashed line is η of Eq 4, one for all M. Corresponds to Fig 17; the bands there cannot be repeated to the digit, and Eq 4's η is added here.`,
    width: pageWidth,
    plotHeight,
    room,
    data: lines.flatMap((line, at) => lineTraces(line, { at, place: places[at], ratios, firstBand })),
    axes: axesOf(places, ratios, yaxis),
    annotations: [
      ...lines.map(({ trainSet }, at) => panelTitle(places[at], plainLabel(trainSetLabel(trainSet)))),
      ...sharedTitles("tokens per parameter M", "scaling exponent η", 26, room.left - 16),
    ],
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1 + 20 / plotHeight, yanchor: "bottom" },
    numbers: table(
      lines.flatMap(({ trainSet, points, shared }) => [
        ...points.map((point) => ({
          set: trainSetLabel(trainSet),
          ratio: String(point.tokensPerParameter),
          exponent: point.exponent,
          interval: intervalText(point),
        })),
        { set: trainSetLabel(trainSet), ratio: "Eq 4", exponent: shared, interval: undefined },
      ]),
      {
        columns: [
          { name: "set", label: "train set" },
          { name: "ratio", label: "M", align: "right" },
          { name: "exponent", label: "η", format: 4 },
          ...(banded ? [{ name: "interval" }] : []),
        ],
      },
    ),
  });
}

const bounded = ({ low, high }: ExponentPoint): boolean => low !== undefined && high !== undefined;

const intervalText = ({ low, high }: ExponentPoint): string | undefined =>
  low === undefined || high === undefined ? undefined : `${roundHalfUp(low, 4)} to ${roundHalfUp(high, 4)}`;

function checkLines(lines: readonly ExponentLine[]): void {
  const where = "exponents";
  checkTrainSets(
    where,
    lines.map(({ trainSet }) => trainSet),
  );
  for (const { trainSet, points, shared } of lines) {
    notEmpty(
      where,
      `points of ${trainSet}`,
      points.map(({ tokensPerParameter }) => String(tokensPerParameter)),
    );
    once(
      where,
      `points of ${trainSet}`,
      points.map(({ tokensPerParameter }) => tokensPerParameter),
    );
    finiteAt(where, "shared", shared, trainSet);
    for (const { tokensPerParameter, exponent, low, high } of points) {
      const place = `${trainSet}, M = ${tokensPerParameter}`;
      positiveAt(where, "tokensPerParameter", tokensPerParameter, trainSet);
      finiteAt(where, "exponent", exponent, place);
      if (low === undefined && high === undefined) continue;
      finiteAt(where, "low", low ?? Number.NaN, place);
      finiteAt(where, "high", high ?? Number.NaN, place);
    }
  }
}

interface LinePlace {
  readonly at: number;
  readonly place: Panel;
  readonly ratios: readonly number[];
  /** The line whose band stands in the legend. */
  readonly firstBand: number;
}

function lineTraces(
  { trainSet, points, shared }: ExponentLine,
  { at, place, ratios, firstBand }: LinePlace,
): ScatterTrace[] {
  const { color, tint, symbol } = seriesStyles[at];
  const axes = { xaxis: place.xaxis, yaxis: place.yaxis } as const;
  const sorted = points.toSorted((a, b) => a.tokensPerParameter - b.tokensPerParameter);
  const x = sorted.map(({ tokensPerParameter }) => tokensPerParameter);
  const within = sorted.filter(bounded);
  const edge = within.map(({ tokensPerParameter }) => tokensPerParameter);
  const band: ScatterTrace = {
    type: "scatter",
    mode: "none",
    name: "bootstrap interval",
    showlegend: at === firstBand,
    x: [...edge, ...edge.toReversed()],
    y: [...within.map(({ low = 0 }) => low), ...within.map(({ high = 0 }) => high).reverse()],
    ...axes,
    fill: "toself",
    fillcolor: tint,
    hoverinfo: "skip",
  };
  return [
    ...(within.length > 1 ? [band] : []),
    {
      type: "scatter",
      mode: "lines",
      name: "η of Eq 4",
      showlegend: at === 0,
      legendgroup: "shared",
      x: [ratios[0] / edgeRoom, ratios[ratios.length - 1] * edgeRoom],
      y: [shared, shared],
      ...axes,
      line: { color: ink, width: 1.5, dash: "dash" },
      hovertemplate: "Eq 4: η = %{y:.4f}<extra></extra>",
    },
    {
      type: "scatter",
      mode: "lines+markers",
      name: plainLabel(trainSetLabel(trainSet)),
      showlegend: false,
      x,
      y: sorted.map(({ exponent }) => exponent),
      ...axes,
      customdata: sorted.map((point) => intervalText(point) ?? ""),
      hovertemplate: "M = %{x}: η = %{y:.4f}<br>%{customdata}",
      line: { color, width: 2 },
      marker: { color, symbol, size: 7 },
    },
  ];
}

/** Room beside the first and last ratio, as a factor. */
const edgeRoom = 1.25;

function axesOf(
  places: readonly Panel[],
  ratios: readonly number[],
  yaxis: Axis,
): { readonly [key in AxisKey]?: Axis } {
  const across = logAxis([ratios[0] / edgeRoom, ratios[ratios.length - 1] * edgeRoom], "");
  const ticks = ratios.length <= 9 ? { tickvals: ratios, ticktext: ratios.map(String) } : {};
  return Object.fromEntries(
    places.flatMap((place) => [
      [place.xKey, { ...across, ...ticks, domain: place.xDomain, anchor: place.yaxis }],
      [place.yKey, { ...yaxis, domain: place.yDomain, anchor: place.xaxis, showticklabels: place.first }],
    ]),
  );
}
