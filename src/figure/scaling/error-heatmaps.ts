import { shown, unknownName } from "../../table/index.ts";
import { axisTitle, nameAxis } from "../axes.ts";
import { barTitle } from "../bar-title.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { notEmpty } from "../lengths.ts";
import { type Panel, panelGrid, panelTitle } from "../panels.ts";
import { roundHalfUp } from "../round.ts";
import type { Annotation, Axis, AxisKey, ColorBar, ColorScale, HeatmapTrace, Shape } from "../spec.ts";
import { axisColor, ink, okabeIto, sequential } from "../style.ts";
import { plainLabel, textBox } from "../svg/rich-text.ts";
import { fitText } from "../svg/text-width.ts";
import { type Table, table } from "../table.ts";
import { notNegativeAt, once } from "./checks.ts";
import { type ErrorHeatmapFigure, errorHeatmapWords } from "./error-heatmap-words.ts";

export interface ErrorCell {
  /** The model's size by its label, e.g. "0.411B". */
  readonly size: string;
  readonly tokensPerParameter: number;
  /** Relative error of the prediction in percent. */
  readonly percent: number;
  /** Whether the law was fitted on this model. */
  readonly fitted: boolean;
}

export interface ErrorPanel {
  /** What sets this panel apart: a train set, or an evaluation set. */
  readonly title: string;
  readonly cells: readonly ErrorCell[];
}

export interface RelativeErrorHeatmaps {
  /** From top to bottom. */
  readonly sizes: readonly string[];
  /** From left to right. */
  readonly tokensPerParameter: readonly number[];
  /** Three in a row. */
  readonly panels: readonly ErrorPanel[];
  /** Which of the paper's figures this is: chooses title and caption. */
  readonly paperFigure?: ErrorHeatmapFigure;
}

interface Grid {
  readonly sizes: readonly string[];
  readonly ratios: readonly string[];
  /** Panel → row → column. */
  readonly cells: readonly (readonly (ErrorCell | undefined)[])[][];
}

/** Where the colours end, in percent, as in the paper. */
const cap = 10;
const panelsInRow = 3;
const leastRows = 4;
const rowHeight = 27;
const leastCell = 28;
const gapX = 14;
const gapY = 56;
const rightRoom = 78;
const labelSize = 11.5;
const markColor = okabeIto.orange;
const markWidth = 2.5;

/**
 * Relative errors of predictions by model size and tokens per parameter, one heat map per train or evaluation set.
 *
 * Shape   panels [sizes][tokensPerParameter]; a model that does not exist has no cell
 * Units   percent of the true value, one decimal; colours end at 10
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 5, 7, 10, 11, 12
 * Differs the models of the fit are outlined where the paper colours them
 *
 * @throws {RangeError} if there is nothing to draw, a cell stands twice or outside the grid, or an error is no size
 * @example relativeErrorHeatmaps({ sizes: ["1.4B"], tokensPerParameter: [20], panels, paperFigure: 5 })
 */
export function relativeErrorHeatmaps(input: RelativeErrorHeatmaps, words: FigureWords = {}): Figure {
  const grid = gridOf(input);
  const { panels, paperFigure } = input;
  const own = errorHeatmapWords(paperFigure);
  const marked = panels.some(({ cells }) => cells.some(({ fitted }) => fitted));
  const columns = Math.min(panelsInRow, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const down = grid.sizes.map(plainLabel);
  const leftRoom = Math.round(Math.max(...down.map((label) => textBox(label, labelSize).width)) + 34);
  const room = { left: leftRoom, right: rightRoom, top: marked ? 46 : 22, bottom: 38 };
  const cell = Math.max(leastCell, ...grid.ratios.map((ratio) => textBox(ratio, labelSize).width + 6));
  const least = columns * grid.ratios.length * cell + (columns - 1) * gapX;
  const width = Math.max(pageWidth, Math.ceil(least + room.left + room.right));
  const inner = width - room.left - room.right;
  const plotHeight = rows * Math.max(leastRows, down.length) * rowHeight + (rows - 1) * gapY;
  const places = panelGrid(panels.length, { columns, width: inner, height: plotHeight, gapX, gapY });
  const titleRoom = (inner - (columns - 1) * gapX) / columns - 10;
  return compose({
    title: words.title ?? own.title,
    caption: words.caption ?? own.caption,
    width,
    plotHeight,
    room,
    data: places.map((place, at) => heatmap(grid, at, place)),
    axes: panelAxes(places, grid),
    shapes: [
      ...places.flatMap((place, at) => outlines(grid.cells[at], place)),
      ...(marked ? [keyOutline(inner, plotHeight)] : []),
    ],
    annotations: [
      ...panels.map(({ title }, at) => panelTitle(places[at], plainLabel(fitText(title, 12, titleRoom)))),
      ...(marked ? [keyLabel(own.mark)] : []),
    ],
    fontSize: labelSize,
    numbers: numbersOf(panels, grid),
  });
}

/** Puts each cell in its place. */
function gridOf({ sizes, tokensPerParameter, panels }: RelativeErrorHeatmaps): Grid {
  const where = "relativeErrorHeatmaps";
  const ratios = tokensPerParameter.map(String);
  notEmpty(where, "sizes", sizes);
  notEmpty(where, "tokensPerParameter", ratios);
  once(where, "sizes", sizes);
  once(where, "tokensPerParameter", ratios);
  notEmpty(
    where,
    "panels",
    panels.map(({ title }) => title),
  );
  const cells = panels.map(({ title, cells: own }) => {
    const rows = sizes.map(() => new Array<ErrorCell | undefined>(ratios.length).fill(undefined));
    for (const cell of own) {
      const ratio = String(cell.tokensPerParameter);
      if (!sizes.includes(cell.size)) throw unknownName(where, "size", cell.size, sizes);
      if (!ratios.includes(ratio)) throw unknownName(where, "tokensPerParameter", ratio, ratios);
      const place = `${cell.size}, M = ${ratio} of ${shown(title)}`;
      notNegativeAt(where, "percent", cell.percent, place);
      const row = rows[sizes.indexOf(cell.size)];
      if (row[ratios.indexOf(ratio)] !== undefined) {
        throw new RangeError(`${where}: cells must hold each model once, got two at ${place}.`);
      }
      row[ratios.indexOf(ratio)] = cell;
    }
    return rows;
  });
  return { sizes, ratios, cells };
}

const print = (percent: number): string => roundHalfUp(percent, 1);

function heatmap({ sizes, ratios, cells }: Grid, at: number, place: Panel): HeatmapTrace {
  return {
    type: "heatmap",
    x: ratios,
    y: sizes.map(plainLabel),
    z: cells[at].map((row) => row.map((cell) => (cell === undefined ? null : decimals(cell.percent)))),
    text: cells[at].map((row) => row.map((cell) => (cell === undefined ? "" : print(cell.percent)))),
    texttemplate: "%{text}",
    textfont: { size: 10.5 },
    hovertemplate: "%{y}, M = %{x}: %{z:.2f} %<extra></extra>",
    hoverongaps: false,
    xaxis: place.xaxis,
    yaxis: place.yaxis,
    colorscale: tinted,
    zmin: 0,
    zmax: cap,
    xgap: 1,
    ygap: 1,
    ...(at === 0 ? { showscale: true, colorbar } : { showscale: false }),
  };
}

/** No cell is as white as an empty one. */
const tinted: ColorScale = [[0, "#E4EEF7"], ...sequential.slice(1)];

/** Three decimals: one more than is ever shown. */
const decimals = (percent: number): number => Number(percent.toFixed(3));

const colorbar: ColorBar = {
  title: barTitle("error, %"),
  thickness: 14,
  x: 1,
  xpad: 12,
  ypad: 0,
  outlinewidth: 0,
  tickvals: [0, 2, 4, 6, 8, cap],
  ticktext: ["0", "2", "4", "6", "8", `≥ ${cap}`],
  tickfont: { size: 11 },
};

function panelAxes(places: readonly Panel[], { sizes, ratios }: Grid): { readonly [key in AxisKey]?: Axis } {
  const frame = { showline: true, mirror: true, linecolor: axisColor, ticks: "" } as const;
  const names = sizes.map(plainLabel);
  return Object.fromEntries(
    places.flatMap((place) => [
      [
        place.xKey,
        {
          ...nameAxis(ratios),
          ...frame,
          domain: place.xDomain,
          anchor: place.yaxis,
          title: axisTitle("tokens per parameter M", 5),
        },
      ],
      [
        place.yKey,
        {
          ...nameAxis(names, true),
          ...frame,
          domain: place.yDomain,
          anchor: place.xaxis,
          showticklabels: place.first,
          ...(place.first ? { title: axisTitle("parameters N", 5) } : {}),
        },
      ],
    ]),
  );
}

/** A frame around each cell of the fit; categories count from 0. */
function outlines(cells: readonly (readonly (ErrorCell | undefined)[])[], place: Panel): Shape[] {
  return cells.flatMap((row, i) =>
    row.flatMap((cell, j): Shape[] =>
      cell?.fitted === true
        ? [
            {
              type: "rect",
              x0: j - 0.47,
              x1: j + 0.47,
              y0: i - 0.46,
              y1: i + 0.46,
              xref: place.xaxis,
              yref: place.yaxis,
              line: { color: markColor, width: markWidth },
            },
          ]
        : [],
    ),
  );
}

const key = { width: 22, height: 13, above: 26 };

function keyOutline(plotWidth: number, plotHeight: number): Shape {
  return {
    type: "rect",
    x0: 0,
    x1: key.width / plotWidth,
    y0: 1 + key.above / plotHeight,
    y1: 1 + (key.above + key.height) / plotHeight,
    xref: "paper",
    yref: "paper",
    line: { color: markColor, width: markWidth },
  };
}

const keyLabel = (text: string): Annotation => ({
  text: plainLabel(text),
  x: 0,
  y: 1,
  xref: "paper",
  yref: "paper",
  xanchor: "left",
  yanchor: "middle",
  xshift: key.width + 6,
  yshift: key.above + key.height / 2,
  font: { size: labelSize, color: ink },
  showarrow: false,
});

/** A star stands before a number of a model of the fit. */
function numbersOf(panels: readonly ErrorPanel[], { sizes, ratios, cells }: Grid): Table {
  const names = ratios.map((ratio) => `M = ${ratio}`);
  return table(
    panels.flatMap(({ title }, at) =>
      sizes.map((size, i) => ({
        panel: title,
        size,
        ...Object.fromEntries(
          names.map((name, j) => {
            const cell = cells[at][i][j];
            return [name, cell && `${cell.fitted ? "*" : ""}${print(cell.percent)}`];
          }),
        ),
      })),
    ),
    { columns: ["panel", "size", ...names.map((name) => ({ name, align: "right" as const }))] },
  );
}
