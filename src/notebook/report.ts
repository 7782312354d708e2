import { createHash } from "node:crypto";
import { escapeHtml } from "./escape.ts";
import { type Execution, failureHead } from "./execute.ts";
import { plotlyLibrary } from "./library.ts";
import type { Outcome } from "./outcome.ts";
import { cellHtml, type Markdown } from "./report-cell.ts";
import { drawFigures, style } from "./report-page.ts";
import { verdictLabel } from "./verdict.ts";

export interface ReportOptions {
  readonly title?: string;
  /** The text of plotly.js; the installed one unless given. */
  readonly plotly?: string;
}

/**
 * One HTML file of several executed notebooks: what was reproduced on top, a table of contents, then the notebooks.
 * It needs no network; figures are pictures that become interactive where scripts run, and pictures in print.
 */
export async function report(
  runs: readonly Execution[],
  outcomes: readonly Outcome[],
  { title = "mixlab: reproduction", plotly }: ReportOptions = {},
): Promise<string> {
  const { Marked } = await import("marked");
  const marked = new Marked({ async: false, gfm: true });
  const markdown: Markdown = (text) => marked.parse(text) as string;
  const sections = runs.map((run, at) => section(run, `n${at + 1}`, markdown));
  const body = sections.map(({ html }) => html).join("\n");
  const scripts = body.includes('class="out figure"') ? [plotly ?? plotlyLibrary().source, drawFigures] : [];
  const safe = scripts.map((script) =>
    script.replaceAll(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--"),
  );
  const hashes = safe.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  const policy = `default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src ${hashes.join(" ") || "'none'"}`;
  const contents = sections.map(({ id, name, headings }) => {
    const inner = headings.map(({ id: to, text }) => `<li><a href="#${to}">${text}</a></li>`).join("");
    return `<li><a href="#${id}">${escapeHtml(name)}</a>${inner === "" ? "" : `<ol>${inner}</ol>`}</li>`;
  });
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<nav><b>Contents</b><ol class="contents"><li><a href="#verdicts">Verdicts</a></li>${contents.join("")}</ol></nav>
<main>
<h1>${escapeHtml(title)}</h1>
${verdictTable(outcomes, new Map(sections.map(({ id, name }) => [name, id])))}
${body}
</main>
${safe.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

interface Section {
  readonly id: string;
  readonly name: string;
  readonly html: string;
  readonly headings: readonly { readonly id: string; readonly text: string }[];
}

function section({ file, notebook, failure, seconds }: Execution, id: string, markdown: Markdown): Section {
  const headings: { id: string; text: string }[] = [];
  const cells = notebook.cells.map((cell, at) => {
    const html = cellHtml(cell, markdown).replaceAll(/<h([12])>(.*?)<\/h\1>/gs, (_, level, text) => {
      const anchor = `${id}-${headings.length + 1}`;
      headings.push({ id: anchor, text: text.replaceAll(/<[^>]*>/g, "") });
      return `<h${Number(level) + 1} id="${anchor}">${text}</h${Number(level) + 1}>`;
    });
    return failure?.cell === at + 1 ? `<div class="broken">${html}</div>` : html;
  });
  const state = failure === undefined ? "" : ` · <b class="bad">${failureHead(failure)}</b>`;
  const head = `<p class="file">${escapeHtml(file)} · ${seconds.toFixed(1)} s${state}</p>`;
  return { id, name: file, html: `<section id="${id}">${head}${cells.join("\n")}</section>`, headings };
}

function verdictTable(outcomes: readonly Outcome[], sections: ReadonlyMap<string, string>): string {
  if (outcomes.length === 0) return "";
  const rows = outcomes.map(({ id, title, paper, ours, tolerance, verdict, notebook }) => {
    const to = sections.get(notebook);
    const name = escapeHtml(notebook);
    const cells = [
      `<b>${escapeHtml(id)}</b>`,
      `${escapeHtml(title)}<br><small>${to === undefined ? name : `<a href="#${to}">${name}</a>`}</small>`,
      escapeHtml(paper),
      escapeHtml(ours),
      `<small>${escapeHtml(tolerance)}</small>`,
      verdict === "not run" ? `<b class="bad">not run</b>` : verdictLabel(verdict),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const heads = ["", "Target", "Paper", "Ours", "Tolerance", "Verdict"];
  const head = heads.map((cell) => `<th>${cell}</th>`).join("");
  return `<table id="verdicts" class="verdicts"><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
