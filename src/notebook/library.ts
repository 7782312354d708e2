import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Notebook } from "./document.ts";

const marked =
  /<script data-mixlab-plotly="([\w.+-]*)">[\s\S]*?<\/script>|<!-- plotly\.js ([\w.+-]*) [^>]*-->/g;

/** The installed plotly.js, for `figure.plotlyLoader` and for reports. */
export function plotlyLibrary(): { readonly version: string; readonly source: string } {
  const source = readFileSync(createRequire(import.meta.url).resolve("plotly.js"), "utf8");
  return { version: /\bv(\d+\.\d+\.\d+)/.exec(source.slice(0, 300))?.[1] ?? "unknown", source };
}

/** HTML with a short comment in place of plotly.js, whichever version it is. */
export function withoutLibrary(html: string): string {
  return html.replaceAll(marked, "<!-- plotly.js is left out here; run the cell to bring it back -->");
}

/** A notebook as it is committed: without the text of plotly.js, which running its cell brings back. */
export function leanNotebook(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== "code") return cell;
    const outputs = cell.outputs.map((output) => {
      const html = "data" in output ? output.data["text/html"] : undefined;
      if (!("data" in output) || typeof html !== "string") return output;
      return { ...output, data: { ...output.data, "text/html": withoutLibrary(html) } };
    });
    return { ...cell, outputs };
  });
  return { ...notebook, cells };
}
