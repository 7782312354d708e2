import { fileURLToPath } from "node:url";
import type { Cells } from "./cells.ts";

const ownFolderUrl = new URL("..", import.meta.url).href;
const ownFolder = fileURLToPath(ownFolderUrl);

/**
 * Makes stack traces speak of cells: `Cell [3]:2:5` with the places of the cell's own text. Frames of the kernel are
 * left out, and so are Node's below the last cell, which only show how the kernel called it.
 */
export function installStackTraces(cells: Cells): void {
  Error.prepareStackTrace = (error, sites) => {
    const shown = sites.filter((site) => !isOwn(site.getFileName()));
    const last = shown.findLastIndex((site) => cells.get(site.getFileName()) !== undefined);
    const kept =
      last < 0
        ? shown
        : shown.filter((site, index) => index <= last || !site.getFileName()?.startsWith("node:"));
    return [headOf(error), ...kept.map((site) => `    at ${frameText(site, cells)}`)].join("\n");
  };
}

/** Tells whether a line of a stack trace, such as one from the loader's thread, shows Node or the kernel alone. */
export function isInnerFrame(line: string): boolean {
  return line.includes("node:") || line.includes(ownFolderUrl);
}

function isOwn(file: string | null | undefined): boolean {
  return file?.startsWith(ownFolderUrl) === true || file?.startsWith(ownFolder) === true;
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

function frameText(site: NodeJS.CallSite, cells: Cells): string {
  const text = String(site);
  const file = site.getFileName();
  const known = cells.get(file);
  if (!known || !file) return text;
  const place = known.locate({ line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 });
  return text.replace(
    new RegExp(`${file}:\\d+:\\d+`),
    place ? `${known.label}:${place.line}:${place.column}` : known.label,
  );
}
