import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import * as aq from "arquero";
import { table } from "../../src/figure/table.ts";
import { displaySymbol } from "../../src/figure/types.ts";
import { checkXml } from "./well-formed.ts";

const rows = [
  { task: "QQP", best: 59.65, model: 61 },
  { task: "Social <IQA>", best: -1.2, model: null },
];

test("table: text stands in columns with the points below one another", () => {
  const shown = table(rows, { title: "Best", columns: ["task", { name: "best", format: 1 }, "model"] });
  assert.equal(
    inspect(shown),
    [
      "Best",
      "task          best  model",
      "─────────────────────────",
      "QQP           59.7     61",
      "Social <IQA>  −1.2      –",
    ].join("\n"),
  );
});

test("table: HTML has a caption, scopes, alignment that survives without styles, and escaped cells", () => {
  const shown = table(rows, { title: "Best", caption: "of 64", strong: [0] });
  const html = String(shown[displaySymbol]()["text/html"]).replace("<br>", "<br/>");
  checkXml(html);
  assert.match(html, /<caption[^>]*><strong>Best<\/strong><br\/>of 64<\/caption>/);
  assert.match(html, /<th scope="col" align="right"[^>]*>best<\/th>/);
  assert.match(html, /<th scope="row" align="left"[^>]*>Social &lt;IQA&gt;<\/th>/);
  assert.match(html, /<td align="right"[^>]*><strong>59.65<\/strong><\/td>/);
});

test("table: an arquero table is read in its order", () => {
  const source = aq.table({ id: ["b", "a"], loss: [2, 1] }).orderby("loss");
  assert.deepEqual(
    table(source).columns.map(({ cells }) => cells),
    [
      ["a", "b"],
      ["1", "2"],
    ],
  );
});

test("table: an unknown column is refused with the nearest name", () => {
  assert.throws(
    () => table(rows, { columns: ["tusk"] }),
    /columns must be one of .* got "tusk". Did you mean "task"\?/,
  );
});
