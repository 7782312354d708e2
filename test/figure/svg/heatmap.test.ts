import assert from "node:assert/strict";
import { test } from "node:test";
import type { FigureSpec } from "../../../src/figure/spec.ts";
import { renderSvg } from "../../../src/figure/svg/render.ts";

const words = { title: "t", description: "d" };
const spec: FigureSpec = {
  data: [
    {
      type: "heatmap",
      x: ["10", "20"],
      y: ["small", "large"],
      z: [
        [0, null],
        [1, null],
      ],
      colorscale: [
        [0, "#ffffff"],
        [1, "#000000"],
      ],
      zmin: 0,
      zmax: 1,
    },
  ],
  layout: {
    width: 120,
    height: 100,
    margin: { l: 10, r: 10, t: 10, b: 10 },
    yaxis: { type: "category", categoryarray: ["small", "large"], range: [1.5, -0.5] },
    shapes: [{ type: "rect", x0: -0.5, x1: 0.5, y0: -0.5, y1: 0.5, xref: "x", yref: "y" }],
  },
};

test("renderSvg: a cell without a value shows the ground, as in plotly", () => {
  const svg = renderSvg(spec, words);
  assert.match(svg, /<rect x="10" y="10" width="50" height="40" fill="#ffffff"\/>/);
  assert.match(svg, /<rect x="10" y="50" width="50" height="40" fill="#000000"\/>/);
  assert.doesNotMatch(svg, /<rect x="60"/);
});

test("renderSvg: a number on an axis of categories counts them from 0, so that a shape may frame a cell", () => {
  assert.match(renderSvg(spec, words), /<rect x="10" y="10" width="50" height="40" fill="none" stroke=/);
});
