import { shown } from "../table/index.ts";
import { axisTitle, labelTilt, nameAxis, tiltedReach, tiltedRoom } from "./axes.ts";
import { barTitle, leastBarHeight } from "./bar-title.ts";
import type { Composition } from "./compose.ts";
import { pageWidth } from "./compose.ts";
import { notEmpty } from "./lengths.ts";
import { roundHalfUp } from "./round.ts";
import type { ColorScale, HeatmapTrace } from "./spec.ts";
import { plainLabel, textBox } from "./svg/rich-text.ts";
import { table } from "./table.ts";
import { linearTicks, minus, tickLabels } from "./ticks.ts";

export interface HeatmapInput {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly rowLabel: (name: string) => string;
  readonly columnLabel: (name: string) => string;
  /** What a row is, for the text form. */
  readonly corner: string;
  readonly decimals: number;
  readonly range: readonly [number, number];
  readonly scale: ColorScale;
  readonly barTitle: string;
  /** Drops the zero before the point: cells hold values below one. */
  readonly plainZero?: boolean;
  /** Titles of the axes. */
  readonly rowTitle?: string;
  readonly columnTitle?: string;
}

type HeatmapParts = Pick<
  Composition,
  "data" | "axes" | "room" | "width" | "plotHeight" | "numbers" | "fontSize"
>;

const rowHeight = 25;
const cellWidth = 38;
const labelSize = 12;

/** A heat map with printed cells, names at the left and on top, and a colour bar. */
export function heatmapParts(where: string, input: HeatmapInput): HeatmapParts {
  const { rows, columns, decimals } = input;
  notEmpty(where, "rows", rows);
  notEmpty(where, "columns", columns);
  const cell = (row: string, column: string): number => {
    const value = input.values[row]?.[column];
    if (value === undefined || !Number.isFinite(value)) {
      throw new RangeError(`${where}: values must be finite, got ${shown(value)} at ${row}, ${column}.`);
    }
    return value;
  };
  const z = rows.map((row) => columns.map((column) => cell(row, column)));
  const print = (value: number): string => {
    const text = minus(roundHalfUp(value, decimals));
    return input.plainZero === true ? text.replace(/^(−?)0\./, "$1.") : text;
  };
  const down = rows.map((row) => plainLabel(input.rowLabel(row)));
  const across = columns.map((column) => plainLabel(input.columnLabel(column)));
  const ticks = linearTicks(input.range[0], input.range[1], 4);
  const trace: HeatmapTrace = {
    type: "heatmap",
    x: across,
    y: down,
    z,
    text: z.map((line) => line.map(print)),
    texttemplate: "%{text}",
    textfont: { size: 10.5 },
    hovertemplate: "%{y}, %{x}: %{text}<extra></extra>",
    colorscale: input.scale,
    zmin: input.range[0],
    zmax: input.range[1],
    xgap: 1,
    ygap: 1,
    showscale: true,
    colorbar: {
      title: barTitle(input.barTitle),
      thickness: 14,
      x: 1,
      xpad: 10,
      ypad: 0,
      outlinewidth: 0,
      tickvals: ticks,
      ticktext: tickLabels(ticks),
      tickfont: { size: 11 },
    },
  };
  const widest = (labels: readonly string[]): number =>
    Math.max(...labels.map((label) => textBox(label, labelSize).width));
  const titles = {
    left: input.rowTitle === undefined ? 0 : 22,
    top: input.columnTitle === undefined ? 0 : 20,
  };
  const quiet = { showline: false, ticks: "" as const, ticklen: 0 };
  const left = Math.round(widest(down) + 12 + titles.left);
  const right = Math.max(
    78,
    Math.round(textBox(input.barTitle, labelSize).width + 36),
    tiltedReach(across.toReversed(), cellWidth, labelSize),
  );
  return {
    data: [trace],
    width: Math.max(pageWidth, left + columns.length * cellWidth + right),
    plotHeight: Math.max(leastBarHeight, rows.length * rowHeight),
    room: {
      left,
      right,
      top: tiltedRoom(across, labelSize) + titles.top,
      bottom: 6,
    },
    axes: {
      xaxis: {
        ...nameAxis(across),
        ...quiet,
        side: "top",
        tickangle: -labelTilt,
        ...(input.columnTitle === undefined ? {} : { title: axisTitle(input.columnTitle, 4) }),
      },
      yaxis: {
        ...nameAxis(down, true),
        ...quiet,
        ...(input.rowTitle === undefined ? {} : { title: axisTitle(input.rowTitle) }),
      },
    },
    fontSize: labelSize,
    numbers: table(
      rows.map((row, i) => ({
        [input.corner]: input.rowLabel(row),
        ...Object.fromEntries(columns.map((column, j) => [input.columnLabel(column), z[i][j]])),
      })),
      {
        columns: [
          input.corner,
          ...columns.map((column) => ({ name: input.columnLabel(column), format: decimals })),
        ],
      },
    ),
  };
}
