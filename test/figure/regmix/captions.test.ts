import assert from "node:assert/strict";
import { test } from "node:test";
import { lossTaskHeatmap, predictedVersusTrue } from "../../../src/figure/index.ts";

const prediction = {
  target: "pile_cc",
  kind: "gradient boosting",
  predicted: [5, 6],
  actual: [5.1, 6.2],
  ids: ["1", "2"],
  correlation: 1,
};

test("predictedVersusTrue: its caption never calls the mixtures unseen, and says when training stopped by them", () => {
  const plain = predictedVersusTrue(prediction).caption;
  assert.match(plain, /2 mixtures that the model was not fitted on\. Drawn/);
  const stopped = predictedVersusTrue({ ...prediction, stoppedOnThese: true }).caption;
  assert.match(
    stopped,
    /not fitted on; the number of trees was chosen on them, as in the authors' notebook\. Drawn/,
  );
});

test("lossTaskHeatmap: its title names the coefficient", () => {
  for (const coefficient of ["Pearson", "Spearman"]) {
    const input = { rows: ["a"], columns: ["b"], values: { a: { b: 0.5 } }, coefficient, models: 64 };
    assert.equal(lossTaskHeatmap(input).title, `Which validation loss goes with which task (${coefficient})`);
  }
});
