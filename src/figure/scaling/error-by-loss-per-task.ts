import { linearAxis } from "../axes.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { sameLength } from "../lengths.ts";
import { type Panel, panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import type { Annotation, Axis, AxisKey, NumberList, ScatterTrace, Shape } from "../spec.ts";
import { ink, mutedInk } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { wrapText } from "../svg/text-width.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";
import { once } from "./checks.ts";
import { fitLabel, legendRoom } from "./fit-label.ts";
import { finite } from "./list-checks.ts";
import { stylesByName } from "./series-style.ts";
import { legendKey } from "./size-symbols.ts";

export interface TaskSeries {
  /** e.g. the train set. */
  readonly name: string;
  /** One model after another. */
  readonly loss: NumberList;
  /** From 0 to 1. */
  readonly error: NumberList;
}

export interface TaskPanel {
  readonly task: string;
  /** The error of guessing, from 0 to 1. */
  readonly chance: number;
  /** Whether the task is among those averaged over; its panel is tinted and its title bold. */
  readonly selected: boolean;
  readonly series: readonly TaskSeries[];
}

export interface TaskPanelsOptions extends FigureWords {
  readonly lossName?: string;
}

const where = "errorByLossPerTask";
const room = { left: 54, right: 14, top: 44, bottom: 44 };
const mostColumns = 7;
const panelHeight = 66;
const gapX = 8;
const gapY = 34;
const titleSize = 10;
const titleLines = 2;
const tint = "#EAF3FA";

/**
 * Error of each task against validation loss, one small panel per task, with the error of guessing.
 *
 * Shape   per task and series: loss, error [models]
 * Units   loss in nats per token, error from 0 to 1
 * Source  Gadre et al. 2024, arXiv:2403.08540, Fig 18
 *
 * @throws {RangeError} if there is no task, a task comes twice, a series is empty, or its lists differ in length
 * @example errorByLossPerTask([{ task: "piqa", chance: 0.5, selected: true, series: [{ name: "C4", loss, error }] }])
 */
export function errorByLossPerTask(tasks: readonly TaskPanel[], options: TaskPanelsOptions = {}): Figure {
  const { lossName = "C4 validation loss" } = options;
  check(tasks);
  const all = tasks.flatMap(({ series }) => series);
  const styles = stylesByName(
    where,
    all.map(({ name }) => name),
  );
  const columns = Math.min(mostColumns, tasks.length);
  const rows = Math.ceil(tasks.length / columns);
  const plotHeight = rows * (panelHeight + gapY) - gapY;
  const width = pageWidth - room.left - room.right;
  const places = panelGrid(tasks.length, { columns, width, height: plotHeight, gapX, gapY });
  const panelWidth = (width - gapX * (columns - 1)) / columns;
  const x = linearAxis(padded(all.flatMap(({ loss }) => Array.from(loss, short))), "", 4);
  const errors = [
    ...all.flatMap(({ error }) => Array.from(error, short)),
    ...tasks.map(({ chance }) => chance),
  ];
  const y = linearAxis(padded([0, 1, ...errors], 0.04), "", 2);
  const axes: { [key in AxisKey]?: Axis } = {};
  const annotations: Annotation[] = [];
  const data = tasks.flatMap((task, at) => {
    const place = places[at];
    axes[place.xKey] = {
      ...x,
      domain: place.xDomain,
      anchor: place.yaxis,
      showticklabels: place.lowest,
      showgrid: false,
    };
    axes[place.yKey] = {
      ...y,
      domain: place.yDomain,
      anchor: place.xaxis,
      showticklabels: place.first,
      showgrid: false,
    };
    annotations.push(heading(task, place, panelWidth));
    return task.series.map(({ name, loss, error }): ScatterTrace => {
      const { color } = styles.get(name) ?? {};
      return {
        type: "scatter",
        mode: "markers",
        showlegend: false,
        legendgroup: name,
        x: Array.from(loss, short),
        y: Array.from(error, short),
        xaxis: place.xaxis,
        yaxis: place.yaxis,
        hovertemplate: `${plainLabel(name)}: loss %{x}, error %{y}<extra></extra>`,
        marker: { size: 3, ...(color === undefined ? {} : { color }) },
      };
    });
  });
  const selected = tasks.filter((task) => task.selected).length;
  return compose({
    title: options.title ?? "Error of each task against validation loss",
    caption:
      options.caption ??
      `Computed here: top-1 error of ${tasks.length} tasks against ${lossName}, one dot per model; dashed, the error of guessing. The ${selected} tasks in bold with a tinted panel are those that the shorter average is taken over. All panels share their axes. Corresponds to Gadre et al. 2024, Fig 18.`,
    width: pageWidth,
    plotHeight,
    room,
    data: [
      ...data,
      ...[...styles].map(([name, { color }]) =>
        legendKey(fitLabel(name, legendRoom), {
          mode: "markers",
          legendgroup: name,
          marker: { color, size: 7 },
        }),
      ),
      legendKey("guessing", { mode: "lines", line: { color: mutedInk, width: 1, dash: "dash" } }),
    ],
    axes,
    annotations: [
      ...annotations,
      ...sharedTitles(`${plainLabel(lossName)} (nats per token)`, "top-1 error", 24, 38),
    ],
    shapes: tasks.flatMap((task, at) => groundOf(task, places[at])),
    legend: {
      orientation: "h",
      x: 0,
      xanchor: "left",
      y: 1 + gapY / plotHeight,
      yanchor: "bottom",
    },
    fontSize: 11,
    numbers: numbersOf(tasks, [...styles.keys()]),
  });
}

/** Four digits: a pixel is worth more, and there are thousands of dots. */
const short = (value: number): number => Number(value.toPrecision(4));

/** `bigbench_qa_wikidata` → `bigbench qa wikidata`, in two lines at most. */
function heading({ task, selected }: TaskPanel, place: Panel, width: number): Annotation {
  const [first = "", ...rest] = wrapText(task.replaceAll("_", " "), titleSize, width, selected);
  const lines = [first, rest.join(" ")].slice(0, titleLines).filter((line) => line !== "");
  const text = lines.map((line) => fitLabel(line, width + gapX - 2, titleSize)).join("<br>");
  return {
    ...panelTitle(place, selected ? `<b>${text}</b>` : text, titleSize),
    yshift: 1,
    font: { size: titleSize, color: selected ? ink : mutedInk },
  };
}

function groundOf({ chance, selected }: TaskPanel, { xaxis, yaxis }: Panel): Shape[] {
  const across = { x0: 0, x1: 1, xref: `${xaxis} domain`, layer: "below" } as const;
  const guessing: Shape = {
    ...across,
    type: "line",
    y0: chance,
    y1: chance,
    yref: yaxis,
    line: { color: mutedInk, width: 1, dash: "dash" },
  };
  const ground: Shape = {
    ...across,
    type: "rect",
    y0: 0,
    y1: 1,
    yref: `${yaxis} domain`,
    fillcolor: tint,
    line: { width: 0 },
  };
  return selected ? [ground, guessing] : [guessing];
}

function check(tasks: readonly TaskPanel[]): void {
  if (tasks.length === 0) throw new RangeError(`${where}: tasks must have at least one entry, got none.`);
  once(
    where,
    "tasks",
    tasks.map(({ task }) => task),
  );
  for (const { task, chance, series } of tasks) {
    finite(where, { [`the chance of ${task}`]: [chance] });
    for (const { loss, error } of series) {
      sameLength(where, { [`the loss of ${task}`]: loss, error });
      finite(where, { [`the loss of ${task}`]: loss, [`the error of ${task}`]: error });
    }
  }
}

function numbersOf(tasks: readonly TaskPanel[], names: readonly string[]): ReturnType<typeof table> {
  const label = (name: string): string => `least, ${name}`;
  const rows = tasks.map(({ task, chance, selected, series }) => ({
    task,
    selected: selected ? "yes" : "no",
    guessing: chance,
    ...Object.fromEntries(series.map(({ name, error }) => [label(name), Math.min(...Array.from(error))])),
  }));
  return table(rows, {
    columns: [
      "task",
      "selected",
      { name: "guessing", format: 3 },
      ...names.map((name) => ({ name: label(name), format: 3 })),
    ],
  });
}
