import { type Figure, showable } from "./figure.ts";
import { rounded } from "./round.ts";
import type { Annotation, Axis, AxisKey, FigureSpec, Legend, Shape, Trace } from "./spec.ts";
import { fontFamily, ink, mutedInk } from "./style.ts";
import { legendHeight } from "./svg/legend.ts";
import { plainLabel, textBox } from "./svg/rich-text.ts";
import { wrapText } from "./svg/text-width.ts";
import type { Table } from "./table.ts";

/** Words that a caller may put in place of a figure's own. */
export interface FigureWords {
  readonly title?: string;
  readonly caption?: string;
}

/** Widths on screen; print scales them to one column and to the page. */
export const columnWidth = 500;
export const pageWidth = 820;

export interface Composition {
  readonly title: string;
  readonly caption: string;
  readonly width: number;
  /** Height of the plots' area, without title, caption and margins. */
  readonly plotHeight: number;
  /** Room for tick labels and axis titles around the plots; `top` also for a legend. */
  readonly room: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly data: readonly Trace[];
  readonly axes: { readonly [key in AxisKey]?: Axis };
  readonly annotations?: readonly Annotation[];
  readonly shapes?: readonly Shape[];
  readonly legend?: Legend;
  readonly barmode?: "group" | "overlay";
  readonly bargap?: number;
  readonly bargroupgap?: number;
  readonly fontSize?: number;
  readonly numbers: Table;
}

const titleSize = 15;
const captionSize = 11.5;
const lineHeight = 1.3;
const edge = 12;

/** Puts title and caption around the plots, rounds every number and makes the whole showable. */
export function compose(parts: Composition): Figure {
  const { title, caption, width } = parts;
  const room = roomForLegend(roomForLabels(parts.room, parts.axes, parts.fontSize ?? 12), parts);
  const inner = width - 2 * edge;
  const titleLines = wrapText(title, titleSize, inner, true);
  const captionLines = caption === "" ? [] : wrapText(caption, captionSize, inner);
  const titleHeight = titleLines.length * titleSize * lineHeight;
  const captionHeight = captionLines.length * captionSize * lineHeight;
  const top = Math.round(edge + titleHeight + 4 + room.top);
  const bottom = Math.round(room.bottom + (captionLines.length > 0 ? 10 + captionHeight : 0) + 6);
  const words: Annotation[] = [
    {
      text: titleLines.map((line) => `<b>${plainLabel(line)}</b>`).join("<br>"),
      ...corner(0, 1),
      xshift: edge - room.left,
      yshift: top - edge + 2,
      font: { size: titleSize, color: ink },
    },
  ];
  if (captionLines.length > 0) {
    words.push({
      text: captionLines.map(plainLabel).join("<br>"),
      ...corner(0, 0),
      xshift: edge - room.left,
      yshift: -room.bottom - 10,
      font: { size: captionSize, color: mutedInk },
    });
  }
  const spec: FigureSpec = {
    data: parts.data,
    layout: {
      width,
      height: top + parts.plotHeight + bottom,
      margin: { l: room.left, r: room.right, t: top, b: bottom },
      font: { family: fontFamily, size: parts.fontSize ?? 12, color: ink },
      paper_bgcolor: "#ffffff",
      plot_bgcolor: "#ffffff",
      hovermode: "closest",
      showlegend: parts.legend !== undefined,
      ...(parts.legend === undefined ? {} : { legend: parts.legend }),
      ...(parts.barmode === undefined ? {} : { barmode: parts.barmode }),
      ...(parts.bargap === undefined ? {} : { bargap: parts.bargap }),
      ...(parts.bargroupgap === undefined ? {} : { bargroupgap: parts.bargroupgap }),
      ...tidyAxes(parts.axes),
      annotations: [...words, ...(parts.annotations ?? [])],
      shapes: parts.shapes ?? [],
    },
  };
  return showable(rounded(spec), { title, caption, numbers: parts.numbers });
}

const corner = (x: number, y: number) =>
  ({
    x,
    y,
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "top",
    align: "left",
    showarrow: false,
  }) as const;

/** Widens the sides where the last label below an axis would be cut. */
function roomForLabels(
  room: Composition["room"],
  axes: Composition["axes"],
  fontSize: number,
): Composition["room"] {
  const level = Object.entries(axes).filter(
    ([key, axis]) => key.startsWith("x") && axis?.tickangle === undefined,
  );
  const labels = level.flatMap(([, axis]) => axis?.ticktext ?? []);
  const half = Math.ceil(Math.max(0, ...labels.map((label) => textBox(label, fontSize).width)) / 2) + 2;
  return { ...room, left: Math.max(room.left, half), right: Math.max(room.right, half) };
}

/** Widens the top so that the rows of a legend above the plots end below the title. */
function roomForLegend(room: Composition["room"], parts: Composition): Composition["room"] {
  const { legend, data, width, plotHeight, fontSize = 12 } = parts;
  if (legend?.orientation !== "h" || legend.yanchor !== "bottom") return room;
  const above = ((legend.y ?? 1) - 1) * plotHeight;
  const rows = legendHeight(data, legend.font?.size ?? fontSize, width - room.left - room.right);
  return { ...room, top: Math.max(room.top, Math.ceil(above + rows)) };
}

/** Leaves out what an axis does not show, so that the specification holds nothing that plotly ignores. */
function tidyAxes(axes: Composition["axes"]): Composition["axes"] {
  return Object.fromEntries(
    Object.entries(axes).map(([key, axis = {}]) => {
      const unused = new Set([
        ...(axis.ticks === "outside" ? [] : ["ticklen", "tickcolor"]),
        ...(axis.showgrid === true ? [] : ["gridcolor"]),
        ...(axis.showline === true ? [] : ["linecolor"]),
        ...(axis.visible === false ? ["showgrid", "zeroline"] : []),
      ]);
      return [key, Object.fromEntries(Object.entries(axis).filter(([name]) => !unused.has(name)))];
    }),
  );
}

/** Room that the headings of panels take. */
const headingHeight = 22;

/** A legend in rows above the headings of panels, from their left edge. */
export const legendAbovePanels = (plotHeight: number): Legend => ({
  ...legendAbove,
  y: 1 + headingHeight / plotHeight,
});

/** A legend in rows above the plots, from their left edge. */
export const legendAbove: Legend = { orientation: "h", x: 0, xanchor: "left", y: 1, yanchor: "bottom" };
