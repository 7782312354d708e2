import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { displaySymbol, type Figure, figureSvg, type Table } from "../../src/figure/index.ts";
import { checkPicture, checkXml } from "./well-formed.ts";

/** Fails unless a figure's picture is sound and its caption says what is computed here. */
export function checkFigurePicture(figure: Figure): void {
  assert.match(figure.caption, /Computed here/);
  checkPicture(figureSvg(figure), figure.layout.width, figure.layout.height);
}

/** Fails unless a figure's bundle holds the same thing in all four forms. */
export function checkFigureBundle(figure: Figure): void {
  const bundle = figure[displaySymbol]();
  assert.deepEqual(Object.keys(bundle), [
    "application/vnd.plotly.v1+json",
    "image/svg+xml",
    "text/html",
    "text/plain",
  ]);
  const spec = JSON.parse(JSON.stringify(bundle["application/vnd.plotly.v1+json"]));
  assert.deepEqual(spec, { data: figure.data, layout: figure.layout });
  const text = String(bundle["text/plain"]);
  assert.ok(text.startsWith(`${figure.title}\n`));
  assert.doesNotMatch(text, /NaN|undefined|Infinity/);
  assert.equal(inspect(figure), text);
  const html = String(bundle["text/html"]);
  const unscripted = html.replaceAll(/<script[^>]*>[\s\S]*?<\/script>/g, "").replace(/(<img[^>]*)>/, "$1/>");
  checkXml(unscripted);
  const picture = /src="data:image\/svg\+xml;base64,([^"]+)"/.exec(unscripted)?.[1] ?? "";
  assert.equal(Buffer.from(picture, "base64").toString("utf8"), bundle["image/svg+xml"]);
}

/** Fails unless a table's HTML is well-formed and its text says what is computed and what is quoted. */
export function checkTable(table: Table): void {
  const bundle = table[displaySymbol]();
  checkXml(String(bundle["text/html"]).replaceAll("<br>", "<br/>"));
  assert.match(String(bundle["text/plain"]), /Computed here|Quoted/);
  assert.doesNotMatch(JSON.stringify(bundle), /NaN|undefined|Infinity/);
}

const goldens = new URL("../../../test/golden/figure/", import.meta.url);

/** Fails unless a figure's picture is the golden one, byte for byte. */
export function checkGolden(name: string, figure: Figure): void {
  assert.equal(figureSvg(figure), readFileSync(fileURLToPath(new URL(`${name}.svg`, goldens)), "utf8"));
}
