import { labelRoom, linearAxis } from "../axes.ts";
import { binBars } from "../bins.ts";
import { columnWidth, compose, type FigureWords, legendAbove } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel, titleLabel } from "../labels.ts";
import { roundHalfUp } from "../round.ts";
import type { BarTrace, Line, NumberList, ScatterTrace } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";

export interface SimulatedLosses {
  readonly target: string;
  /** Bounds of the bins, ascending: one more than counts. */
  readonly edges: NumberList;
  readonly counts: NumberList;
  /** Name → loss, drawn as upright lines; e.g. best observed, recommended, uniform, human. At most eight. */
  readonly references?: Readonly<Record<string, number>>;
}

const strokes: readonly Line[] = [
  { color: okabeIto.vermillion, width: 2.5, dash: "solid" },
  { color: okabeIto.black, width: 2, dash: "dash" },
  { color: okabeIto.green, width: 2, dash: "dot" },
  { color: okabeIto.orange, width: 2, dash: "dashdot" },
  { color: okabeIto.purple, width: 2, dash: "solid" },
  { color: okabeIto.blue, width: 2, dash: "dash" },
  { color: okabeIto.black, width: 2, dash: "dot" },
  { color: okabeIto.vermillion, width: 2, dash: "dashdot" },
];

/**
 * The predicted losses of all simulated mixtures, and where known mixtures stand among them.
 *
 * Shape   edges [bins + 1], counts [bins]; the authors use 32 bins
 * Units   nats per token
 * Source  Liu et al. 2024, regression_fitting/regression.ipynb (histogram of simulated losses)
 *
 * @throws {RangeError} if edges and counts do not fit together, or there are more than eight references
 * @example simulatedLosses({ target: "pile_cc", edges, counts, references: { recommended: 5.12, uniform: 5.6 } })
 */
export function simulatedLosses(input: SimulatedLosses, words: FigureWords = {}): Figure {
  const references = Object.entries(input.references ?? {});
  if (references.length > strokes.length) {
    throw new RangeError(
      `simulatedLosses: references must be at most ${strokes.length}, got ${references.length}.`,
    );
  }
  const bars = binBars("simulatedLosses", input.edges, input.counts);
  const top = Math.max(1, ...bars.y) * 1.06;
  const yaxis = linearAxis([0, top], "mixtures");
  const draws = bars.y.reduce((sum, count) => sum + count, 0);
  const target = domainLabel(input.target);
  const edges = Array.from(input.edges);
  const histogram: BarTrace = {
    type: "bar",
    ...bars,
    name: "simulated mixtures",
    showlegend: false,
    hovertemplate: "loss %{x:.3f}: %{y} mixtures<extra></extra>",
    marker: { color: "#A9CDE6", line: { color: "#ffffff", width: 0.5 } },
  };
  const lines = references.map(
    ([name, loss], at): ScatterTrace => ({
      type: "scatter",
      mode: "lines",
      name: `${plainLabel(name)}: ${roundHalfUp(loss, 3)}`,
      x: [loss, loss],
      y: [0, top],
      hoverinfo: "skip",
      line: strokes[at],
    }),
  );
  return compose({
    title: words.title ?? `Predicted ${target} loss of simulated mixtures`,
    caption:
      words.caption ??
      `Computed here: loss predicted at the proxies' scale for ${draws.toLocaleString("en-US")} simulated mixtures, in ${bars.y.length} bins; upright lines mark the mixtures named.`,
    width: columnWidth,
    plotHeight: 260,
    room: { left: labelRoom(yaxis), right: 16, top: 12, bottom: 46 },
    data: [histogram, ...lines],
    axes: {
      xaxis: {
        ...linearAxis(
          padded([...edges, ...references.map(([, loss]) => loss)], 0.03),
          `predicted ${titleLabel(input.target)} loss (nats per token)`,
        ),
        showgrid: false,
      },
      yaxis,
    },
    legend: legendAbove,
    numbers: table(
      [
        { quantity: "simulated mixtures", value: draws.toLocaleString("en-US") },
        { quantity: "lowest bin from", value: roundHalfUp(edges[0], 4) },
        { quantity: "highest bin to", value: roundHalfUp(edges[edges.length - 1], 4) },
        ...references.map(([name, loss]) => ({ quantity: name, value: roundHalfUp(loss, 4) })),
      ],
      { columns: ["quantity", { name: "value", label: "predicted loss", align: "right" }] },
    ),
  });
}
