import { plainLabel } from "../svg/rich-text.ts";
import { fitText } from "../svg/text-width.ts";

/** A caller's words on the page: safe in plotly's text and no wider than there is room. */
export const fitLabel = (text: string, width: number, size = 12): string =>
  plainLabel(fitText(text, size, width));

/** The widest that an entry of a legend may be. */
export const legendRoom = 320;
