import assert from "node:assert/strict";
import { test } from "node:test";
import type { Output } from "../../src/notebook/document.ts";
import type { Execution } from "../../src/notebook/execute.ts";
import { highlight } from "../../src/notebook/highlight.ts";
import type { Outcome } from "../../src/notebook/outcome.ts";
import { report } from "../../src/notebook/report.ts";
import { safeHtml } from "../../src/notebook/safe-html.ts";
import { notebookOf } from "./made.ts";

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const figure: Output = {
  output_type: "display_data",
  metadata: {},
  data: {
    "application/vnd.plotly.v1+json": { data: [{ name: "</script><b>" }], layout: {} },
    "image/svg+xml": svg,
    "text/html": '<script data-mixlab-plotly="3">x</script>',
    "text/plain": "Figure 1",
  },
};

function run(sources: readonly string[], outputs: readonly Output[], failed = false): Execution {
  const made = notebookOf(sources);
  const cells = made.cells.map((cell) => (cell.cell_type === "code" ? { ...cell, outputs } : cell));
  const error = { kind: "error", cell: 2, source: "x", ename: "E", evalue: "v", traceback: [] } as const;
  const done = { file: "a/<one>.ipynb", notebook: { ...made, cells }, seconds: 1.25, cellSeconds: {} };
  return failed ? { ...done, failure: error } : done;
}

const outcome: Outcome = {
  id: "R1",
  title: "<i>rank</i>",
  paper: "98.92",
  ours: "98.92",
  tolerance: "2 decimals",
  verdict: "match",
  notebook: "a/<one>.ipynb",
  seconds: 1.25,
};

test("report: one file with verdicts on top, contents, code, and the picture beside the numbers of a figure", async () => {
  const html = await report([run(["# Title *one*", "figure.show(3)"], [figure])], [outcome], {
    plotly: "PLOTLY",
  });
  assert.ok(html.indexOf('id="verdicts"') < html.indexOf("<section"));
  assert.match(html, /<li><a href="#n1-1">Title one<\/a><\/li>/);
  assert.match(html, /<h2 id="n1-1">Title <em>one<\/em><\/h2>/);
  assert.ok(html.includes(`src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}"`));
  assert.ok(html.includes('{"data":[{"name":"\\u003c/script>\\u003cb>"}],"layout":{}}'));
  assert.equal(html.split("PLOTLY").length, 2);
  assert.ok(html.includes("&lt;i&gt;rank&lt;/i&gt;") && html.includes("a/&lt;one&gt;.ipynb"));
  assert.doesNotMatch(html, /(?:src|href)="https?:/);
});

test("report: without a figure there is no script at all", async () => {
  const text: Output = { output_type: "stream", name: "stdout", text: "<b>plain</b>" };
  const html = await report([run(["# t", "x"], [text], true)], []);
  assert.ok(!html.includes("<script") && html.includes("script-src 'none'"));
  assert.ok(html.includes("&lt;b&gt;plain&lt;/b&gt;"));
  assert.ok(html.includes("failed at cell 2") && html.includes('class="broken"'));
});

test("report: the installed plotly is in it once when there are figures", async () => {
  const html = await report([run(["x"], [figure]), run(["y"], [figure])], []);
  assert.equal(html.split("plotly.js (cartesian - minified)").length, 2);
});

test("safe HTML: what runs or loads is left out, what is known stays, everything is closed", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      '<table class="a b"><tr><td align="right">1</td></tr></table>',
      '<table class="a b"><tr><td align="right">1</td></tr></table>',
    ],
    ["a<script>alert(1)</script>b", "ab"],
    ["<script>never closed", ""],
    ["<style>p{}</style><p>x", "<p>x</p>"],
    ['<img src=x onerror="alert(1)">', "<img>"],
    ['<a href="javascript:alert(1)">x</a>', "<a>x</a>"],
    ['<a href="java&#115;cript:alert(1)">x</a>', "<a>x</a>"],
    ['<a href="https://a.b/?c=1&amp;d">x</a>', '<a href="https://a.b/?c=1&amp;d">x</a>'],
    ['<div style="color:red">x</div>', '<div style="color:red">x</div>'],
    ['<div style="background:url(http://x)">x</div>', "<div>x</div>"],
    ['<div style="background:\nURL(http://x)">x</div>', "<div>x</div>"],
    ["<svg><script>1</script></svg>", ""],
    ["<p>a</div></p></p>", "<p>a</p>"],
    ["<b><i>x</b>y", "<b><i>x</i></b>y"],
    ["<form><input></form>", "&lt;form&gt;&lt;input&gt;&lt;/form&gt;"],
    ["1 < 2 && 3 > 2", "1 &lt; 2 && 3 &gt; 2"],
    ["<!-- <script>1</script> -->x", "x"],
    ['<p title="a&quot;>b">x</p>', '<p title="a&quot;&gt;b">x</p>'],
    ["<", "&lt;"],
  ];
  for (const [html, expected] of cases) assert.equal(safeHtml(html), expected);
});

test("highlight: code keeps its text and is escaped", () => {
  const html = highlight('const a = "<b>"; // 1 < 2\nfit(`x`, 1_000.5e3)');
  assert.equal(
    html,
    '<span class="word">const</span> a = <span class="text">&quot;&lt;b&gt;&quot;</span>; <span class="comment">// 1 &lt; 2</span>\n' +
      '<span class="call">fit</span>(<span class="text">`x`</span>, <span class="number">1_000.5e3</span>)',
  );
});
