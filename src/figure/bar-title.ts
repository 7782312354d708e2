import type { ColorBar } from "./spec.ts";
import { plainLabel } from "./svg/rich-text.ts";

/** The least height of a plot beside which a colour bar, its title and its ticks are legible. */
export const leastBarHeight = 90;

/** A title on top of a colour bar; the empty line, which plotly would trim were it a mere space, keeps it off the highest tick's label. */
export const barTitle = (text: string): NonNullable<ColorBar["title"]> => ({
  text: `${plainLabel(text)}<br>&nbsp;`,
  side: "top",
  font: { size: 12 },
});
