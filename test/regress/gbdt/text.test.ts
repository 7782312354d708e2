import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readModelText, writeModelText } from "../../../src/regress/gbdt/text.ts";
import { DataError } from "../../../src/table/index.ts";
import { fixtureEnsemble, fixtureNames, readFixture } from "./fixture.ts";

const whole = readFixture("basic_early_stop");
const text = whole.expected.model_text_reloaded!;

test("readModelText, writeModelText: every byte of LightGBM's text comes back, parameters included", () => {
  for (const name of ["basic_early_stop", "no_split"]) {
    const { model_text_reloaded, model_text_training_booster } = readFixture(name).expected;
    for (const given of [model_text_reloaded!, model_text_training_booster!]) {
      const model = readModelText(given);
      assert.equal(writeModelText(model, { parameters: model.parameters! }), given, name);
    }
  }
});

test("writeModelText: trees at full precision give LightGBM's bytes", () => {
  for (const name of ["basic_early_stop", "no_split"]) {
    const fixture = readFixture(name);
    const given = fixture.expected.model_text_training_booster!;
    const { parameters } = readModelText(given);
    assert.equal(writeModelText(fixtureEnsemble(fixture), { parameters: parameters! }), given);
  }
});

test("readModelText: what decides predictions comes back with its bits, for every golden", () => {
  for (const name of fixtureNames) {
    const ensemble = fixtureEnsemble(readFixture(name));
    const back = readModelText(writeModelText(ensemble));
    assert.equal(back.parameters, undefined);
    assert.deepEqual(back.featureInfos, ensemble.featureInfos);
    back.trees.forEach((tree, at) => {
      for (const key of ["splitFeature", "threshold", "decisionType", "leftChild", "rightChild"] as const) {
        assert.deepEqual(tree[key], ensemble.trees[at][key]);
      }
      assert.deepEqual(tree.leafValue, ensemble.trees[at].leafValue);
      assert.deepEqual(tree.leafWeight, ensemble.trees[at].leafWeight);
    });
    assert.equal(writeModelText(back), writeModelText(ensemble));
  }
});

const edits: readonly [string, string | RegExp, string, RegExp][] = [
  ["another file", /^tree\n/, "hello\n", /must start with a line "tree", got "hello" at m.txt line 1\. Save/],
  ["another version", "version=v4", "version=v3", /version must be v4, got "v3" at m.txt line 2/],
  [
    "several classes",
    "num_class=1",
    "num_class=3",
    /num_class must be 1: multiclass .*got "3" at m.txt line 3/,
  ],
  ["a transformed sum", "objective=regression", "objective=poisson", /objective must be one of .*"poisson"/],
  ["a square root", "objective=regression", "objective=regression sqrt", /objective must be one of/],
  ["an averaged forest", "version=v4", "version=v4\naverage_output", /random forests/],
  [
    "a huge column count",
    "max_feature_idx=5",
    "max_feature_idx=99999999999",
    /max_feature_idx must be an integer/,
  ],
  ["fewer names", "Column_0 Column_1", "Column_0", /feature_names must have 6 values, got 5/],
  ["equal names", "Column_0 Column_1", "Column_0 Column_0", /feature_names must differ/],
  [
    "a wrong size",
    "tree_sizes=1076",
    "tree_sizes=1077",
    /Tree=0 must have 1077 bytes .*got 1076 at m.txt line 12/,
  ],
  ["categorical splits", "num_cat=0", "num_cat=1", /num_cat must be 0: categorical splits are not read/],
  ["linear leaves", "is_linear=0", "is_linear=1", /is_linear must be 0: linear trees are not read/],
  [
    "too many leaves",
    "num_leaves=12",
    "num_leaves=999999999",
    /num_leaves must be an integer from 1 to 131072/,
  ],
  ["a missing value", "left_child=2 4 6", "left_child=2 4", /left_child must have 11 values, got 10/],
  [
    "a child out of range",
    "left_child=2 4 6",
    "left_child=2 4 60",
    /left_child must have an integer .*got "60"/,
  ],
  ["a cycle", "left_child=2 4 6", "left_child=2 4 0", /Tree=0 must be a tree, got node 0 with two parents/],
  ["an unreached part", "left_child=2 4 6", "left_child=2 4 2", /node 2 with two parents|does not reach/],
  ["a leaf used twice", "right_child=1 -3 3 -5", "right_child=1 -3 3 -3", /leaf 2 with two parents/],
  [
    "a column out of range",
    "split_feature=3",
    "split_feature=6",
    /split_feature must have an integer from 0 to 5/,
  ],
  [
    "words for numbers",
    "threshold=0.46250000000000008",
    "threshold=zero",
    /threshold must have a number .*"zero"/,
  ],
  ["a NaN leaf", "leaf_value=0.47362912260305168", "leaf_value=nan", /leaf_value must have a number .*"nan"/],
  ["an infinite leaf", "leaf_value=0.47362912260305168", "leaf_value=inf", /leaf_value must have a number/],
  ["a categorical decision", "decision_type=2", "decision_type=1", /decision_type must be 0, 2, 4/],
  ["a line given twice", "num_cat=0\n", "num_cat=0\nnum_cat=0\n", /"num_cat" must stand once in Tree=0/],
  ["a missing line", /leaf_value=.*\n/, "", /Tree=0 must have a line "leaf_value="/],
  ["a broken parameter", "[num_gpu: 1]", "num_gpu 1", /a parameter must read "\[key: value\]"/],
];

test("readModelText: a text that was tampered with is refused with its line and a remedy", () => {
  for (const [title, from, to, message] of edits) {
    const edited = text.replace(from, to);
    assert.notEqual(edited, text, title);
    assert.throws(
      () => readModelText(edited, { file: "m.txt" }),
      (error: unknown) => {
        assert.ok(error instanceof DataError, title);
        assert.equal(error.file, "m.txt");
        assert.equal(typeof error.row, "number");
        assert.match(error.message, message, title);
        assert.match(error.message, /Save the model again/);
        return true;
      },
    );
  }
});

test("readModelText: a text cut anywhere before the end of its trees is refused", () => {
  const end = text.indexOf("end of trees");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: end }), (length) => {
      assert.throws(() => readModelText(text.slice(0, length)), DataError);
    }),
  );
});

test("readModelText: any one changed character gives a model or a DataError, nothing else", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6000 }), fc.constantFrom(..."0-9e. =x\n"), (at, other) => {
      try {
        readModelText(text.slice(0, at) + other + text.slice(at + 1));
      } catch (error) {
        assert.ok(error instanceof DataError);
      }
    }),
  );
});

test("readModelText: without tree_sizes the blocks are read as they come", () => {
  const without = text.replace(/tree_sizes=.*\n/, "");
  assert.equal(readModelText(without).trees.length, 29);
});

test("writeModelText: a name with a space is refused", () => {
  const ensemble = { ...fixtureEnsemble(whole), featureNames: ["a b", "c", "d", "e", "f", "g"] };
  assert.throws(() => writeModelText(ensemble), /must have no white space, got "a b"/);
});
