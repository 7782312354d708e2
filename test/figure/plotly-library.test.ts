import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import {
  carriesPlotly,
  displaySymbol,
  plotlyLoader,
  plotlyMarker,
  plotlyScript,
  withoutPlotly,
} from "../../src/figure/index.ts";

const library = { version: "3.7.0", source: 'window.Plotly = { note: "</script><!-- $& $1" };' };

test("plotlyScript: carries its marker and cannot be ended early by the library's own text", () => {
  const html = plotlyScript(library);
  assert.ok(carriesPlotly(html));
  assert.ok(html.startsWith(`<script ${plotlyMarker}="3.7.0">`));
  assert.equal(html.match(/<\/script>/g)?.length, 1);
  const window: { Plotly?: { note: string } } = {};
  const document = { querySelectorAll: () => [] };
  runInNewContext(html.replace(/^<script[^>]*>/, "").replace(/<\/script>$/, ""), { window, document });
  assert.equal(window.Plotly?.note, "</script><!-- $& $1");
});

test("withoutPlotly: takes the library out and nothing else", () => {
  const kept = "<p>before</p><script>other()</script>";
  const html = `${kept}${plotlyScript(library)}<p>after</p>`;
  const stripped = withoutPlotly(html);
  assert.ok(!carriesPlotly(stripped));
  assert.match(
    stripped,
    /^<p>before<\/p><script>other\(\)<\/script><!-- plotly\.js 3\.7\.0 [^>]*--><p>after<\/p>$/,
  );
  assert.equal(withoutPlotly(kept), kept);
});

test("plotlyLoader: is shown as the library, its text short", () => {
  const bundle = plotlyLoader(library)[displaySymbol]();
  const html = String(bundle["text/html"]);
  assert.ok(html.startsWith(plotlyScript(library)));
  assert.equal(withoutPlotly(html).replace(/<!--.*?-->/, ""), "");
  assert.match(
    String(bundle["text/plain"]),
    /^plotly\.js 3\.7\.0: figures are interactive once this cell has run$/,
  );
});
