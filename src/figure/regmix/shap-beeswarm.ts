import type { Matrix } from "../../table/index.ts";
import { column } from "../../table/index.ts";
import { linearAxis } from "../axes.ts";
import { barTitle, leastBarHeight } from "../bar-title.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel, titleLabel } from "../labels.ts";
import { jitter, stripAxis } from "../strip.ts";
import { darkIsHigh } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";

export interface ShapBeeswarm {
  readonly target: string;
  /** SHAP values, a column per domain; rows are drawn from the top in this order. */
  readonly shap: Matrix;
  /** Weights of the same mixtures; read by the names of `shap`. */
  readonly weights: Matrix;
}

/**
 * Every mixture's SHAP values for one target: a row of dots per domain, darker for a larger weight.
 *
 * Shape   shap, weights [mixtures × domains]
 * Units   SHAP in nats per token; colour: weight as a share of the domain's largest
 * Source  own; not in the paper
 *
 * @throws {RangeError} if the two tables do not have the same rows and domains
 * @example shapBeeswarm({ target: "pile_cc", shap, weights: swarm.mixtures })
 */
export function shapBeeswarm(input: ShapBeeswarm, words: FigureWords = {}): Figure {
  const { shap, weights } = input;
  if (shap.rows !== weights.rows || shap.rows === 0) {
    throw new RangeError(
      `shapBeeswarm: weights must have the rows of shap (${shap.rows}, at least 1), got ${weights.rows}.`,
    );
  }
  const target = domainLabel(input.target);
  const rows = shap.names.map((name) => {
    const values = Array.from(column(shap, name));
    const own = Array.from(column(weights, name));
    const largest = Math.max(...own, Number.MIN_VALUE);
    return { name, values, shares: own.map((weight) => weight / largest) };
  });
  const { axis, room } = stripAxis(rows.map(({ name }) => plainLabel(domainLabel(name))));
  return compose({
    title: words.title ?? `What moves the predicted ${target} loss`,
    caption:
      words.caption ??
      `Computed here: SHAP value of each domain's weight in ${shap.rows} mixtures; left of zero the domain lowers the predicted ${target} loss. Darker means a larger weight (share of the domain's largest). Not a figure of the paper.`,
    width: pageWidth,
    plotHeight: Math.max(leastBarHeight, rows.length * 24),
    room: { left: room, right: 92, top: 8, bottom: 46 },
    data: [
      {
        type: "scatter",
        mode: "markers",
        x: rows.flatMap(({ values }) => values),
        y: rows.flatMap(({ values }, row) => values.map((_, at) => row + jitter(at) * 0.55)),
        hovertemplate: "%{x:.4f}<extra></extra>",
        marker: {
          size: 4,
          color: rows.flatMap(({ shares }) => shares),
          colorscale: darkIsHigh,
          cmin: 0,
          cmax: 1,
          showscale: true,
          colorbar: {
            title: barTitle("weight"),
            thickness: 12,
            x: 1,
            xpad: 14,
            ypad: 0,
            outlinewidth: 0,
            tickvals: [0, 0.5, 1],
            ticktext: ["zero", "half", "largest"],
            tickfont: { size: 11 },
          },
        },
      },
    ],
    axes: {
      xaxis: linearAxis(
        padded(shap.values, 0.03),
        `SHAP value for ${titleLabel(input.target)} loss (nats per token)`,
        7,
      ),
      yaxis: axis,
    },
    shapes: [
      {
        type: "line",
        x0: 0,
        x1: 0,
        y0: 0,
        y1: 1,
        xref: "x",
        yref: "paper",
        line: { color: "#777777", width: 1 },
        layer: "below",
      },
    ],
    numbers: table(
      rows.map(({ name, values }) => ({
        domain: domainLabel(name),
        lowest: Math.min(...values),
        highest: Math.max(...values),
      })),
      { columns: ["domain", { name: "lowest", format: 4 }, { name: "highest", format: 4 }] },
    ),
  });
}
