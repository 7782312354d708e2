import { figureHtml } from "./html.ts";
import { inspectSymbol } from "./inspect.ts";
import type { FigureSpec } from "./spec.ts";
import { renderSvg } from "./svg/render.ts";
import type { Table } from "./table.ts";
import { tableText } from "./table-text.ts";
import { type Displayable, displaySymbol, type MimeBundle } from "./types.ts";

/** A figure of a paper: a plotly specification that also draws itself without a browser. */
export interface Figure extends FigureSpec, Displayable {
  readonly caption: string;
  /** What is drawn, in numbers: the figure's text form. */
  readonly numbers: Table;
  [displaySymbol](): MimeBundle;
  [inspectSymbol](): string;
}

/** The figure as a static picture, the same bytes on every machine. */
export function figureSvg(figure: Figure): string {
  return renderSvg(figure, { title: figure.title, description: figure.caption });
}

/** The figure in words and numbers. */
export function figureText(figure: Figure): string {
  return tableText({ title: figure.title, caption: figure.caption, columns: figure.numbers.columns });
}

/** Gives a specification its name, its numbers and its ways to be shown. */
export function showable(
  spec: FigureSpec,
  words: { readonly title: string; readonly caption: string; readonly numbers: Table },
): Figure {
  return {
    data: spec.data,
    layout: spec.layout,
    title: words.title,
    caption: words.caption,
    numbers: words.numbers,
    [displaySymbol]() {
      const svg = figureSvg(this);
      return {
        "application/vnd.plotly.v1+json": { data: this.data, layout: this.layout },
        "image/svg+xml": svg,
        "text/html": figureHtml(this, svg),
        "text/plain": figureText(this),
      };
    },
    [inspectSymbol]() {
      return figureText(this);
    },
  };
}
