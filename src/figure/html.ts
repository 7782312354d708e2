import { base64 } from "./base64.ts";
import { drawScript } from "./plotly-library.ts";
import type { FigureSpec } from "./spec.ts";
import { escapeXml } from "./svg/element.ts";

/**
 * A figure as HTML that needs no network: a picture at first, which sanitisers let pass, and plotly's
 * drawing in its place wherever scripts run and the page holds plotly.
 */
export function figureHtml(
  figure: FigureSpec & { readonly title: string; readonly caption: string },
  svg: string,
): string {
  const { width, height } = figure.layout;
  const picture = `data:image/svg+xml;base64,${base64(svg)}`;
  const alt = escapeXml(`${figure.title}. ${figure.caption}`);
  const spec = scriptSafe(JSON.stringify({ data: figure.data, layout: figure.layout }));
  return [
    `<div class="mixlab-figure" style="max-width:${width}px">`,
    `<img alt="${alt}" width="${width}" height="${height}" style="max-width:100%;height:auto" src="${picture}">`,
    `<script type="application/json">${spec}</script>`,
    `<script>${drawScript}</script>`,
    "</div>",
  ].join("\n");
}

/** JSON that cannot end the script element it stands in. */
const scriptSafe = (json: string): string => json.replaceAll("<", "\\u003c");
