import type { HeatmapTrace } from "../spec.ts";
import { inkOn, scaleColor } from "./color.ts";
import { element, group } from "./element.ts";
import { textElement } from "./rich-text.ts";
import type { Scale } from "./scale.ts";

/** Cells of a heat map with their texts; a cell without a value shows the ground, as in plotly. */
export function drawHeatmap(trace: HeatmapTrace, x: Scale, y: Scale, fontSize: number): string {
  const cells: string[] = [];
  const wide = Math.abs(x.pixel(1) - x.pixel(0));
  const high = Math.abs(y.pixel(1) - y.pixel(0));
  const size = trace.textfont?.size ?? fontSize;
  trace.y.forEach((row, i) => {
    trace.x.forEach((column, j) => {
      const value = trace.z[i][j];
      if (value === null) return;
      const color = scaleColor(trace.colorscale, (value - trace.zmin) / (trace.zmax - trace.zmin));
      const [middle, center] = [x.pixel(column), y.pixel(row)];
      const width = wide - (trace.xgap ?? 0);
      const height = high - (trace.ygap ?? 0);
      const box = { x: middle - width / 2, y: center - height / 2, width, height };
      cells.push(element("rect", { ...box, fill: color }));
      const text = trace.texttemplate === undefined ? undefined : trace.text?.[i][j];
      if (text) {
        const style = { size, color: trace.textfont?.color ?? inkOn(color) };
        cells.push(textElement(text, style, { x: middle, y: center, anchor: "middle", vertical: "middle" }));
      }
    });
  });
  return group({}, cells);
}
