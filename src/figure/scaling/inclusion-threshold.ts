import { labelRoom, linearAxis } from "../axes.ts";
import { compose, type FigureWords, legendAbove, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { notEmpty } from "../lengths.ts";
import type { Annotation, Axis, BarTrace, ScatterTrace, Shape } from "../spec.ts";
import { ink, mutedInk } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { minus } from "../ticks.ts";
import { finiteAt, notNegativeAt, once } from "./checks.ts";
import { checkTrainSets, seriesStyles, trainSetLabel } from "./train-sets.ts";

export interface InclusionThresholdPoint {
  /** Least gain over guessing of a task that is kept, in percentage points. */
  readonly threshold: number;
  readonly tasksKept: number;
  /** Train set → relative error of the predicted average error of the 6.9B model, in percent. */
  readonly percent: Readonly<Record<string, number>>;
}

export interface InclusionThresholdOptions extends FigureWords {
  /** The threshold to be marked: the paper's 10 unless told. */
  readonly chosen?: number;
}

const errorHeight = 230;
const gap = 34;
const tasksHeight = 76;
const plotHeight = errorHeight + gap + tasksHeight;
const barColor = "#B9C4CC";

/**
 * How the error of the 6.9B prediction depends on which tasks are averaged; below, how many tasks there are.
 *
 * Units   threshold in percentage points over guessing; error in percent of the true average error
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Fig 8
 *
 * @throws {RangeError} if there are no points, a threshold stands twice, or a point lacks a train set's error
 * @example inclusionThreshold([{ threshold: 10, tasksKept: 17, percent: { rpj: 0.05 } }])
 */
export function inclusionThreshold(
  points: readonly InclusionThresholdPoint[],
  options: InclusionThresholdOptions = {},
): Figure {
  const { chosen = 10 } = options;
  const sets = [...new Set(points.flatMap(({ percent }) => Object.keys(percent)))];
  checkPoints(points, sets, chosen);
  const sorted = points.toSorted((a, b) => a.threshold - b.threshold);
  const thresholds = sorted.map(({ threshold }) => threshold);
  const steps = thresholds.slice(1).map((threshold, at) => threshold - thresholds[at]);
  const step = steps.length === 0 ? 1 : Math.min(...steps);
  const [first, last] = [
    Math.min(chosen, thresholds[0]),
    Math.max(chosen, thresholds[thresholds.length - 1]),
  ];
  const ends: [number, number] = [first - step * 0.6, last + step * 0.6];
  const highest = Math.max(1e-9, ...sorted.flatMap(({ percent }) => sets.map((set) => percent[set])));
  const most = Math.max(1, ...sorted.map(({ tasksKept }) => tasksKept));
  const lines = sets.map((set, at): ScatterTrace => {
    const { color, symbol, dash } = seriesStyles[at];
    return {
      type: "scatter",
      mode: "lines+markers",
      name: plainLabel(trainSetLabel(set)),
      x: thresholds,
      y: sorted.map(({ percent }) => percent[set]),
      hovertemplate: "t = %{x}: %{y:.2f} %",
      line: { color, width: 2, dash },
      marker: { color, symbol, size: 7 },
    };
  });
  const yaxis: Axis = {
    ...linearAxis([highest * -0.025, highest * 1.07], "error of the 6.9B prediction, %"),
    domain: [(tasksHeight + gap) / plotHeight, 1],
  };
  return compose({
    title: options.title ?? "Error of the 6.9B prediction and the threshold of inclusion (Fig 8)",
    caption:
      options.caption ??
      `Computed here: relative error of the predicted average top-1 error of the 6.9B models, when a task is kept only if the best 0.154B model exceeds guessing by at least t percentage points; below, how many tasks that leaves. The paper chooses t = 10. Corresponds to Fig 8.`,
    width: pageWidth,
    plotHeight,
    room: { left: labelRoom(yaxis), right: 16, top: 40, bottom: 44 },
    data: [...lines, ...tasksKept(sorted, step)],
    axes: {
      xaxis: { ...linearAxis(ends, "", 12), domain: [0, 1], anchor: "y", showticklabels: false },
      yaxis: { ...yaxis, anchor: "x" },
      xaxis2: {
        ...linearAxis(ends, "threshold t: least gain over guessing, percentage points", 12),
        domain: [0, 1],
        anchor: "y2",
        showgrid: false,
      },
      yaxis2: {
        ...linearAxis([0, most * 1.35], "tasks kept", 3),
        domain: [0, tasksHeight / plotHeight],
        anchor: "x2",
      },
    },
    shapes: [chosenLine(chosen)],
    annotations: [chosenLabel(chosen)],
    legend: { ...legendAbove, y: 1 + 18 / plotHeight },
    numbers: table(
      sorted.map(({ threshold, tasksKept: tasks, percent }) => ({ threshold, tasks, ...prefixed(percent) })),
      {
        columns: [
          { name: "threshold", label: "t" },
          { name: "tasks", label: "tasks kept" },
          ...sets.map((set) => ({ name: `% ${set}`, label: `${trainSetLabel(set)}, %`, format: 2 })),
        ],
      },
    ),
  });
}

const prefixed = (percent: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(percent).map(([set, value]) => [`% ${set}`, value]));

function checkPoints(
  points: readonly InclusionThresholdPoint[],
  sets: readonly string[],
  chosen: number,
): void {
  const where = "inclusionThreshold";
  notEmpty(
    where,
    "points",
    points.map(({ threshold }) => String(threshold)),
  );
  checkTrainSets(where, sets);
  finiteAt(where, "chosen", chosen, "options");
  once(
    where,
    "points",
    points.map(({ threshold }) => threshold),
  );
  for (const { threshold, tasksKept: tasks, percent } of points) {
    finiteAt(where, "threshold", threshold, "points");
    notNegativeAt(where, "tasksKept", tasks, `threshold ${threshold}`);
    for (const set of sets) notNegativeAt(where, "percent", percent[set], `threshold ${threshold}, ${set}`);
  }
}

/** Bars with their numbers above them. */
function tasksKept(points: readonly InclusionThresholdPoint[], step: number): [BarTrace, ScatterTrace] {
  const axes = { xaxis: "x2", yaxis: "y2", showlegend: false } as const;
  const x = points.map(({ threshold }) => threshold);
  const y = points.map(({ tasksKept: tasks }) => tasks);
  return [
    { type: "bar", x, y, ...axes, width: step * 0.5, hoverinfo: "skip", marker: { color: barColor } },
    {
      type: "scatter",
      mode: "text",
      x,
      y,
      ...axes,
      text: y.map(String),
      textposition: "top center",
      textfont: { size: 11, color: ink },
      hoverinfo: "skip",
    },
  ];
}

const chosenLine = (chosen: number): Shape => ({
  type: "line",
  x0: chosen,
  x1: chosen,
  y0: 0,
  y1: 1,
  xref: "x",
  yref: "y domain",
  line: { color: mutedInk, width: 1.5, dash: "dash" },
});

const chosenLabel = (chosen: number): Annotation => ({
  text: `t = ${minus(String(chosen))}`,
  x: chosen,
  y: 1,
  xref: "x",
  yref: "paper",
  xanchor: "center",
  yanchor: "bottom",
  yshift: 2,
  font: { size: 12, color: ink },
  showarrow: false,
});
