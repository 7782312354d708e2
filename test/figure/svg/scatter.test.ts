import assert from "node:assert/strict";
import { test } from "node:test";
import type { FigureSpec, Layout, ScatterTrace, Symbol2D } from "../../../src/figure/spec.ts";
import { renderSvg } from "../../../src/figure/svg/render.ts";
import { checkPicture } from "../well-formed.ts";

const axis = { range: [0, 4], tickvals: [0, 4], ticktext: ["0", "4"] } as const;
const layout: Layout = {
  width: 200,
  height: 100,
  margin: { l: 20, r: 20, t: 20, b: 20 },
  showlegend: true,
  legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
  xaxis: axis,
  yaxis: axis,
};
const draw = (trace: Omit<ScatterTrace, "type">): string => {
  const spec: FigureSpec = { data: [{ type: "scatter", ...trace }], layout };
  const svg = renderSvg(spec, { title: "a", description: "b" });
  checkPicture(svg, layout.width, layout.height);
  return svg;
};

test("drawScatter: a null breaks the line and leaves its marker and text out", () => {
  const svg = draw({
    mode: "text+lines+markers",
    x: [0, 1, null, 3, 4, 4],
    y: [0, 1, 2, 3, null, 4],
    text: ["t0", "t1", "t2", "t3", "t4", "t5"],
    marker: { size: [2, 4, 6, 8, 10, 12] },
  });
  assert.match(svg, /d="M20,80L60,65"/);
  assert.deepEqual(
    [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/g)].map((found) => found.slice(1)),
    [
      ["20", "80", "1"],
      ["60", "65", "2"],
      ["140", "35", "4"],
      ["180", "20", "6"],
    ],
  );
  assert.deepEqual(
    [...svg.matchAll(/>(t\d)</g)].map(([, text]) => text),
    ["t0", "t1", "t3", "t5"],
  );
});

test("drawScatter: an area closes on itself on both sides of a gap", () => {
  const points = { x: [0, 1, 1, null, 3, 4, 4], y: [0, 0, 1, null, 0, 0, 1] };
  const loop = draw({ mode: "lines", fill: "toself", ...points });
  assert.match(loop, /d="M20,80L60,80L60,65ZM140,80L180,80L180,65Z"/);
  const ground = draw({ mode: "lines", fill: "tozeroy", ...points });
  assert.match(ground, /d="M20,80L60,80L60,65L60,80L20,80ZM140,80/);
});

test("drawScatter: a named trace of nothing but nulls stands in the legend alone", () => {
  const svg = draw({
    mode: "markers",
    name: "key",
    x: [null],
    y: [null],
    marker: { symbol: "star", size: 8 },
  });
  assert.equal(svg.match(/<path/g)?.length, 1);
  assert.match(svg, />key</);
});

test("drawScatter: many small dots with gaps are one path", () => {
  const x = Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? null : at / 10));
  const svg = draw({ mode: "markers", x, y: x, marker: { size: 3 } });
  assert.equal(svg.match(/h0/g)?.length, 20);
  assert.doesNotMatch(svg, /<circle/);
});

const hollow: readonly Symbol2D[] = [
  "circle-open",
  "square-open",
  "diamond-open",
  "triangle-up-open",
  "triangle-down-open",
  "star-open",
];

for (const symbol of hollow) {
  test(`drawScatter: ${symbol} is the outline of its filled fellow, in the trace's colour`, () => {
    const marker = { size: 10, color: "#0072B2" };
    const point = { mode: "markers", x: [2], y: [2] } as const;
    const open = draw({ ...point, marker: { ...marker, symbol } });
    const filled = draw({ ...point, marker: { ...marker, symbol: symbol.replace("-open", "") as Symbol2D } });
    assert.match(open, /fill="none" stroke="#0072B2" stroke-width="1"/);
    assert.equal(open.replace('fill="none" stroke="#0072B2" stroke-width="1"', 'fill="#0072B2"'), filled);
  });
}
