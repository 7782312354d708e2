import assert from "node:assert/strict";
import { existsSync, realpathSync } from "node:fs";
import { test } from "node:test";
import type { CodeCell, Output } from "../../src/notebook/document.ts";
import { type Execution, executeNotebook, executeNotebooks } from "../../src/notebook/execute.ts";
import { fakeKernel, notebookOf, saved, temporaryFolder } from "./made.ts";

const outputs = ({ notebook }: Execution, cell: number): readonly Output[] =>
  (notebook.cells[cell] as CodeCell).outputs;
const options = { kernel: fakeKernel };

test("execute: outputs are stored as Jupyter stores them, with counts and without times", async (context) => {
  const folder = temporaryFolder(context);
  const sources = [
    "# Title\n\ntext",
    'stream {"name":"stdout","text":"a"}\nstream {"name":"stdout","text":"b\\n"}\nstream {"name":"stderr","text":"c"}',
    'execute_result {"data":{"text/plain":"3"},"metadata":{},"execution_count":2}',
  ];
  const run = await executeNotebook(saved(folder, "a.ipynb", notebookOf(sources)), options);
  assert.equal(run.failure, undefined);
  assert.deepEqual(outputs(run, 1), [
    { output_type: "stream", name: "stdout", text: "ab\n" },
    { output_type: "stream", name: "stderr", text: "c" },
  ]);
  assert.deepEqual(outputs(run, 2), [
    { output_type: "execute_result", data: { "text/plain": "3" }, metadata: {}, execution_count: 2 },
  ]);
  assert.deepEqual(run.notebook.metadata, { language_info: { name: "fake", version: "1" } });
  assert.deepEqual(
    run.notebook.cells.map((cell) => (cell as CodeCell).execution_count),
    [undefined, 1, 2],
  );
});

test("execute: the kernel works in the notebook's folder", async (context) => {
  const folder = temporaryFolder(context);
  const run = await executeNotebook(saved(folder, "a.ipynb", notebookOf(["cwd"])), options);
  const [output] = outputs(run, 0);
  assert.equal(output?.output_type === "stream" && output.text, realpathSync(folder));
});

test("execute: a failing cell stops the run, is named, and what ran is kept", async (context) => {
  const sources = ['stream {"name":"stdout","text":"kept"}', "fail RangeError", "cwd"];
  const run = await executeNotebook(saved(temporaryFolder(context), "a.ipynb", notebookOf(sources)), options);
  assert.deepEqual(run.failure, {
    kind: "error",
    cell: 2,
    source: "fail RangeError",
    ename: "RangeError",
    evalue: "as asked",
    traceback: ["line one"],
  });
  assert.equal(outputs(run, 0).length, 1);
  assert.equal(outputs(run, 1)[0]?.output_type, "error");
  assert.deepEqual(outputs(run, 2), []);
});

test("execute: a cell tagged raises-exception may fail", async (context) => {
  const made = notebookOf(["fail TypeError", "cwd"]);
  const cells = made.cells.map((cell, at) =>
    at === 0 ? { ...cell, metadata: { tags: ["raises-exception"] } } : cell,
  );
  const run = await executeNotebook(saved(temporaryFolder(context), "a.ipynb", { ...made, cells }), options);
  assert.equal(run.failure, undefined);
  assert.equal(outputs(run, 1).length, 1);
});

test("execute: the death of the kernel names the cell and is stored as its error", async (context) => {
  const run = await executeNotebook(
    saved(temporaryFolder(context), "a.ipynb", notebookOf(["# t", "die"])),
    options,
  );
  assert.equal(run.failure?.kind, "died");
  assert.equal(run.failure.cell, 2);
  assert.match(run.failure.evalue, /exit status 3/);
  assert.equal(outputs(run, 1)[0]?.output_type, "error");
});

test("execute: a program that is no kernel is a death that shows what it said", async (context) => {
  const kernel = { argv: [process.execPath, "-e", "console.error('no such kernel'); process.exit(4)"] };
  const run = await executeNotebook(saved(temporaryFolder(context), "a.ipynb", notebookOf(["cwd"])), {
    kernel,
  });
  assert.match(run.failure?.evalue ?? "", /exit status 4.*\nno such kernel/s);
});

test("execute: the connection file is for the user alone, and gone afterwards", async (context) => {
  const say =
    "const path = process.argv[1]; console.error((require('fs').statSync(path).mode & 0o777).toString(8), path)";
  const kernel = { argv: [process.execPath, "-e", say, "{connection_file}"] };
  const run = await executeNotebook(saved(temporaryFolder(context), "a.ipynb", notebookOf(["cwd"])), {
    kernel,
  });
  const [, mode, path] = /\n(\d+) (\S+)$/.exec(run.failure?.evalue ?? "") ?? [];
  assert.equal(mode, "600");
  assert.equal(existsSync(path ?? "."), false);
});

test("execute: a cell over its time is interrupted", async (context) => {
  const file = saved(temporaryFolder(context), "a.ipynb", notebookOf(["hang", "cwd"]));
  const run = await executeNotebook(file, { ...options, cellTimeoutSeconds: 0.2 });
  assert.equal(run.failure?.kind, "timeout");
  assert.equal(run.failure.cell, 1);
});

test("execute: an aborted signal interrupts the cell and keeps the notebook", async (context) => {
  const file = saved(temporaryFolder(context), "a.ipynb", notebookOf(["cwd", "hang"]));
  const controller = new AbortController();
  const onCell = (cell: number) => {
    if (cell === 2) setTimeout(() => controller.abort(), 50);
  };
  const run = await executeNotebook(file, { ...options, signal: controller.signal, onCell });
  assert.equal(run.failure?.kind, "interrupted");
  assert.equal(outputs(run, 0).length, 1);
});

test("execute: several notebooks keep the order of their files", async (context) => {
  const folder = temporaryFolder(context);
  const files = ["one", "two", "three"].map((name) =>
    saved(folder, `${name}.ipynb`, notebookOf([`stream {"name":"stdout","text":"${name}"}`])),
  );
  const runs = await executeNotebooks(files, options);
  assert.deepEqual(
    runs.map((run) => run.file),
    files,
  );
});

test("execute: times come from the clock given and never into the notebook", async (context) => {
  let time = 0;
  const file = saved(temporaryFolder(context), "a.ipynb", notebookOf(["cwd"]));
  const run = await executeNotebook(file, { ...options, now: () => (time += 1000) });
  assert.deepEqual(Object.values(run.cellSeconds), [1]);
  assert.equal(run.seconds, 3);
});
