import assert from "node:assert/strict";
import { test } from "node:test";
import type { DataType } from "../../../src/tensor/types.ts";
import { arrayCases } from "./array-cases.ts";
import type { Case } from "./cases.ts";
import { elementwiseCases } from "./elementwise-cases.ts";
import { evaluate } from "./reference.ts";
import { runGraph, Sketch } from "./sketch.ts";

const cases = [...elementwiseCases, ...arrayCases];

/** What a number becomes in a dtype. */
const cast: Readonly<Record<DataType, (x: number) => number>> = {
  float32: Math.fround,
  int32: Math.trunc,
  bool: (x) => Number(x !== 0),
};

for (const fed of ["inputs", "constants"] as const) {
  test(`lowerToOnnx: every operation on ${fed} computes what plain JavaScript computes`, async (t) => {
    for (const one of cases) await t.test(one.title, () => check(one, fed));
  });
}

async function check(
  { operation, inputs, shape, dtype = "float32", within = 2e-6 }: Case,
  fed: string,
): Promise<void> {
  const numbers = inputs.map(({ shape, data }) => ({ shape, data: [...data] }));
  const expected = evaluate(operation, numbers, shape ?? []);
  const sketch = new Sketch();
  const values = inputs.map((input, at) =>
    fed === "constants" ? sketch.constant(input) : sketch.input(`x${at}`, input.shape, input.dtype),
  );
  sketch.output("y", sketch.node(operation, values, expected.shape, dtype));
  const given = fed === "constants" ? {} : Object.fromEntries(inputs.map((input, at) => [`x${at}`, input]));
  const { y } = await runGraph(sketch.graph(), given);
  assert.deepEqual(y.shape, expected.shape);
  assert.equal(y.dtype, dtype);
  assert.equal(y.data.length, expected.data.length);
  expected.data.forEach((wide, at) => {
    const want = cast[dtype](wide);
    const got = y.data[at];
    const close =
      Object.is(want, got) || want === got || Math.abs(got - want) <= within * (1 + Math.abs(want));
    assert.ok(close, `[${at}]: ${got} instead of ${want}`);
  });
}
