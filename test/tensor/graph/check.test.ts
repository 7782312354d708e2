import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GraphBuilder } from "../../../src/tensor/graph/builder.ts";
import { complaintAbout } from "../../../src/tensor/graph/check.ts";
import { recordingRules } from "../../../src/tensor/graph/rules.ts";
import type { Operation, Value } from "../../../src/tensor/graph/types.ts";
import type { DataType } from "../../../src/tensor/index.ts";

const value = (shape: number[], dtype: DataType = "float32"): Value => ({ id: 0, shape, dtype });

type Row = readonly [Operation, readonly Value[], readonly number[], DataType, RegExp];

const wrong: Readonly<Record<string, Row>> = {
  "an output of another shape": [
    { op: "unary", kind: "exp" },
    [value([2])],
    [3],
    "float32",
    /must give \[2\], gives \[3\]/,
  ],
  "an output of another dtype": [
    { op: "unary", kind: "isNaN" },
    [value([2])],
    [2],
    "float32",
    /must give bool/,
  ],
  "inputs that do not broadcast": [
    { op: "binary", kind: "add" },
    [value([2]), value([3])],
    [3],
    "float32",
    /cannot broadcast \[2\] and \[3\]/,
  ],
  "inputs of two dtypes": [
    { op: "binary", kind: "add" },
    [value([2]), value([2], "int32")],
    [2],
    "float32",
    /mixes float32 and int32/,
  ],
  "arithmetic of truths": [
    { op: "binary", kind: "add" },
    [value([2], "bool"), value([2], "bool")],
    [2],
    "bool",
    /cannot work on bool/,
  ],
  "a missing input": [{ op: "binary", kind: "add" }, [value([2])], [2], "float32", /takes 2 inputs, got 1/],
  "a condition of numbers": [
    { op: "select" },
    [value([2]), value([2]), value([2])],
    [2],
    "float32",
    /needs a bool condition/,
  ],
  "matrices that do not fit": [
    { op: "matmul", transposeA: true, transposeB: false, scale: 1 },
    [value([2, 3]), value([3, 4])],
    [3, 4],
    "float32",
    /cannot multiply/,
  ],
  "vectors in place of matrices": [
    { op: "matmul", transposeA: false, transposeB: false, scale: 1 },
    [value([3]), value([3, 4])],
    [4],
    "float32",
    /needs matrices/,
  ],
  "a permutation that is none": [
    { op: "transpose", permutation: [0, 0] },
    [value([2, 3])],
    [2, 2],
    "float32",
    /cannot permute/,
  ],
  "a reshape to another size": [{ op: "reshape" }, [value([2, 3])], [5], "float32", /cannot reshape/],
  "a broadcast that shrinks": [
    { op: "broadcast" },
    [value([2, 3])],
    [2, 1],
    "float32",
    /cannot broadcast \[2, 3\] to \[2, 1\]/,
  ],
  "an axis that is not there": [
    { op: "reduce", kind: "sum", axes: [2], keepDims: false },
    [value([2, 3])],
    [2],
    "float32",
    /cannot reduce axes/,
  ],
  "axes out of order": [
    { op: "reduce", kind: "sum", axes: [1, 0], keepDims: false },
    [value([2, 3])],
    [],
    "float32",
    /cannot reduce axes/,
  ],
  "parts that do not join": [
    { op: "concat", axis: 0 },
    [value([2, 3]), value([2, 4])],
    [4, 3],
    "float32",
    /cannot join/,
  ],
  "a slice that leaves the value": [
    { op: "slice", begin: [2], strides: [1] },
    [value([4])],
    [3],
    "float32",
    /cannot take/,
  ],
  "a slice that runs backward too far": [
    { op: "slice", begin: [2], strides: [-1] },
    [value([4])],
    [4],
    "float32",
    /cannot take/,
  ],
  "a pad of another rank": [
    { op: "pad", before: [1], after: [1], value: 0 },
    [value([4, 4])],
    [6, 4],
    "float32",
    /must pad each axis/,
  ],
  "indices that are not whole": [
    { op: "gather", axis: 0 },
    [value([4]), value([2])],
    [2],
    "float32",
    /needs int32 indices/,
  ],
  "more indices than axes": [
    { op: "gatherNd" },
    [value([4]), value([2, 2], "int32")],
    [2],
    "float32",
    /cannot look up/,
  ],
  "updates of another shape": [
    { op: "scatterUpdate" },
    [value([4, 3]), value([2, 1], "int32"), value([2, 2])],
    [4, 3],
    "float32",
    /cannot put/,
  ],
  "an id too few": [
    { op: "segmentSum", segments: 5 },
    [value([4, 3]), value([3], "int32")],
    [5, 3],
    "float32",
    /needs one id a row/,
  ],
};

describe("a node that claims", () => {
  for (const [title, [operation, inputs, shape, dtype, message]] of Object.entries(wrong))
    test(`${title} is refused`, () => {
      assert.match(complaintAbout({ operation, inputs, shape, dtype }) ?? "", message);
    });

  test("something wrong is refused by the builder, which names its kernel", () => {
    const graph = new GraphBuilder(recordingRules);
    graph.origin = { kernel: "Exp", caller: () => "here" };
    const x = graph.input({ shape: [2], dtype: "float32" });
    assert.throws(
      () => graph.node({ op: "unary", kind: "exp" }, [x], [3], "float32"),
      /unary of kernel Exp must give \[2\]/,
    );
  });
});
