import { linearAxis } from "../axes.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { notEmpty } from "../lengths.ts";
import type { NumberList, ScatterTrace } from "../spec.ts";
import { jitter, stripAxis } from "../strip.ts";
import { gridColor, okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";

/**
 * The score of every big model on every task: one row of dots per task.
 *
 * Shape   per task: scores [models]
 * Units   per cent
 * Source  Liu et al. 2024, arXiv:2407.01492, Table 3 (drawn; the paper prints its ends)
 *
 * @throws {RangeError} if there is no task
 * @example scoreSpreadStrip({ HellaSwag: [33, 40, 43.4], Lambada: [18.9, 29, 33.5] })
 */
export function scoreSpreadStrip(
  scores: Readonly<Record<string, NumberList>>,
  words: FigureWords = {},
): Figure {
  const tasks = Object.keys(scores);
  notEmpty("scoreSpreadStrip", "scores", tasks);
  const values = tasks.map((task) => Array.from(scores[task]));
  const models = Math.max(0, ...values.map(({ length }) => length));
  const spans: ScatterTrace[] = values.map((list, row) => ({
    type: "scatter",
    mode: "lines",
    x: [Math.min(...list), Math.max(...list)],
    y: [row, row],
    hoverinfo: "skip",
    line: { color: gridColor, width: 13 },
  }));
  const dots: ScatterTrace = {
    type: "scatter",
    mode: "markers",
    x: values.flat(),
    y: values.flatMap((list, row) => list.map((_, at) => row + jitter(at) * 0.4)),
    hovertemplate: "%{x:.2f}<extra></extra>",
    marker: { color: okabeIto.blue, size: 4.5, opacity: 0.6 },
  };
  const { axis, room } = stripAxis(tasks.map(plainLabel));
  return compose({
    title: words.title ?? `Scores of ${models} models on ${tasks.length} tasks`,
    caption:
      words.caption ??
      `Computed here from the published scores of the models' card: each dot is one of ${models} models (mean over 0 to 5 shots), each grey band reaches from the worst to the best. The ends are those of Table 3 (v2).`,
    width: pageWidth,
    plotHeight: tasks.length * 24,
    room: { left: room, right: 20, top: 8, bottom: 46 },
    data: [...spans, dots],
    axes: { xaxis: linearAxis(padded(values.flat(), 0.03), "score (%)", 8), yaxis: axis },
    numbers: table(
      tasks.map((task, row) => ({
        task,
        models: values[row].length,
        lowest: Math.min(...values[row]),
        highest: Math.max(...values[row]),
      })),
      { columns: ["task", "models", { name: "lowest", format: 2 }, { name: "highest", format: 2 }] },
    ),
  });
}
