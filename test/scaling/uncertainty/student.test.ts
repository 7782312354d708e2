import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { studentFactor } from "../../../src/scaling/uncertainty/student.ts";
import { near } from "../points.ts";

const golden: readonly { level: number; degreesOfFreedom: number; factor: number }[] = JSON.parse(
  readFileSync(new URL("../../../../test/golden/scaling/student.json", import.meta.url), "utf8"),
);

test("studentFactor: scipy's t quantiles to 12 digits; sums of 2500 terms lose the others", () => {
  assert.equal(golden.length, 112);
  for (const { level, degreesOfFreedom, factor } of golden)
    near(studentFactor(level, degreesOfFreedom), factor, 1e-12, `${level} at ${degreesOfFreedom}`);
});

test("studentFactor: refuses levels in percent and no degrees of freedom", () => {
  assert.throws(() => studentFactor(95, 3), /level must lie between 0 and 1, got 95\. Write 0\.95/);
  assert.throws(() => studentFactor(0.95, 0), /degreesOfFreedom must be a whole number from 1/);
});
