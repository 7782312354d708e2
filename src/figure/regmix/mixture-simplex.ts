import { column, type Matrix } from "../../table/index.ts";
import { barTitle } from "../bar-title.ts";
import { columnWidth, compose, type FigureWords } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel } from "../labels.ts";
import { sameLength } from "../lengths.ts";
import { roundHalfUp } from "../round.ts";
import type { Annotation, NumberList, ScatterTrace } from "../spec.ts";
import { axisColor, darkIsLow, gridColor, ink, okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { linearTicks, tickLabels } from "../ticks.ts";

export interface MixtureSimplex {
  readonly target: string;
  /** Simulated mixtures over exactly three domains: left, right and upper corner. */
  readonly mixtures: Matrix;
  /** Predicted loss of each mixture. */
  readonly predicted: NumberList;
  /** The mixture to be marked with a star. */
  readonly best?: Readonly<Record<string, number>>;
}

type Shares = readonly [number, number, number];

const height = Math.sqrt(3) / 2;
const room = { left: 70, right: 110, top: 34, bottom: 40 };
/** Room around the triangle, so that dots on its sides are whole. */
const edge = 0.02;
const plotWidth = columnWidth - room.left - room.right;

/**
 * Simulated mixtures of three domains on a triangle, coloured by their predicted loss.
 *
 * Shape   mixtures [draws × 3], predicted [draws]
 * Units   shares of training tokens; loss in nats per token, dark is low
 * Source  Liu et al. 2024, arXiv:2407.01492, Fig 2 (an illustration without published numbers)
 *
 * @throws {RangeError} if there are not three domains or not one prediction per mixture
 * @example mixtureSimplex({ target: "stackexchange", mixtures, predicted, best })
 */
export function mixtureSimplex(input: MixtureSimplex, words: FigureWords = {}): Figure {
  const { mixtures } = input;
  const domains = mixtures.names;
  if (domains.length !== 3) {
    throw new RangeError(`mixtureSimplex: mixtures must have 3 domains, got ${domains.length}.`);
  }
  const shares = domains.map((name) => column(mixtures, name));
  sameLength("mixtureSimplex", { predicted: input.predicted, mixtures: shares[0] });
  const losses = Array.from(input.predicted);
  const places = losses.map((_, at) => place([shares[0][at], shares[1][at], shares[2][at]]));
  const target = domainLabel(input.target);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const ticks = linearTicks(low, high, 5);
  const points: ScatterTrace = {
    type: "scatter",
    mode: "markers",
    x: places.map(([x]) => x),
    y: places.map(([, y]) => y),
    customdata: losses.map((loss) => roundHalfUp(loss, 4)),
    hovertemplate: "predicted %{customdata}<extra></extra>",
    showlegend: false,
    marker: {
      size: 6,
      color: losses,
      colorscale: darkIsLow,
      cmin: low,
      cmax: high > low ? high : low + 1,
      showscale: true,
      colorbar: {
        title: barTitle("loss"),
        thickness: 12,
        len: 0.9,
        x: 1 + 34 / plotWidth,
        xpad: 10,
        ypad: 0,
        outlinewidth: 0,
        tickvals: ticks,
        ticktext: tickLabels(ticks),
        tickfont: { size: 11 },
      },
    },
  };
  const hidden = { visible: false, showgrid: false, zeroline: false } as const;
  return compose({
    title: words.title ?? `Predicted ${target} loss over mixtures of three domains`,
    caption:
      words.caption ??
      `Computed here: loss predicted for ${losses.length.toLocaleString("en-US")} simulated mixtures of ${domains.map(domainLabel).join(", ")}; dark is low, a corner is a corpus of one domain. After the illustration of Fig 2, for which no numbers are published.`,
    width: columnWidth,
    plotHeight: Math.round((plotWidth * (height + 2 * edge)) / (1 + 2 * edge)),
    room,
    data: [...gridOfFifths(), points, outline(), ...star(input.best, domains)],
    axes: {
      xaxis: { ...hidden, type: "linear", range: [-edge, 1 + edge] },
      yaxis: { ...hidden, type: "linear", range: [-edge, height + edge] },
    },
    annotations: corners(domains),
    ...(input.best === undefined
      ? {}
      : { legend: { orientation: "v", x: -0.15, xanchor: "left", y: 1.08, yanchor: "top" } as const }),
    numbers: table(
      [...losses.keys()]
        .sort((a, b) => losses[a] - losses[b])
        .slice(0, 3)
        .map((at) => ({
          ...Object.fromEntries(domains.map((name, k) => [domainLabel(name), shares[k][at]])),
          predicted: losses[at],
        })),
      {
        columns: [
          ...domains.map((name) => ({ name: domainLabel(name), format: 3 })),
          { name: "predicted", label: "three lowest predictions", format: 4 },
        ],
      },
    ),
  });
}

/** Barycentric to plane: first domain left, second right, third on top. */
function place([left, right, top]: Shares): [number, number] {
  const sum = left + right + top;
  return [(right + top / 2) / sum, (top / sum) * height];
}

function stroke(points: readonly Shares[], color: string, width: number): ScatterTrace {
  const corners = points.map(place);
  return {
    type: "scatter",
    mode: "lines",
    x: corners.map(([x]) => x),
    y: corners.map(([, y]) => y),
    line: { color, width },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** Lines of equal share at every fifth. */
function gridOfFifths(): ScatterTrace[] {
  return [0.2, 0.4, 0.6, 0.8].flatMap((part) => {
    const rest = 1 - part;
    const lines: (readonly Shares[])[] = [
      [
        [part, rest, 0],
        [part, 0, rest],
      ],
      [
        [rest, part, 0],
        [0, part, rest],
      ],
      [
        [rest, 0, part],
        [0, rest, part],
      ],
    ];
    return lines.map((line) => stroke(line, gridColor, 1));
  });
}

const outline = (): ScatterTrace =>
  stroke(
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ],
    axisColor,
    1.5,
  );

function corners(domains: readonly string[]): Annotation[] {
  const common = { xref: "x", yref: "y", showarrow: false, font: { size: 12, color: ink } } as const;
  return [
    {
      ...common,
      text: plainLabel(domainLabel(domains[0])),
      x: 0,
      y: 0,
      xanchor: "center",
      yanchor: "top",
      yshift: -8,
    },
    {
      ...common,
      text: plainLabel(domainLabel(domains[1])),
      x: 1,
      y: 0,
      xanchor: "center",
      yanchor: "top",
      yshift: -8,
    },
    {
      ...common,
      text: plainLabel(domainLabel(domains[2])),
      x: 0.5,
      y: height,
      xanchor: "center",
      yanchor: "bottom",
      yshift: 8,
    },
  ];
}

function star(best: MixtureSimplex["best"], domains: readonly string[]): ScatterTrace[] {
  if (best === undefined) return [];
  const [x, y] = place([best[domains[0]] ?? 0, best[domains[1]] ?? 0, best[domains[2]] ?? 0]);
  return [
    {
      type: "scatter",
      mode: "markers",
      name: "lowest predicted",
      x: [x],
      y: [y],
      cliponaxis: false,
      marker: { symbol: "star", color: okabeIto.vermillion, size: 16, line: { color: ink, width: 1 } },
    },
  ];
}
