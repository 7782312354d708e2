import { labelRoom, linearAxis } from "../axes.ts";
import { columnWidth, compose, type FigureWords, legendAbove } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel, titleLabel } from "../labels.ts";
import { sameLength } from "../lengths.ts";
import { roundHalfUp } from "../round.ts";
import type { NumberList, ScatterTrace } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";

export interface PredictedVersusTrue {
  readonly target: string;
  /** What predicts, e.g. "gradient boosting". */
  readonly kind: string;
  readonly predicted: NumberList;
  readonly actual: NumberList;
  /** The run of each point. */
  readonly ids: readonly string[];
  /** Spearman's rank correlation, from -1 to 1. */
  readonly correlation: number;
  /** Whether training stopped by its loss on these very mixtures, as in the authors' notebook. */
  readonly stoppedOnThese?: boolean;
  /** The regression line through the points: actual = intercept + slope × predicted. */
  readonly line?: { readonly slope: number; readonly intercept: number };
}

/**
 * Predicted against true loss of mixtures that the model was not fitted on, with the regression line and the rank correlation.
 *
 * Shape   predicted, actual, ids: [runs]
 * Units   loss in nats per token
 * Source  repository of Liu et al. 2024, misc/1m_pile_cc_loss.pdf
 *
 * @throws {RangeError} if the lists differ in length or are empty
 * @example predictedVersusTrue({ target: "pile_cc", kind: "gradient boosting", predicted, actual, ids, correlation })
 */
export function predictedVersusTrue(input: PredictedVersusTrue, words: FigureWords = {}): Figure {
  const { predicted, actual, ids } = input;
  sameLength("predictedVersusTrue", { predicted, actual, ids });
  const target = domainLabel(input.target);
  const rho = roundHalfUp(input.correlation, 2);
  const xs = Array.from(predicted);
  const x = padded(xs);
  const y = padded(Array.from(actual));
  const yaxis = linearAxis(y, `true ${titleLabel(input.target)} loss (nats per token)`);
  const points: ScatterTrace = {
    type: "scatter",
    mode: "markers",
    name: `Spearman correlation: ${rho}`,
    x: xs,
    y: Array.from(actual),
    customdata: [...ids],
    hovertemplate: "run %{customdata}: predicted %{x:.4f}, true %{y:.4f}<extra></extra>",
    marker: { color: okabeIto.blue, size: 6, opacity: 0.65 },
  };
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const drawn = input.line;
  const fit: ScatterTrace[] =
    drawn === undefined
      ? []
      : [
          {
            type: "scatter",
            mode: "lines",
            name: "regression line",
            hoverinfo: "skip",
            x: [low, high],
            y: [low, high].map((at) => drawn.intercept + drawn.slope * at),
            line: { color: okabeIto.vermillion, width: 2 },
          },
        ];
  const stopped =
    input.stoppedOnThese === true
      ? "; the number of trees was chosen on them, as in the authors' notebook"
      : "";
  return compose({
    title: words.title ?? `Predicted and true ${target} loss`,
    caption:
      words.caption ??
      `Computed here: loss predicted by ${input.kind} against the measured loss of ${ids.length} mixtures that the model was not fitted on${stopped}. Drawn after the authors' repository (misc/1m_pile_cc_loss.pdf).`,
    width: columnWidth,
    plotHeight: 320,
    room: { left: labelRoom(yaxis), right: 16, top: 26, bottom: 46 },
    data: [points, ...fit],
    axes: {
      xaxis: linearAxis(x, `predicted ${titleLabel(input.target)} loss (nats per token)`),
      yaxis,
    },
    legend: legendAbove,
    numbers: table(
      [
        {
          target,
          model: input.kind,
          mixtures: ids.length,
          spearman: input.correlation,
          slope: input.line?.slope,
          intercept: input.line?.intercept,
        },
      ],
      {
        columns: [
          "target",
          "model",
          "mixtures",
          { name: "spearman", format: 4 },
          { name: "slope", format: 3 },
          { name: "intercept", format: 3 },
        ],
      },
    ),
  });
}
