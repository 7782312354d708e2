import { linearAxis } from "../axes.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel } from "../labels.ts";
import { notEmpty, sameLength } from "../lengths.ts";
import { panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import { roundHalfUp } from "../round.ts";
import type { Annotation, Axis, AxisKey, NumberList, ScatterTrace } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";

export interface RankPair {
  /** Ranks of the losses at the small scale, run by run; 1 is the lowest loss. */
  readonly small: NumberList;
  /** Ranks of the same runs at the large scale. */
  readonly large: NumberList;
  /** Spearman's correlation of the two, from -1 to 1. */
  readonly spearman: number;
}

export interface RankInvarianceOptions extends FigureWords {
  readonly smallName?: string;
  readonly largeName?: string;
}

const room = { left: 62, right: 16, top: 26, bottom: 46 };

/**
 * Whether the order of mixtures is the same at two scales: ranks against ranks, one panel per target.
 *
 * Shape   per target: small, large [runs]
 * Units   ranks, 1 = lowest loss
 * Source  Liu et al. 2024, arXiv:2407.01492, Fig 1 left (there a drawing) and Table 2
 *
 * @throws {RangeError} if there is no target, or the two lists of a target differ in length
 * @example rankInvariance({ pile_cc: { small: [1, 2, 3], large: [1, 3, 2], spearman: 0.5 } })
 */
export function rankInvariance(
  targets: Readonly<Record<string, RankPair>>,
  options: RankInvarianceOptions = {},
): Figure {
  const { smallName = "1M", largeName = "60M" } = options;
  const names = Object.keys(targets);
  notEmpty("rankInvariance", "targets", names);
  const columns = Math.min(5, names.length);
  const rows = Math.ceil(names.length / columns);
  const plotHeight = rows * 158 - 28;
  const width = pageWidth - room.left - room.right;
  const panels = panelGrid(names.length, { columns, width, height: plotHeight, gapX: 16, gapY: 28 });
  const runs = Math.max(1, ...names.map((name) => targets[name].small.length));
  const axes: { [key in AxisKey]?: Axis } = {};
  const annotations: Annotation[] = [];
  const data = names.map((name, at): ScatterTrace => {
    const panel = panels[at];
    const { small, large, spearman } = targets[name];
    sameLength("rankInvariance", { small, large });
    const axis = linearAxis([1 - runs * 0.03, runs * 1.03], "", 3);
    axes[panel.xKey] = { ...axis, domain: panel.xDomain, anchor: panel.yaxis, showticklabels: panel.lowest };
    axes[panel.yKey] = { ...axis, domain: panel.yDomain, anchor: panel.xaxis, showticklabels: panel.first };
    const label = plainLabel(domainLabel(name));
    annotations.push(panelTitle(panel, label, 11.5), {
      ...panelTitle(panel, `ρ = ${roundHalfUp(spearman, 3)}`, 11),
      x: 0.04,
      y: 0.97,
      yanchor: "top",
      yshift: 0,
    });
    return {
      type: "scatter",
      mode: "markers",
      name: label,
      x: Array.from(small),
      y: Array.from(large),
      xaxis: panel.xaxis,
      yaxis: panel.yaxis,
      hovertemplate: `rank %{x} at ${smallName}, %{y} at ${largeName}<extra></extra>`,
      marker: { color: okabeIto.blue, size: 3 },
    };
  });
  return compose({
    title: options.title ?? `The order of mixtures at ${smallName} and at ${largeName}`,
    caption:
      options.caption ??
      `Computed here: rank of each mixture's loss among ${runs}, models of ${smallName} against models of ${largeName} parameters, and Spearman's ρ. The paper states the idea in Fig 1, left (a drawing); these panels are not in the paper.`,
    width: pageWidth,
    plotHeight,
    room,
    data,
    axes,
    annotations: [
      ...annotations,
      ...sharedTitles(`rank at ${smallName} (1 = lowest loss)`, `rank at ${largeName}`, 26, 46),
    ],
    fontSize: 11,
    numbers: table(
      names.map((name) => ({
        target: domainLabel(name),
        runs: targets[name].small.length,
        spearman: targets[name].spearman,
      })),
      { columns: ["target", "runs", { name: "spearman", format: 4 }] },
    ),
  });
}
