import assert from "node:assert/strict";
import { test } from "node:test";
import type { FigureSpec } from "../../../src/figure/spec.ts";
import { renderSvg } from "../../../src/figure/svg/render.ts";
import { checkXml } from "../well-formed.ts";

const layout = { width: 200, height: 100, margin: { l: 30, r: 10, t: 10, b: 20 } };
const words = { title: "a < b & c", description: "what was \u0001 drawn" };

test("renderSvg: a trace type that is not drawn is named in an error, never left out", () => {
  const spec = { data: [{ type: "scatter", mode: "lines", x: [], y: [] }, { type: "violin" }], layout };
  assert.throws(
    () => renderSvg(spec as unknown as FigureSpec, words),
    /renderSvg: trace type must be one of scatter, bar, heatmap, got "violin" at data\[1\]/,
  );
});

test("renderSvg: other wishes that it would draw wrongly are refused by name and place", () => {
  const data = [{ type: "scatter", mode: "lines", x: [1, 2], y: [1, 2] }];
  const cases: [object, RegExp][] = [
    [
      { data, layout: { ...layout, barmode: "stack" } },
      /barmode must be one of group, overlay, got "stack" at layout/,
    ],
    [
      { data, layout: { ...layout, xaxis: { type: "date" } } },
      /axis type must be one of .*, got "date" at xaxis/,
    ],
    [
      { data: [{ ...data[0], fill: "tonexty" }], layout },
      /fill must be one of .*, got "tonexty" at data\[0\]/,
    ],
    [{ data, layout: { ...layout, shapes: [{ type: "path" }] } }, /shape type must be .* at shapes\[0\]/],
    [
      { data, layout: { ...layout, annotations: [{ text: "a", x: 0, y: 0 }] } },
      /showarrow .* at annotations\[0\]/,
    ],
  ];
  for (const [spec, message] of cases) assert.throws(() => renderSvg(spec as FigureSpec, words), message);
});

test("renderSvg: words are escaped and characters that XML forbids are dropped", () => {
  const svg = renderSvg({ data: [{ type: "scatter", mode: "markers", x: [1], y: [1] }], layout }, words);
  checkXml(svg);
  assert.match(svg, /<title>a &lt; b &amp; c<\/title>\n<desc>what was {2}drawn<\/desc>/);
});

test("renderSvg: a point beyond its axes is cut at the panel's edge", () => {
  const spec: FigureSpec = {
    data: [{ type: "scatter", mode: "lines", x: [0, 5], y: [0, 1] }],
    layout: { ...layout, xaxis: { range: [0, 1] }, yaxis: { range: [0, 1] } },
  };
  assert.match(renderSvg(spec, words), /<svg x="30" y="10" width="160" height="70" viewBox="30 10 160 70">/);
});

test("renderSvg: a log axis refuses zero", () => {
  const spec: FigureSpec = {
    data: [{ type: "scatter", mode: "markers", x: [0, 1], y: [1, 1] }],
    layout: { ...layout, xaxis: { type: "log", range: [-1, 1] } },
  };
  assert.throws(() => renderSvg(spec, words), /log axis x must have positive values, got 0/);
});
