import assert from "node:assert/strict";
import { test } from "node:test";
import type { Data } from "plotly.js";
import type { BarTrace, ScatterTrace } from "../../src/figure/index.ts";
import { sampleFigures } from "./samples.ts";

type Mutable<T> = T extends object ? { -readonly [key in keyof T]: Mutable<T[key]> } : T;

/** Compiles only while our traces are plotly's; its types know no texts by row, so heat maps are left out. */
const toTrace = (trace: Mutable<BarTrace | ScatterTrace>): Data => trace;

test("figures: their scatter and bar traces have plotly's types", () => {
  for (const make of [sampleFigures.compareMixtures, sampleFigures.predictedVersusTrue]) {
    for (const trace of structuredClone(make().data)) {
      assert.notEqual(trace.type, "heatmap");
      if (trace.type !== "heatmap") assert.equal(toTrace(trace as Mutable<typeof trace>).type, trace.type);
    }
  }
});
