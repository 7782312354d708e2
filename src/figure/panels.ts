import type { Annotation, AxisKey } from "./spec.ts";
import { ink } from "./style.ts";

/** One panel of a grid of small multiples: the names of its axes and where they stand. */
export interface Panel {
  readonly xaxis: string;
  readonly yaxis: string;
  readonly xKey: AxisKey;
  readonly yKey: AxisKey;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  /** In the first column, and without a panel below. */
  readonly first: boolean;
  readonly lowest: boolean;
}

export interface PanelGrid {
  readonly columns: number;
  /** Pixels of the whole area. */
  readonly width: number;
  readonly height: number;
  /** Pixels between panels. */
  readonly gapX: number;
  readonly gapY: number;
}

/** Places panels row by row from the top left. */
export function panelGrid(count: number, grid: PanelGrid): Panel[] {
  const rows = Math.ceil(count / grid.columns);
  const wide = (grid.width - grid.gapX * (grid.columns - 1)) / grid.columns;
  const high = (grid.height - grid.gapY * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, at) => {
    const column = at % grid.columns;
    const row = Math.floor(at / grid.columns);
    const left = column * (wide + grid.gapX);
    const top = row * (high + grid.gapY);
    const suffix = at === 0 ? "" : at + 1;
    return {
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      xKey: `xaxis${suffix}`,
      yKey: `yaxis${suffix}`,
      xDomain: [left / grid.width, Math.min(1, (left + wide) / grid.width)],
      yDomain: [Math.max(0, 1 - (top + high) / grid.height), 1 - top / grid.height],
      first: column === 0,
      lowest: at + grid.columns >= count,
    };
  });
}

/** A panel's heading, above its left corner. */
export function panelTitle(panel: Panel, text: string, size = 12): Annotation {
  return {
    text,
    x: 0,
    y: 1,
    xref: `${panel.xaxis} domain`,
    yref: `${panel.yaxis} domain`,
    xanchor: "left",
    yanchor: "bottom",
    yshift: 3,
    align: "left",
    font: { size, color: ink },
    showarrow: false,
  };
}

/** Titles shared by all panels: below the grid and at its left. */
export function sharedTitles(x: string, y: string, below: number, left: number): Annotation[] {
  const common = { xref: "paper", yref: "paper", showarrow: false, font: { size: 12, color: ink } } as const;
  return [
    { ...common, text: x, x: 0.5, y: 0, xanchor: "center", yanchor: "top", yshift: -below },
    { ...common, text: y, x: 0, y: 0.5, xanchor: "center", yanchor: "middle", xshift: -left, textangle: -90 },
  ];
}
