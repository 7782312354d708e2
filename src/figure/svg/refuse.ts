import { shown } from "../../table/index.ts";
import type { FigureSpec } from "../spec.ts";

/** What the renderer draws, by the place of the wish; types say the same, this holds where they are not asked. */
const drawn = {
  type: ["scatter", "bar", "heatmap"],
  dash: [undefined, "solid", "dash", "dot", "dashdot"],
  fill: [undefined, "none", "toself", "tozeroy"],
  barmode: [undefined, "group", "overlay"],
  axis: [undefined, "linear", "log", "category"],
  shape: ["line", "rect"],
  arrow: [false],
} as const;

/** Refuses a figure that the renderer would draw wrongly or with a hole, naming the wish and its place. */
export function refuseUndrawn({ data, layout }: FigureSpec): void {
  data.forEach((trace, at) => {
    check("trace type", drawn.type, trace.type, `data[${at}]`);
    if (trace.type !== "scatter") return;
    check("line dash", drawn.dash, trace.line?.dash, `data[${at}]`);
    check("fill", drawn.fill, trace.fill, `data[${at}]`);
  });
  check("barmode", drawn.barmode, layout.barmode, "layout");
  for (const [key, part] of Object.entries(layout)) {
    if (/^[xy]axis\d*$/.test(key)) check("axis type", drawn.axis, (part as { type?: unknown }).type, key);
  }
  layout.shapes?.forEach((shape, at) => {
    check("shape type", drawn.shape, shape.type, `shapes[${at}]`);
    check("line dash", drawn.dash, shape.line?.dash, `shapes[${at}]`);
  });
  layout.annotations?.forEach((note, at) => {
    check("showarrow", drawn.arrow, note.showarrow, `annotations[${at}]`);
  });
}

function check(wish: string, known: readonly unknown[], got: unknown, place: string): void {
  if (known.includes(got)) return;
  const names = known.filter((one) => one !== undefined).map(String);
  throw new TypeError(
    `renderSvg: ${wish} must be one of ${names.join(", ")}, got ${shown(got)} at ${place}.`,
  );
}
