import type { Cell, JsonRecord, Output } from "./document.ts";
import { escapeHtml, stripColours } from "./escape.ts";
import { highlight } from "./highlight.ts";
import { safeHtml } from "./safe-html.ts";

const plotlyType = "application/vnd.plotly.v1+json";

/** Turns markdown into HTML, not yet made safe. */
export type Markdown = (text: string) => string;

/** A cell as HTML: prose, or code with what it put out. */
export function cellHtml(cell: Cell, markdown: Markdown): string {
  if (cell.cell_type === "markdown") return `<div class="prose">${safeHtml(markdown(cell.source))}</div>`;
  if (cell.cell_type !== "code") return `<pre>${escapeHtml(cell.source)}</pre>`;
  if (cell.source.trim() === "") return "";
  const count = cell.execution_count === null ? " " : cell.execution_count;
  const code = `<pre class="code" data-count="[${count}]"><code>${highlight(cell.source)}</code></pre>`;
  return `<div class="cell">${code}${cell.outputs.map((output) => outputHtml(output, markdown)).join("")}</div>`;
}

function outputHtml(output: Output, markdown: Markdown): string {
  if (output.output_type === "stream")
    return `<pre class="out ${output.name === "stderr" ? "err" : ""}">${plain(output.text)}</pre>`;
  if (output.output_type === "error") {
    const told = output.traceback.join("\n");
    const head = told.includes(output.ename) ? "" : `${output.ename}: ${output.evalue}\n`;
    return `<pre class="out err failed">${plain(head + told)}</pre>`;
  }
  const { data } = output;
  if (data[plotlyType] !== undefined) return figureHtml(data);
  const html = data["text/html"];
  if (typeof html === "string") {
    const safe = safeHtml(html);
    if (safe.trim() === "" && /plotly/i.test(html)) return "";
    if (safe.trim() !== "") return `<div class="out">${safe}</div>`;
  }
  const picture = pictureOf(data);
  if (picture !== undefined) return `<div class="out">${picture}</div>`;
  const prose = data["text/markdown"];
  if (typeof prose === "string") return `<div class="out prose">${safeHtml(markdown(prose))}</div>`;
  return `<pre class="out">${plain(String(data["text/plain"] ?? ""))}</pre>`;
}

const plain = (text: string): string => escapeHtml(stripColours(text));

/** The static picture, which is always there, and the numbers that make it interactive where scripts run. */
function figureHtml(data: JsonRecord): string {
  const picture = pictureOf(data) ?? `<pre>${plain(String(data["text/plain"] ?? ""))}</pre>`;
  const json = JSON.stringify(data[plotlyType]).replaceAll("<", "\\u003c");
  const spec = `<script type="application/json">${json}</script>`;
  return `<div class="out figure"><div class="picture">${picture}</div>${spec}</div>`;
}

function pictureOf(data: JsonRecord): string | undefined {
  const words = String(data["text/plain"] ?? "figure").split("\n")[0] ?? "";
  const alt = escapeHtml(words.slice(0, 200));
  const svg = data["image/svg+xml"];
  if (typeof svg === "string")
    return `<img alt="${alt}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}">`;
  for (const type of ["image/png", "image/jpeg", "image/gif"]) {
    const bytes = data[type];
    if (typeof bytes === "string" && /^[\w+/=\s]*$/.test(bytes))
      return `<img alt="${alt}" src="data:${type};base64,${bytes.replaceAll(/\s/g, "")}">`;
  }
  return undefined;
}
