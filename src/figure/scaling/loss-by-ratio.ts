import { compose, type FigureWords, legendAbovePanels, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { sameLength } from "../lengths.ts";
import { panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import { roundHalfUp } from "../round.ts";
import type { Annotation, Axis, AxisKey, NumberList, ScatterTrace } from "../spec.ts";
import { mutedInk } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { minus } from "../ticks.ts";
import { fitLabel } from "./fit-label.ts";
import { finite, positive, reducible } from "./list-checks.ts";
import { logPadded, powerAxis, scientific } from "./power-axis.ts";
import { ratioColors } from "./ratio-colors.ts";
import { sizeGroup, sizeKeys, sizeShapes } from "./size-symbols.ts";

export interface RatioSeries {
  readonly tokensPerParameter: number;
  /** One model after another: its size, its training compute and its loss. */
  readonly sizes: readonly string[];
  readonly flops: NumberList;
  readonly loss: NumberList;
  /** The straight line fitted to these models on logarithmic axes. */
  readonly line: { readonly flops: NumberList; readonly loss: NumberList };
  /** Its slope; negative where loss falls. */
  readonly slope: number;
}

export interface RatioPanel {
  /** e.g. the train set. */
  readonly title: string;
  /** The fitted loss that no compute removes. */
  readonly irreducible: number;
  readonly series: readonly RatioSeries[];
}

export interface LossByRatioOptions extends FigureWords {
  readonly lossName?: string;
}

const where = "lossByRatio";
const edges = { left: 62, top: 44, bottom: 46 };
const plotHeight = 260;
const mostPanels = 3;

/**
 * Reducible loss against training compute, one line per number of tokens per parameter, M: over-training
 * moves the line and keeps its slope.
 *
 * Shape   per panel and M: sizes, flops, loss [models]; line: flops, loss [points along the line]
 * Units   compute in FLOPs, loss in nats per token
 * Source  Gadre et al. 2024, arXiv:2403.08540, Fig 2 (M from 10) and Fig 9 (small M)
 *
 * @throws {RangeError} if there are not 1 to 3 panels, a panel or series is empty, or a loss is not above the irreducible one
 * @example lossByRatio([{ title: "C4", irreducible: 1.51, series }])
 */
export function lossByRatio(panels: readonly RatioPanel[], options: LossByRatioOptions = {}): Figure {
  const lossName = options.lossName ?? "C4 validation loss";
  check(panels);
  const series = panels.flatMap((panel) => panel.series);
  const shapes = sizeShapes(
    where,
    series.flatMap(({ sizes }) => sizes),
  );
  const colors = ratioColors(series.map(({ tokensPerParameter }) => tokensPerParameter));
  const room = { ...edges, right: colors.room };
  const width = pageWidth - room.left - room.right;
  const columns = panels.length;
  const places = panelGrid(columns, { columns, width, height: plotHeight, gapX: 18, gapY: 0 });
  const drawn = panels.map(({ title, irreducible, series: own }) =>
    own.map((one) => ({
      ...one,
      points: reducible(where, `the loss of ${title}`, one.loss, irreducible),
      path: reducible(where, `the line of ${title}`, one.line.loss, irreducible),
    })),
  );
  const everything = drawn.flat();
  const x = powerAxis(logPadded(everything.flatMap(({ flops }) => Array.from(flops))), "", 4);
  const y = powerAxis(logPadded(everything.flatMap(({ points, path }) => [...points, ...path])), "", 6);
  const axes: { [key in AxisKey]?: Axis } = {};
  const annotations: Annotation[] = [];
  const data = drawn.flatMap((own, at): ScatterTrace[] => {
    const place = places[at];
    const on = { xaxis: place.xaxis, yaxis: place.yaxis, showlegend: false };
    axes[place.xKey] = { ...x, domain: place.xDomain, anchor: place.yaxis };
    axes[place.yKey] = { ...y, domain: place.yDomain, anchor: place.xaxis, showticklabels: place.first };
    annotations.push(
      panelTitle(place, fitLabel(panels[at].title, width / columns - 18)),
      slopeNote(place, panels[at].series),
    );
    const lines = own.map(
      ({ tokensPerParameter, line, path }): ScatterTrace => ({
        ...on,
        type: "scatter",
        mode: "lines",
        hoverinfo: "skip",
        x: Array.from(line.flops),
        y: path,
        line: { color: colors.colorOf(tokensPerParameter), width: 1.4 },
      }),
    );
    const models = own.flatMap(({ sizes, flops, loss, points, tokensPerParameter }) =>
      sizes.map((size, model) => {
        const note = `${plainLabel(size)}, M = ${tokensPerParameter}: loss ${roundHalfUp(loss[model], 3)}`;
        return { size, x: flops[model], y: points[model], ratio: tokensPerParameter, note };
      }),
    );
    const marks = [...shapes].map(([size, { symbol, scale }]): ScatterTrace => {
      const those = models.filter((model) => model.size === size);
      return {
        ...on,
        type: "scatter",
        mode: "markers",
        legendgroup: sizeGroup(size),
        x: those.map((model) => model.x),
        y: those.map((model) => model.y),
        customdata: those.map(({ note }) => note),
        hovertemplate: "%{customdata}, %{x:.3g} FLOPs<extra></extra>",
        marker: { symbol, size: 7 * scale, ...colors.marker(those.map(({ ratio }) => ratio)) },
      };
    });
    return [...lines, ...marks.filter((trace) => trace.x.length > 0)];
  });
  return compose({
    title: options.title ?? "Loss and compute at equal tokens per parameter",
    caption:
      options.caption ??
      `Computed here: ${lossName} less the irreducible loss fitted for each train set (${panels.map(({ title, irreducible }) => `${title} ${roundHalfUp(irreducible, 3)}`).join(", ")}) against training compute, and a straight line through the models of equal tokens per parameter, M (colour). Corresponds to Gadre et al. 2024, Fig 2 for M from 10 up and Fig 9 for small M; the colours are others.`,
    width: pageWidth,
    plotHeight,
    room,
    data: [...data, ...sizeKeys(shapes), colors.bar],
    axes,
    annotations: [
      ...annotations,
      ...sharedTitles(
        "training compute (FLOPs)",
        `reducible ${plainLabel(lossName)} (nats per token)`,
        28,
        46,
      ),
    ],
    legend: legendAbovePanels(plotHeight),
    numbers: numbersOf(panels),
  });
}

function check(panels: readonly RatioPanel[]): void {
  if (panels.length === 0 || panels.length > mostPanels) {
    throw new RangeError(`${where}: panels must be 1 to ${mostPanels}, got ${panels.length}.`);
  }
  for (const { title, series } of panels) {
    if (series.length === 0) {
      throw new RangeError(`${where}: series must have at least one M, got none at ${title}.`);
    }
    for (const { sizes, flops, loss, line, slope, tokensPerParameter } of series) {
      sameLength(where, { sizes, flops, loss });
      sameLength(where, { "line.flops": line.flops, "line.loss": line.loss });
      positive(where, { flops, "line.flops": line.flops, tokensPerParameter: [tokensPerParameter] });
      finite(where, { slope: [slope] });
    }
  }
}

/** The range of slopes, in the corner that falling lines leave free. */
function slopeNote(place: ReturnType<typeof panelGrid>[number], series: readonly RatioSeries[]): Annotation {
  const slopes = series.map(({ slope }) => slope);
  const [low, high] = [Math.min(...slopes), Math.max(...slopes)].map((one) => minus(roundHalfUp(one, 3)));
  return {
    ...panelTitle(place, low === high ? `slope ${low}` : `slopes ${low} to ${high}`, 11),
    x: 0.97,
    y: 0.96,
    xanchor: "right",
    yanchor: "top",
    yshift: 0,
    font: { size: 11, color: mutedInk },
  };
}

function numbersOf(panels: readonly RatioPanel[]): ReturnType<typeof table> {
  const rows = panels.flatMap(({ title, series }) =>
    series.map(({ tokensPerParameter, flops, loss, slope }) => ({
      panel: title,
      M: tokensPerParameter,
      models: flops.length,
      "least FLOPs": Math.min(...Array.from(flops)),
      "most FLOPs": Math.max(...Array.from(flops)),
      "lowest loss": Math.min(...Array.from(loss)),
      slope,
    })),
  );
  const compute = (name: string) =>
    ({ name, align: "right", format: (value: unknown) => scientific(Number(value)) }) as const;
  return table(rows, {
    columns: [
      "panel",
      "M",
      "models",
      compute("least FLOPs"),
      compute("most FLOPs"),
      { name: "lowest loss", format: 4 },
      { name: "slope", format: 4 },
    ],
  });
}
