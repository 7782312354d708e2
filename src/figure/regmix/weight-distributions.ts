import { linearAxis } from "../axes.ts";
import { binBars } from "../bins.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel } from "../labels.ts";
import { notEmpty } from "../lengths.ts";
import { panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import { roundHalfUp } from "../round.ts";
import type { Annotation, Axis, AxisKey, BarTrace, NumberList } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";

export interface WeightHistogram {
  /** Bounds of the bins, ascending: one more than counts. */
  readonly edges: NumberList;
  /** Mixtures in each bin, those with a weight of exactly zero left out. */
  readonly counts: NumberList;
  /** Share of the mixtures in which the domain has no weight at all. */
  readonly zeroShare: number;
}

const room = { left: 62, right: 16, top: 24, bottom: 46 };

/**
 * How the sampled weights of each domain are spread, one small panel per domain.
 *
 * Shape   per domain: edges [bins + 1], counts [bins]
 * Units   weight: share of training tokens; counts: mixtures
 * Source  repository of Liu et al. 2024, misc/weight_distributions.png
 *
 * @throws {RangeError} if there is no domain, or edges and counts do not fit together
 * @example weightDistributions({ arxiv: { edges: [0, 0.5, 1], counts: [250, 12], zeroShare: 0.49 } })
 */
export function weightDistributions(
  histograms: Readonly<Record<string, WeightHistogram>>,
  words: FigureWords = {},
): Figure {
  const domains = Object.keys(histograms);
  notEmpty("weightDistributions", "histograms", domains);
  const columns = Math.min(6, domains.length);
  const rows = Math.ceil(domains.length / columns);
  const plotHeight = rows * 128 - 46;
  const width = pageWidth - room.left - room.right;
  const panels = panelGrid(domains.length, { columns, width, height: plotHeight, gapX: 34, gapY: 46 });
  const axes: { [key in AxisKey]?: Axis } = {};
  const annotations: Annotation[] = [];
  const data = domains.map((domain, at): BarTrace => {
    const panel = panels[at];
    const { edges, counts, zeroShare } = histograms[domain];
    const bars = binBars("weightDistributions", edges, counts);
    axes[panel.xKey] = {
      ...linearAxis([edges[0], edges[edges.length - 1]], "", 2.6),
      domain: panel.xDomain,
      anchor: panel.yaxis,
      showgrid: false,
    };
    axes[panel.yKey] = {
      ...linearAxis([0, Math.max(1, ...Array.from(counts)) * 1.05], "", 3),
      domain: panel.yDomain,
      anchor: panel.xaxis,
    };
    const zero = `zero in ${roundHalfUp(zeroShare * 100, 0)} %`;
    annotations.push(panelTitle(panel, plainLabel(domainLabel(domain)), 11.5), {
      ...panelTitle(panel, zero, 10.5),
      x: 1,
      y: 1,
      xanchor: "right",
      yanchor: "top",
      yshift: -3,
    });
    return {
      type: "bar",
      ...bars,
      xaxis: panel.xaxis,
      yaxis: panel.yaxis,
      marker: { color: okabeIto.blue },
      hovertemplate: "weight %{x:.3f}: %{y} mixtures<extra></extra>",
    };
  });
  return compose({
    title: words.title ?? "Weights that the sampler gave each domain",
    caption:
      words.caption ??
      "Computed here from the published mixtures: histogram of the weights above zero, and the share of mixtures without the domain. The axes differ between panels. Drawn after the authors' repository (misc/weight_distributions.png).",
    width: pageWidth,
    plotHeight,
    room,
    data,
    axes,
    annotations: [...annotations, ...sharedTitles("weight (share of training tokens)", "mixtures", 26, 46)],
    fontSize: 10.5,
    numbers: table(
      domains.map((domain) => {
        const { edges, counts, zeroShare } = histograms[domain];
        const above = Array.from(counts).reduce((sum, count) => sum + count, 0);
        return {
          domain: domainLabel(domain),
          "zero (%)": zeroShare * 100,
          "above zero": above,
          "largest bin ends at": edges[edges.length - 1],
        };
      }),
      {
        columns: [
          "domain",
          { name: "zero (%)", format: 1 },
          "above zero",
          { name: "largest bin ends at", format: 3 },
        ],
      },
    ),
  });
}
