import { unknownName } from "../../table/index.ts";
import { labelRoom, linearAxis } from "../axes.ts";
import { columnWidth, compose, type FigureWords, legendAbove } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel, titleLabel } from "../labels.ts";
import { sameLength } from "../lengths.ts";
import type { NumberList, ScatterTrace } from "../spec.ts";
import { ink, okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";

export interface PredictedBestModel {
  readonly target: string;
  /** Loss that the proxies' surrogate predicts, at the proxies' scale. */
  readonly predicted: NumberList;
  /** Measured loss of the big models. */
  readonly actual: NumberList;
  /** The models as they are to be printed, e.g. "Model 35". */
  readonly ids: readonly string[];
  /** The model with the lowest prediction; one of `ids`. */
  readonly best: string;
  /** Size of the big models, e.g. "1B". */
  readonly scale?: string;
}

/**
 * Big models, their measured loss against the loss predicted from small ones; a star marks the predicted best.
 *
 * Shape   predicted, actual, ids: [models]
 * Units   nats per token; the levels of the two scales are not comparable, the order is
 * Source  Liu et al. 2024, arXiv:2407.01492, Fig 1 right
 *
 * @throws {RangeError} if the lists differ in length or `best` is not among `ids`
 * @example predictedBestModel({ target: "pile_cc", predicted, actual, ids, best: "Model 35" })
 */
export function predictedBestModel(input: PredictedBestModel, words: FigureWords = {}): Figure {
  const { ids, best } = input;
  sameLength("predictedBestModel", { predicted: input.predicted, actual: input.actual, ids });
  const predicted = Array.from(input.predicted);
  const actual = Array.from(input.actual);
  const star = ids.indexOf(best);
  if (star < 0) throw unknownName("predictedBestModel", "best", best, ids);
  const others = ids.map((_, at) => at).filter((at) => at !== star);
  const target = titleLabel(input.target);
  const scale = input.scale ?? "1B";
  const yaxis = linearAxis(padded(actual), `measured ${target} loss at ${scale} (nats per token)`);
  const hovertemplate = "%{customdata}: predicted %{x:.4f}, measured %{y:.4f}<extra></extra>";
  const data: ScatterTrace[] = [
    {
      type: "scatter",
      mode: "markers",
      name: `${others.length} other models`,
      x: others.map((at) => predicted[at]),
      y: others.map((at) => actual[at]),
      customdata: others.map((at) => ids[at]),
      hovertemplate,
      marker: { color: okabeIto.blue, size: 8, opacity: 0.75 },
    },
    {
      type: "scatter",
      mode: "markers",
      name: `predicted best: ${plainLabel(best)}`,
      x: [predicted[star]],
      y: [actual[star]],
      customdata: [best],
      hovertemplate,
      marker: { symbol: "star", color: okabeIto.vermillion, size: 17, line: { color: ink, width: 1 } },
    },
  ];
  const order = [...ids.keys()].sort((a, b) => predicted[a] - predicted[b]).slice(0, 5);
  return compose({
    title: words.title ?? `The model predicted best among ${ids.length} of ${scale} parameters`,
    caption:
      words.caption ??
      `Computed here: ${input.target === "" ? "" : `${domainLabel(input.target)} `}loss predicted from the proxies against the measured loss of ${ids.length} models of ${scale} parameters. Levels differ between scales; only the order is predicted. Corresponds to Fig 1, right (v1/v2).`,
    width: columnWidth,
    plotHeight: 320,
    room: { left: labelRoom(yaxis), right: 16, top: 26, bottom: 46 },
    data,
    axes: {
      xaxis: linearAxis(padded(predicted), `predicted ${target} loss at 1M (nats per token)`),
      yaxis,
    },
    legend: legendAbove,
    numbers: table(
      order.map((at) => ({ model: ids[at], predicted: predicted[at], measured: actual[at] })),
      {
        columns: [
          { name: "model", label: "five lowest predictions" },
          { name: "predicted", format: 4 },
          { name: "measured", format: 4 },
        ],
      },
    ),
  });
}
