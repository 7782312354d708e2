import { linearAxis, logAxis } from "../axes.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import type { Annotation, Axis, AxisKey, ScatterTrace, Symbol2D } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";

export interface ProxyCountPoint {
  /** Proxies that the surrogate was fitted on. */
  readonly count: number;
  /** e.g. "boosting", "linear". */
  readonly model: string;
  /** Size of the models whose order is predicted, e.g. "1M", "60M", "1B". */
  readonly scale: string;
  /** From -1 to 1. */
  readonly spearman: number;
}

const styles: readonly { color: string; symbol: Symbol2D; dash: "solid" | "dash" | "dot" | "dashdot" }[] = [
  { color: okabeIto.blue, symbol: "circle", dash: "solid" },
  { color: okabeIto.vermillion, symbol: "square", dash: "dash" },
  { color: okabeIto.green, symbol: "diamond", dash: "dot" },
  { color: okabeIto.black, symbol: "triangle-up", dash: "dashdot" },
];
const room = { left: 62, right: 16, top: 44, bottom: 46 };
const plotHeight = 230;

/**
 * How the rank correlation grows with the number of proxies, one panel per scale, one line per surrogate.
 *
 * Units   Spearman × 100; proxies on a logarithmic axis
 * Source  Liu et al. 2024, arXiv:2407.01492, v1 Fig 3 / v2 Fig 4, the axis of proxies only
 *
 * @throws {RangeError} if there are no points, or more than four surrogates
 * @example proxyCount([{ count: 512, model: "boosting", scale: "1M", spearman: 0.989 }])
 */
export function proxyCount(series: readonly ProxyCountPoint[], words: FigureWords = {}): Figure {
  const scales = [...new Set(series.map(({ scale }) => scale))];
  const models = [...new Set(series.map(({ model }) => model))];
  if (models.length === 0 || models.length > styles.length) {
    throw new RangeError(`proxyCount: series must have 1 to ${styles.length} models, got ${models.length}.`);
  }
  const counts = [...new Set(series.map(({ count }) => count))].sort((a, b) => a - b);
  const width = pageWidth - room.left - room.right;
  const grid = { columns: scales.length, width, height: plotHeight, gapX: 22, gapY: 0 };
  const places = panelGrid(scales.length, grid);
  const [low, high] = padded(series.map(({ spearman }) => spearman * 100));
  const axes: { [key in AxisKey]?: Axis } = {};
  const annotations: Annotation[] = [];
  const data = scales.flatMap((scale, at) => {
    const place = places[at];
    axes[place.xKey] = {
      ...logAxis([counts[0] / 1.15, counts[counts.length - 1] * 1.15], ""),
      domain: place.xDomain,
      anchor: place.yaxis,
      tickvals: counts,
      ticktext: counts.map(String),
    };
    axes[place.yKey] = {
      ...linearAxis([low, Math.min(high, 101)], ""),
      domain: place.yDomain,
      anchor: place.xaxis,
      showticklabels: place.first,
    };
    annotations.push(panelTitle(place, `tested on ${plainLabel(scale)}`));
    return models.map((model, k): ScatterTrace => {
      const points = series
        .filter((point) => point.scale === scale && point.model === model)
        .sort((a, b) => a.count - b.count);
      return {
        type: "scatter",
        mode: "lines+markers",
        name: plainLabel(model),
        showlegend: at === 0,
        legendgroup: model,
        x: points.map(({ count }) => count),
        y: points.map(({ spearman }) => spearman * 100),
        xaxis: place.xaxis,
        yaxis: place.yaxis,
        hovertemplate: "%{x} proxies: %{y:.2f}",
        line: { color: styles[k].color, width: 2, dash: styles[k].dash },
        marker: { color: styles[k].color, symbol: styles[k].symbol, size: 7 },
      };
    });
  });
  return compose({
    title: words.title ?? "Rank correlation and the number of proxies",
    caption:
      words.caption ??
      "Computed here: Spearman × 100 of predicted and true loss after fitting on the first proxies only. The paper's v1 Fig 3 / v2 Fig 4 asks the same at equal compute and along training tokens, for which no data are public.",
    width: pageWidth,
    plotHeight,
    room,
    data,
    axes,
    annotations: [...annotations, ...sharedTitles("proxies fitted on", "Spearman × 100", 26, 46)],
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1 + 20 / plotHeight, yanchor: "bottom" },
    numbers: table(
      counts.flatMap((count) =>
        models.map((model) => ({
          proxies: count,
          model,
          ...Object.fromEntries(
            scales.map((scale) => {
              const point = series.find((p) => p.count === count && p.model === model && p.scale === scale);
              return [`ρ × 100, ${scale}`, point && point.spearman * 100];
            }),
          ),
        })),
      ),
      {
        columns: ["proxies", "model", ...scales.map((scale) => ({ name: `ρ × 100, ${scale}`, format: 2 }))],
      },
    ),
  });
}
