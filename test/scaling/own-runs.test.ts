import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type OwnRun, type OwnRuns, ownRuns } from "../../src/dataset/index.ts";
import { fitLaw, overTraining, predictLaw } from "../../src/scaling/index.ts";

let own: OwnRuns;
before(async () => {
  own = await ownRuns();
});

const find = (...names: readonly string[]): OwnRun[] => own.runs.filter(({ name }) => names.includes(name));

test("fitLaw: five small runs find the entropy of a language to 1 % and predict its large runs to 1 %", () => {
  // As Gadre et al. 2024 choose them: four sizes at M = 20, the smallest again at M = 320.
  const fit = fitLaw(overTraining, find("w4-m20", "w8-m20", "w16-m20", "w32-m20", "w4-m320"));
  assert.ok(Math.abs(fit.values.E / own.entropy - 1) < 0.01, `E is ${fit.values.E}, must be ${own.entropy}`);
  const large = find("w32-m320", "w64-m20");
  predictLaw(fit, large).forEach((predicted, at) => {
    const { name, loss } = large[at];
    assert.ok(Math.abs(predicted / loss - 1) < 0.01, `${name}: ${predicted} for ${loss}`);
  });
});
