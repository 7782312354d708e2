import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { displaySymbol, figureSvg } from "../../../src/figure/index.ts";
import { sampleFigures } from "../samples.ts";
import { checkPicture, checkXml } from "../well-formed.ts";

const goldens = new URL("../../../../test/golden/figure/", import.meta.url);

for (const [name, make] of Object.entries(sampleFigures)) {
  test(`${name}: its picture is sound and stays inside its edges`, () => {
    const { layout, ...figure } = make();
    assert.match(figure.caption, /Computed here/);
    checkPicture(figureSvg(make()), layout.width, layout.height);
  });

  test(`${name}: its bundle holds plotly's specification, picture, HTML and numbers`, () => {
    const figure = make();
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
    const unscripted = html
      .replaceAll(/<script[^>]*>[\s\S]*?<\/script>/g, "")
      .replace(/(<img[^>]*)>/, "$1/>");
    checkXml(unscripted);
    const picture = /src="data:image\/svg\+xml;base64,([^"]+)"/.exec(unscripted)?.[1] ?? "";
    assert.equal(Buffer.from(picture, "base64").toString("utf8"), bundle["image/svg+xml"]);
  });

  test(`${name}: the same input gives the same bytes`, () => {
    assert.deepEqual(make()[displaySymbol](), make()[displaySymbol]());
  });
}

for (const name of ["predictedVersusTrue", "compareMixtures", "lossTaskHeatmap"]) {
  test(`${name}: its picture is the golden one, byte for byte`, () => {
    const golden = readFileSync(fileURLToPath(new URL(`${name}.svg`, goldens)), "utf8");
    assert.equal(figureSvg(sampleFigures[name]()), golden);
  });
}
