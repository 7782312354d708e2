import { type Displayable, displaySymbol } from "./types.ts";

/** plotly.js itself. This room cannot read files, so whoever can hands it in. */
export interface PlotlyLibrary {
  readonly version: string;
  /** The text of the script. */
  readonly source: string;
}

/** The attribute by which the library's script element is recognised in an output. */
export const plotlyMarker = "data-mixlab-plotly";

/** Draws every figure of the page that is still a picture; does nothing while the page has no plotly. */
export const drawScript: string = `(function () {
  var plotly = window.Plotly;
  if (!plotly) return;
  document.querySelectorAll("div.mixlab-figure").forEach(function (figure) {
    var picture = figure.querySelector("img");
    var json = figure.querySelector('script[type="application/json"]');
    if (!picture || !json || figure.hasAttribute("data-drawn")) return;
    figure.setAttribute("data-drawn", "");
    var spec = JSON.parse(json.textContent);
    var plot = document.createElement("div");
    plot.style.overflowX = "auto";
    figure.insertBefore(plot, picture);
    plotly.newPlot(plot, spec.data, spec.layout, { displaylogo: false }).then(
      function () { picture.style.display = "none"; },
      function () { plot.remove(); }
    );
  });
})();`;

/**
 * The library as one HTML piece that makes the page's figures interactive, those before it and those after.
 *
 * It stands once in a report's head, or once in a notebook as the output of a cell (`plotlyLoader`).
 */
export function plotlyScript(library: PlotlyLibrary): string {
  const source = library.source.replaceAll(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
  const version = library.version.replaceAll(/[^\w.+-]/g, "");
  return `<script ${plotlyMarker}="${version}">${source}\n${drawScript}</script>`;
}

const note = "<small>plotly.js is loaded: the figures of this page are interactive.</small>";

/** The library as the output of a notebook's cell. */
export function plotlyLoader(library: PlotlyLibrary): Displayable {
  const title = `plotly.js ${library.version}`;
  return {
    title,
    [displaySymbol]: () => ({
      "text/html": plotlyScript(library) + note,
      "text/plain": `${title}: figures are interactive once this cell has run`,
    }),
  };
}

const scriptPattern = new RegExp(`<script ${plotlyMarker}="([^"]*)">[\\s\\S]*?</script>(?:${note})?`, "g");

/** Whether a piece of HTML carries the library. */
export const carriesPlotly = (html: string): boolean => html.includes(`<script ${plotlyMarker}=`);

/** The same HTML without the library: what a committed notebook keeps. */
export function withoutPlotly(html: string): string {
  return html.replaceAll(scriptPattern, "<!-- plotly.js $1 was here; run the cell to bring it back -->");
}
