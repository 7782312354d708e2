import { axisTitle, labelRoom, linearAxis } from "../axes.ts";
import { compose, type FigureWords, legendAbovePanels, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { sameLength } from "../lengths.ts";
import { type Panel, panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import type { Axis, AxisKey, NumberList, ScatterTrace } from "../spec.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";
import { once } from "./checks.ts";
import { curveTraces } from "./curve.ts";
import { type ErrorLossPanel, type PanelStyle, panelStyle } from "./error-panel.ts";
import { fitLabel } from "./fit-label.ts";
import { finite, positive } from "./list-checks.ts";

export interface ErrorByLossOptions extends FigureWords {
  readonly lossName?: string;
  readonly errorName?: string;
}

const where = "errorByLoss";
const mostColumns = 4;

/**
 * Downstream error against validation loss with its fitted curve, in a grid of panels.
 *
 * Shape   per panel and series: loss, error [models]; curve: loss, error [points along the curve]
 * Units   loss in nats per token, error from 0 to 1
 * Source  Gadre et al. 2024, arXiv:2403.08540, Fig 3 (one row, a train set a panel) and Fig 13 (two rows)
 *
 * @throws {RangeError} if there is no panel, two panels have one place, a series is empty, or lists differ in length
 * @example errorByLoss([{ row: "17 tasks", column: "C4", series: [{ name: "C4", loss, error, curve }] }])
 */
export function errorByLoss(panels: readonly ErrorLossPanel[], options: ErrorByLossOptions = {}): Figure {
  const { lossName = "validation loss", errorName = "average top-1 error" } = options;
  const { rows, columns } = check(panels);
  const style = panelStyle(where, panels);
  const upright = new Map(
    rows.map((row) => {
      const errors = panels.filter((panel) => panel.row === row).flatMap(errorsOf);
      return [row, linearAxis(padded(errors), "", 5)] as const;
    }),
  );
  const room = {
    left: Math.max(...[...upright.values()].map((axis) => labelRoom(axis))),
    right: style.right,
    top: 44,
    bottom: 46,
  };
  const rowHeight = rows.length === 1 ? 260 : 200;
  const gapY = 34;
  const plotHeight = rows.length * (rowHeight + gapY) - gapY;
  const panelWidth = (pageWidth - room.left - room.right) / columns.length - 18;
  const places = panelGrid(rows.length * columns.length, {
    columns: columns.length,
    width: pageWidth - room.left - room.right,
    height: plotHeight,
    gapX: 18,
    gapY,
  });
  const x = linearAxis(padded(panels.flatMap(lossesOf)), "", 5);
  const axes: { [key in AxisKey]?: Axis } = {};
  const placed = panels.map((panel) => {
    const place = places[rows.indexOf(panel.row) * columns.length + columns.indexOf(panel.column)];
    const beside = panels.filter(({ row }) => row === panel.row);
    const under = panels.some(
      ({ row, column }) => column === panel.column && rows.indexOf(row) > rows.indexOf(panel.row),
    );
    const before = beside.some(({ column }) => columns.indexOf(column) < columns.indexOf(panel.column));
    const title = plainLabel(panel.row === "" ? errorName : `${errorName}, ${panel.row}`);
    axes[place.xKey] = { ...x, domain: place.xDomain, anchor: place.yaxis, showticklabels: !under };
    axes[place.yKey] = {
      ...upright.get(panel.row),
      domain: place.yDomain,
      anchor: place.xaxis,
      showticklabels: !before,
      ...(before ? {} : { title: axisTitle(title) }),
    };
    return { panel, place };
  });
  return compose({
    title: options.title ?? "Downstream error against validation loss",
    caption:
      options.caption ??
      `Computed here: top-1 error averaged over tasks against ${lossName}, one mark per model, and the curve fitted to it${panels.some(({ series }) => series.some(({ fitted }) => fitted !== undefined)) ? " (dashed beyond the losses that it was fitted on)" : ""}.${style.bar === undefined ? "" : " Colour: tokens per parameter, M."} Corresponds to Gadre et al. 2024, Fig ${rows.length === 1 ? "3" : "13"}; marks and colours are others.`,
    width: pageWidth,
    plotHeight,
    room,
    data: [
      ...placed.flatMap(({ panel, place }) => curvesOf(panel, place, style)),
      ...placed.flatMap(({ panel, place }) => style.marks(panel, place)),
      ...style.keys,
      ...(style.bar === undefined ? [] : [style.bar]),
    ],
    axes,
    annotations: [
      ...placed.map(({ panel, place }) => panelTitle(place, fitLabel(panel.column, panelWidth))),
      sharedTitles(`${plainLabel(lossName)} (nats per token)`, "", 26, 0)[0],
    ],
    legend: legendAbovePanels(plotHeight),
    numbers: numbersOf(panels),
  });
}

const curvesOf = ({ series }: ErrorLossPanel, place: Panel, style: PanelStyle): ScatterTrace[] =>
  series.flatMap(({ name, curve, fitted }) =>
    curve === undefined
      ? []
      : curveTraces(
          { x: curve.loss, y: curve.error, ...(fitted === undefined ? {} : { fitted }) },
          place,
          { color: style.curveColor(name), width: 1.6 },
          ...(style.bar === undefined ? [name] : []),
        ),
  );

const lossesOf = ({ series }: ErrorLossPanel): number[] =>
  series.flatMap(({ loss, curve }) => [...Array.from(loss), ...Array.from(curve?.loss ?? [])]);
const errorsOf = ({ series }: ErrorLossPanel): number[] =>
  series.flatMap(({ error, curve }) => [...Array.from(error), ...Array.from(curve?.error ?? [])]);

function check(panels: readonly ErrorLossPanel[]): { rows: string[]; columns: string[] } {
  const rows = [...new Set(panels.map(({ row }) => row))];
  const columns = [...new Set(panels.map(({ column }) => column))];
  if (columns.length === 0 || columns.length > mostColumns) {
    throw new RangeError(`${where}: panels must have 1 to ${mostColumns} columns, got ${columns.length}.`);
  }
  once(
    where,
    "panels",
    panels.map(({ row, column }) => (row === "" ? column : `${column}, ${row}`)),
  );
  for (const { row, column, series } of panels) {
    if (series.length === 0)
      throw new RangeError(`${where}: series must have at least one entry, got none at ${row} ${column}.`);
    for (const { loss, error, sizes, tokensPerParameter, curve, fitted } of series) {
      const perModel = {
        loss,
        error,
        ...(sizes && { sizes }),
        ...(tokensPerParameter && { tokensPerParameter }),
      };
      sameLength(where, perModel);
      finite(where, { loss, error });
      if (tokensPerParameter !== undefined) positive(where, { tokensPerParameter });
      if (curve !== undefined) {
        sameLength(where, { "curve.loss": curve.loss, "curve.error": curve.error });
        finite(where, { "curve.loss": curve.loss, "curve.error": curve.error });
      }
      if (fitted !== undefined) finite(where, { fitted });
    }
  }
  return { rows, columns };
}

function numbersOf(panels: readonly ErrorLossPanel[]): ReturnType<typeof table> {
  const span = (values: NumberList) => [Math.min(...Array.from(values)), Math.max(...Array.from(values))];
  const rows = panels.flatMap(({ row, column, series }) =>
    series.map(({ name, loss, error }) => {
      const [[lowLoss, highLoss], [lowError, highError]] = [span(loss), span(error)];
      return { row, column, series: name, models: loss.length, lowLoss, highLoss, lowError, highError };
    }),
  );
  return table(rows, {
    columns: [
      ...(panels.some(({ row }) => row !== "") ? ["row"] : []),
      "column",
      "series",
      "models",
      { name: "lowLoss", label: "lowest loss", format: 3 },
      { name: "highLoss", label: "highest loss", format: 3 },
      { name: "lowError", label: "lowest error", format: 4 },
      { name: "highError", label: "highest error", format: 4 },
    ],
  });
}
