import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestName, unknownName } from "../../src/table/names.ts";

test("unknownName: proposes the nearest known name", () => {
  const error = unknownName("fitBooster", "target", "pile-cc", ["arxiv", "pile_cc", "github"]);
  assert.equal(
    error.message,
    'fitBooster: target must be one of the 3 known names, got "pile-cc". Did you mean "pile_cc"?',
  );
});

test("nearestName: gives the name that was meant, and none where none is near", () => {
  assert.equal(nearestName("ouput", ["input", "out", "output"]), "output");
  assert.equal(nearestName("traget", ["losses", "target"]), "target");
  assert.equal(nearestName("qqqq", ["losses", "target"]), undefined);
});
