import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nested } from "../../src/table/index.ts";

test("nested: each value is found under its names", () => {
  const rows = [
    { set: "rpj", task: "boolq", percent: 5 },
    { set: "rpj", task: "piqa", percent: 6 },
    { set: "c4", task: "piqa", percent: 7 },
  ];
  assert.deepEqual(nested(rows, ["set", "task"], "percent"), {
    rpj: { boolq: 5, piqa: 6 },
    c4: { piqa: 7 },
  });
});

test("nested: holds as many values as there are rows with different names", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), (names) => {
      const record = nested(
        names.map((name, value) => ({ name, value })),
        ["name"],
        "value",
      );
      assert.deepEqual(
        names.map((name) => Object.getOwnPropertyDescriptor(record, name)?.value),
        names.map((_, at) => at),
      );
    }),
  );
});

test("nested: refuses unknown columns and rows of the same names", () => {
  const rows = [{ set: "rpj", percent: 5 }];
  assert.throws(
    () => nested(rows, ["sett" as "set"], "percent"),
    /a column of row 1 .*"sett".*Did you mean "set"/,
  );
  assert.throws(
    () => nested([...rows, ...rows], ["set"], "percent"),
    /must differ in set, got "rpj" twice, again at row 2/,
  );
});
