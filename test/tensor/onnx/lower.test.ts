import assert from "node:assert/strict";
import { test } from "node:test";
import { lowerToOnnx } from "../../../src/tensor/onnx/index.ts";
import { decodeModel } from "./decode.ts";
import { host, runGraph, Sketch } from "./sketch.ts";

/** y = (2 · xᵀ) · x + 1, with the sum of x beside it. */
function small() {
  const sketch = new Sketch();
  const x = sketch.input("x", [2, 3]);
  const product = sketch.node(
    { op: "matmul", transposeA: true, transposeB: false, scale: 2 },
    [x, x],
    [3, 3],
  );
  const one = sketch.constant(host([3, 3], "float32", [1]));
  sketch.output("y", sketch.node({ op: "binary", kind: "add" }, [product, one], [3, 3]));
  sketch.output("sum", sketch.node({ op: "reduce", kind: "sum", axes: [0, 1], keepDims: false }, [x], []));
  return sketch.graph("small");
}

test("lowerToOnnx: an independent reader finds the nodes, attributes, constants and shapes that were written", () => {
  const model = decodeModel(lowerToOnnx(small(), { target: "cpu" }));
  assert.equal(model.irVersion, 9);
  assert.deepEqual(model.opsets, { "": 20 });
  assert.equal(model.name, "small");
  assert.deepEqual(model.inputs, [{ name: "input:x", type: 1, shape: [2, 3] }]);
  assert.deepEqual(model.outputs, [
    { name: "output:y", type: 1, shape: [3, 3] },
    { name: "output:sum", type: 1, shape: [] },
  ]);
  assert.deepEqual(
    model.nodes.map(({ name, type, inputs, outputs, attributes }) => [
      name,
      type,
      inputs,
      outputs,
      attributes,
    ]),
    [
      ["matmul_1", "Gemm", ["input:x", "input:x"], ["t0"], { alpha: 2, transA: 1 }],
      ["binary_3", "Add", ["t0", "c0"], ["output:y"], {}],
      ["reduce_4", "ReduceSum", ["input:x", "c1"], ["output:sum"], { keepdims: 0 }],
    ],
  );
  assert.deepEqual(model.constants, [
    { name: "c0", type: 1, shape: [1, 1], bytes: [...new Uint8Array(Float32Array.of(1).buffer)] },
    { name: "c1", type: 7, shape: [2], bytes: [...new Uint8Array(BigInt64Array.of(0n, 1n).buffer)] },
  ]);
});

test("lowerToOnnx: the smallest model has the bytes that the format prescribes", () => {
  const sketch = new Sketch();
  const x = sketch.input("x", [2]);
  sketch.output("y", sketch.node({ op: "unary", kind: "negate" }, [x], [2]));
  const text = (field: string, value: string) =>
    field + value.length.toString(16).padStart(2, "0") + Buffer.from(value).toString("hex");
  const node = text("0a", "input:x") + text("12", "output:y") + text("1a", "unary_1") + text("22", "Neg");
  // name; type { tensor_type { elem_type 1, shape { dim { dim_value 2 } } } }
  const type = "120a0a08080112040a020802";
  const [input, output] = [text("0a", "input:x") + type, text("0a", "output:y") + type];
  const sized = (field: string, hex: string) => field + (hex.length / 2).toString(16).padStart(2, "0") + hex;
  const graph = sized("0a", node) + text("12", "sketch") + sized("5a", input) + sized("62", output);
  const expected = `0809${text("12", "mixlab")}${sized("3a", graph)}42040a001014`;
  const bytes = lowerToOnnx(sketch.graph(), { target: "cpu" });
  assert.equal(Buffer.from(bytes).toString("hex"), expected);
});

test("lowerToOnnx: the model for WebGPU has operators of ONNX alone", () => {
  const sketch = new Sketch();
  const x = sketch.input("x", [4, 3, 5]);
  const operation = { op: "matmul", transposeA: true, transposeB: false, scale: 0.5 } as const;
  sketch.output(
    "y",
    sketch.node({ op: "logSoftmax" }, [sketch.node(operation, [x, x], [4, 5, 5])], [4, 5, 5]),
  );
  const graph = sketch.graph();
  const typesFor = (target: "cpu" | "webgpu") =>
    decodeModel(lowerToOnnx(graph, { target })).nodes.map(({ type }) => type);
  assert.deepEqual(typesFor("cpu"), ["FusedMatMul", "LogSoftmax"]);
  assert.deepEqual(decodeModel(lowerToOnnx(graph, { target: "webgpu" })).opsets, { "": 20 });
  assert.ok(!typesFor("webgpu").some((type) => ["FusedMatMul", "LogSoftmax"].includes(type)));
});

test("lowerToOnnx: a name that occurs twice among inputs and outputs is refused", () => {
  const sketch = new Sketch();
  const x = sketch.input("x", [2]);
  sketch.output("y", x);
  sketch.output("y", x);
  assert.throws(
    () => lowerToOnnx(sketch.graph(), { target: "cpu" }),
    /RangeError: lowerToOnnx: .* got "output:y" twice/,
  );
});

/** A cross-entropy's gradient, softmax(x) - 1 at the targets, with sums over rows that are wanted beside it. */
function crossEntropy(rows: number, columns: number, kind: "add" | "subtract") {
  const sketch = new Sketch();
  const x = sketch.input("x", [rows, columns]);
  const targets = sketch.input("targets", [rows, 1], "int32");
  const numbers = sketch.constant(
    host(
      [rows, 1],
      "int32",
      Array.from({ length: rows }, (_, row) => row),
    ),
  );
  const places = sketch.node({ op: "concat", axis: 1 }, [numbers, targets], [rows, 2], "int32");
  const shares = sketch.node({ op: "softmax" }, [x], [rows, columns]);
  const reduce = { op: "reduce", kind: "max", axes: [1], keepDims: false } as const;
  sketch.output("most", sketch.node(reduce, [shares], [rows]));
  sketch.output("score", sketch.node({ op: "gatherNd" }, [x, places], [rows]));
  const one = sketch.constant(host([], "float32", [1]));
  const taken = sketch.node({ op: "gatherNd" }, [shares, places], [rows]);
  const changed = sketch.node({ op: "binary", kind }, [taken, one], [rows]);
  sketch.output("gradient", sketch.node({ op: "scatterUpdate" }, [shares, places, changed], [rows, columns]));
  return sketch.graph();
}

for (const kind of ["add", "subtract"] as const)
  test(`lowerToOnnx: a cross-entropy's gradient (${kind}) is a scatter that waits for what it takes`, async () => {
    const [rows, columns] = [64, 33];
    const graph = crossEntropy(rows, columns, kind);
    const types = decodeModel(lowerToOnnx(graph, { target: "cpu" })).nodes.map(({ type }) => type);
    assert.equal(types.filter((type) => type === "ScatterElements").length, 1);
    assert.equal(types.filter((type) => type === "GatherND").length, 2);
    const x = Float32Array.from({ length: rows * columns }, (_, i) => 3 * Math.sin(i * 12.9898));
    x[5] = Number.NaN;
    x[columns] = 80;
    const targets = Int32Array.from({ length: rows }, (_, row) => (row * row) % columns);
    const { gradient, most, score } = await runGraph(graph, { x, targets });
    for (let row = 0; row < rows; row++) {
      const scores = Array.from(x.subarray(row * columns, (row + 1) * columns));
      const exponents = scores.map((value) => Math.exp(value - Math.max(...scores)));
      const sum = exponents.reduce((total, value) => total + value, 0);
      exponents.forEach((value, column) => {
        const moved = column === targets[row] ? (kind === "add" ? 1 : -1) : 0;
        const got = gradient.data[row * columns + column];
        assert.ok(
          row === 0 ? Number.isNaN(got) : Math.abs(got - value / sum - moved) < 1e-6,
          `${row}, ${column}`,
        );
      });
      assert.equal(score.data[row], x[row * columns + targets[row]]);
      if (row > 0) assert.ok(Math.abs(most.data[row] - Math.max(...exponents) / sum) < 1e-6);
    }
  });
