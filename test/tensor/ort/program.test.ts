import assert from "node:assert/strict";
import { test } from "node:test";
import { openSessions } from "../../../src/tensor/ort/engine.ts";
import { OrtVariables } from "../../../src/tensor/ort/variables.ts";
import { host, programOf, runGraph, Sketch } from "../onnx/sketch.ts";

/** total ← total + x; the sum before comes out as `before`, a scaled copy as `scaled`. */
function counter() {
  const sketch = new Sketch();
  const total = sketch.variable("total", [4]);
  const x = sketch.input("x", [4]);
  const half = sketch.constant(host([], "float32", [0.5]));
  const next = sketch.node({ op: "binary", kind: "add" }, [total, x], [4]);
  sketch.update("total", next);
  sketch.output("before", total);
  sketch.output("scaled", sketch.node({ op: "binary", kind: "multiply" }, [next, half], [4]));
  return sketch.graph("counter");
}

const start = { total: host([4], "float32", [1, 2, 3, 4]) };

test("program: variables take their new values, run after run, in buffers that take turns", async () => {
  const sessions = await openSessions({ provider: "cpu", threads: 1 });
  const variables = new OrtVariables(sessions, start);
  const program = await programOf(sessions, counter(), variables);
  for (let run = 0; run < 5; run++) {
    const { before, scaled } = await program.run({ x: Float32Array.of(1, 1, 1, 1) });
    assert.deepEqual([...before.data], [1 + run, 2 + run, 3 + run, 4 + run]);
    assert.deepEqual(
      [...scaled.data],
      [2 + run, 3 + run, 4 + run, 5 + run].map((x) => x / 2),
    );
  }
  const { total } = await variables.read();
  assert.deepEqual(total, host([4], "float32", [6, 7, 8, 9]));
  await variables.write({ total: host([4], "float32", [0, 0, 0, 0]) });
  await program.run({ x: host([4], "float32", [1, 2, 3, 4]) });
  assert.deepEqual([...(await variables.read(["total"])).total.data], [1, 2, 3, 4]);
  assert.deepEqual([...start.total.data], [1, 2, 3, 4]);
});

test("program: runs asked for together are done one after another, each on the inputs it was given", async () => {
  const sessions = await openSessions({ provider: "cpu", threads: 1 });
  const variables = new OrtVariables(sessions, start);
  const program = await programOf(sessions, counter(), variables);
  const x = new Float32Array(4);
  const runs = [1, 2, 3].map((value) => program.run({ x: x.fill(value) }));
  const firsts = (await Promise.all(runs)).map(({ before }) => before.data[0]);
  assert.deepEqual(firsts, [1, 2, 4]);
  assert.equal((await variables.read()).total.data[0], 7);
});

test("program: two outputs may be one value, an input, a constant or a variable handed through", async () => {
  const sketch = new Sketch();
  const a = sketch.variable("a", [2]);
  const b = sketch.variable("b", [2]);
  const x = sketch.input("x", [], "int32");
  const sum = sketch.node({ op: "binary", kind: "add" }, [a, b], [2]);
  for (const name of ["one", "two"]) sketch.output(name, sum);
  sketch.output("x", x);
  sketch.output("three", sketch.constant(host([3], "int32", [3])));
  sketch.update("a", b);
  sketch.update("b", a);
  const sessions = await openSessions({ provider: "cpu", threads: 1 });
  const initial = { a: host([2], "float32", [1, 2]), b: host([2], "float32", [3, 4]) };
  const variables = new OrtVariables(sessions, initial);
  const program = await programOf(sessions, sketch.graph(), variables);
  const given = Int32Array.of(5);
  const results = await program.run({ x: given });
  given[0] = 6;
  assert.deepEqual(results.one, host([2], "float32", [4, 6]));
  assert.deepEqual(results.two, results.one);
  assert.deepEqual(results.x, host([], "int32", [5]));
  assert.deepEqual(results.three, host([3], "int32", [3, 3, 3]));
  assert.deepEqual(await variables.read(), { a: initial.b, b: initial.a });
});

/** table ← 2 · table; picks rows, which fails on a row that is not there. */
function picking() {
  const sketch = new Sketch();
  const table = sketch.variable("table", [3, 2]);
  const rows = sketch.input("rows", [2], "int32");
  const two = sketch.constant(host([], "float32", [2]));
  sketch.update("table", sketch.node({ op: "binary", kind: "multiply" }, [table, two], [3, 2]));
  sketch.output("picked", sketch.node({ op: "gather", axis: 0 }, [table, rows], [2, 2]));
  return sketch.graph("picking");
}

test("program: a run that fails names the kernel and its line, leaves the variables, and the next run goes on", async () => {
  const sessions = await openSessions({ provider: "cpu", threads: 1 });
  const initial = { table: host([3, 2], "float32", [1, 2, 3, 4, 5, 6]) };
  const variables = new OrtVariables(sessions, initial);
  const program = await programOf(sessions, picking(), variables);
  await assert.rejects(program.run({ rows: Int32Array.of(1, 3) }), (error: Error) => {
    assert.equal(
      error.message,
      'picking: the step must run on onnxruntime, got "indices element out of data bounds, idx=3 must be within the inclusive range [-3,2]" at gather asked for at sketch.ts:2:1.',
    );
    assert.ok(error.cause instanceof Error);
    return true;
  });
  assert.deepEqual(await variables.read(), initial);
  const { picked } = await program.run({ rows: Int32Array.of(0, 2) });
  assert.deepEqual([...picked.data], [1, 2, 5, 6]);
  assert.deepEqual([...(await variables.read()).table.data], [2, 4, 6, 8, 10, 12]);
});

test("program: inputs are checked by name, dtype, shape and length", async () => {
  const sessions = await openSessions({ provider: "cpu", threads: 1 });
  const program = await programOf(sessions, counter(), new OrtVariables(sessions, start));
  const x = new Float32Array(4);
  await assert.rejects(program.run({}), /^RangeError: counter: inputs must have "x", got \[\]\.$/);
  await assert.rejects(program.run({ x, y: x }), /counter: inputs must be one of the 1 known names, got "y"/);
  await assert.rejects(
    program.run({ x: new Int32Array(4) }),
    /TypeError: counter: input "x" must be a Float32Array/,
  );
  await assert.rejects(
    program.run({ x: new Float32Array(3) }),
    /RangeError: counter: input "x" must hold 4 numbers/,
  );
  await assert.rejects(
    program.run({ x: host([2, 2], "float32", x) }),
    /must be float32\[4\], got float32\[2,2\]/,
  );
});

test("variables: names, shapes and dtypes are held; once released they say so", async () => {
  const sessions = await openSessions({ provider: "cpu", threads: 1 });
  const variables = new OrtVariables(sessions, start);
  const program = await programOf(sessions, counter(), variables);
  await assert.rejects(
    async () => variables.read(["totl"]),
    /variables\.read: names must be .* Did you mean "total"\?/,
  );
  await assert.rejects(
    variables.write({ total: host([3], "float32", [1, 2, 3]) }),
    /must be float32\[4\], got float32\[3\]/,
  );
  variables.release();
  await assert.rejects(variables.read(), /variables: they have been released/);
  await assert.rejects(program.run({ x: new Float32Array(4) }), /variables: they have been released/);
});

test("program: once released it says so, and releasing again is fine", async () => {
  const sessions = await openSessions({ provider: "cpu", threads: 1 });
  const program = await programOf(sessions, counter(), new OrtVariables(sessions, start));
  await program.release();
  await program.release();
  await assert.rejects(program.run({ x: new Float32Array(4) }), /counter: the program has been released/);
});

test("program: 2000 runs keep the process's memory where it was", async () => {
  const size = 65_536;
  const sketch = new Sketch();
  const state = sketch.variable("state", [size]);
  const x = sketch.input("x", [size]);
  const next = sketch.node({ op: "binary", kind: "add" }, [state, x], [size]);
  sketch.update("state", next);
  sketch.output("sine", sketch.node({ op: "unary", kind: "sin" }, [next], [size]));
  const sessions = await openSessions({ provider: "cpu", threads: 1 });
  const variables = new OrtVariables(sessions, { state: host([size], "float32", new Float32Array(size)) });
  const program = await programOf(sessions, sketch.graph(), variables);
  const given = new Float32Array(size);
  const runs = async (count: number) => {
    for (let run = 0; run < count; run++) await program.run({ x: given });
  };
  await runs(500);
  const before = process.memoryUsage.rss();
  await runs(2000);
  // 2000 outputs of .25 MB would be 500 MB.
  const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
  assert.ok(grown < 100, `grew by ${grown.toFixed(0)} MB`);
});

test("segmentSum: many rows of few ids add up exactly, 20 times over, on 2 threads and on 1", async () => {
  const [rows, width, segments] = [4096, 40, 5];
  const sketch = new Sketch();
  const values = sketch.input("values", [rows, width]);
  const ids = sketch.input("ids", [rows], "int32");
  sketch.output("sums", sketch.node({ op: "segmentSum", segments }, [values, ids], [segments, width]));
  const given = {
    values: Float32Array.from({ length: rows * width }, (_, i) => (i * 7919) % 1000),
    ids: Int32Array.from({ length: rows }, (_, row) => (row * row) % segments),
  };
  const expected = new Float64Array(segments * width);
  for (let i = 0; i < rows * width; i++)
    expected[given.ids[Math.floor(i / width)] * width + (i % width)] += given.values[i];
  for (let repeat = 0; repeat < 20; repeat++) {
    const { sums } = await runGraph(sketch.graph(), given, 1 + (repeat % 2));
    assert.deepEqual([...sums.data], [...expected]);
  }
});
