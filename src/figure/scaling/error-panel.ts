import type { Panel } from "../panels.ts";
import type { NumberList, ScatterTrace } from "../spec.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { fitLabel, legendRoom } from "./fit-label.ts";
import { lawGrey } from "./law-lines.ts";
import { ratioColors } from "./ratio-colors.ts";
import { stylesByName } from "./series-style.ts";
import { legendKey, sizeGroup, sizeKeys, sizeShapes } from "./size-symbols.ts";

export interface ErrorSeries {
  /** e.g. the train set. */
  readonly name: string;
  /** One model after another. */
  readonly loss: NumberList;
  /** From 0 to 1. */
  readonly error: NumberList;
  /** Where both are given throughout and each panel has one series, shape says size and colour says M. */
  readonly sizes?: readonly string[];
  readonly tokensPerParameter?: NumberList;
  readonly curve?: { readonly loss: NumberList; readonly error: NumberList };
  /** Lowest and highest loss that the curve was fitted on; it is dashed beyond them. */
  readonly fitted?: readonly [number, number];
}

export interface ErrorLossPanel {
  /** What the panels of a row share, e.g. "17 tasks"; it stands in the vertical axis' title. */
  readonly row: string;
  /** What the panels of a column share, e.g. the validation set; it stands above the panel. */
  readonly column: string;
  readonly series: readonly ErrorSeries[];
}

/** How marks and curves look: by series, or by the models' sizes and ratios. */
export interface PanelStyle {
  marks(panel: ErrorLossPanel, place: Panel): ScatterTrace[];
  curveColor(name: string): string;
  readonly keys: readonly ScatterTrace[];
  readonly bar?: ScatterTrace;
  /** Pixels at the right of the plots. */
  readonly right: number;
}

/** By the models where they are told and alone in their panels, else by series. */
export function panelStyle(where: string, panels: readonly ErrorLossPanel[]): PanelStyle {
  const series = panels.flatMap((panel) => panel.series);
  const alone = panels.every((panel) => panel.series.length === 1);
  const sizes = series.map((one) => one.sizes);
  const ratios = series.map((one) => one.tokensPerParameter);
  const known = <T>(lists: readonly (T | undefined)[]): lists is readonly T[] => !lists.includes(undefined);
  return alone && known(sizes) && known(ratios)
    ? byModel(where, sizes.flat(), ratios)
    : bySeries(where, series);
}

const mark = { type: "scatter", mode: "markers", showlegend: false } as const;

function bySeries(where: string, series: readonly ErrorSeries[]): PanelStyle {
  const styles = stylesByName(
    where,
    series.map(({ name }) => name),
  );
  return {
    right: 16,
    curveColor: (name) => styles.get(name)?.color ?? lawGrey,
    marks: (panel, { xaxis, yaxis }) =>
      panel.series.map(({ name, loss, error }) => ({
        ...mark,
        legendgroup: name,
        x: Array.from(loss),
        y: Array.from(error),
        xaxis,
        yaxis,
        hovertemplate: `${plainLabel(name)}: loss %{x:.3f}, error %{y:.4f}<extra></extra>`,
        marker: { ...styles.get(name), size: 5 },
      })),
    keys: [...styles].map(([name, style]) =>
      legendKey(fitLabel(name, legendRoom), {
        mode: "lines+markers",
        legendgroup: name,
        marker: { ...style, size: 7 },
        line: { color: style.color, width: 1.6 },
      }),
    ),
  };
}

function byModel(where: string, sizes: readonly string[], ratios: readonly NumberList[]): PanelStyle {
  const shapes = sizeShapes(where, sizes);
  const colors = ratioColors(ratios.flatMap((list) => Array.from(list)));
  return {
    curveColor: () => lawGrey,
    bar: colors.bar,
    right: colors.room,
    keys: sizeKeys(shapes),
    marks: ({ series: [{ loss, error, sizes: own = [], tokensPerParameter = [] }] }, { xaxis, yaxis }) =>
      [...shapes].flatMap(([size, { symbol, scale }]): ScatterTrace[] => {
        const at = own.flatMap((one, model) => (one === size ? [model] : []));
        if (at.length === 0) return [];
        const those = at.map((model) => tokensPerParameter[model]);
        return [
          {
            ...mark,
            legendgroup: sizeGroup(size),
            x: at.map((model) => loss[model]),
            y: at.map((model) => error[model]),
            xaxis,
            yaxis,
            customdata: those,
            hovertemplate: `${plainLabel(size)}, M = %{customdata}: loss %{x:.3f}, error %{y:.4f}<extra></extra>`,
            marker: { symbol, size: 7.5 * scale, ...colors.marker(those) },
          },
        ];
      }),
  };
}
