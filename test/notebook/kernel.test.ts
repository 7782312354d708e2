// The runner with the project's own kernel.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageFolder } from "../../src/dataset/index.ts";
import { compareNotebooks } from "../../src/notebook/compare.ts";
import { type CodeCell, parseNotebook } from "../../src/notebook/document.ts";
import { executeNotebook } from "../../src/notebook/execute.ts";
import { verdictsIn } from "../../src/notebook/outcome.ts";
import { printNotebook } from "../../src/notebook/print.ts";
import { notebookOf, saved, temporaryFolder } from "./made.ts";

const samples = join(packageFolder(), "test/notebook/samples");

test("own kernel: a sample gives its committed outputs, to the byte", async () => {
  const file = join(samples, "plain.ipynb");
  const run = await executeNotebook(file, { cellTimeoutSeconds: 60 });
  assert.equal(run.failure, undefined);
  assert.equal(printNotebook(run.notebook), readFileSync(file, "utf8"));
});

test("own kernel: figures, tables and verdicts show themselves, and agree with what is committed", async () => {
  const file = join(samples, "figure.ipynb");
  const run = await executeNotebook(file, { cellTimeoutSeconds: 60 });
  assert.equal(run.failure, undefined);
  assert.deepEqual(compareNotebooks(parseNotebook(readFileSync(file, "utf8")), run.notebook), []);
  const types = run.notebook.cells.map((cell) => {
    const output = (cell as CodeCell).outputs?.[0];
    return output !== undefined && "data" in output ? Object.keys(output.data) : [];
  });
  assert.ok(types[2]?.includes("application/vnd.plotly.v1+json") && types[2].includes("image/svg+xml"));
  assert.ok(types[3]?.includes("text/html"));
  assert.deepEqual(
    verdictsIn(run.notebook).map(({ id, verdict }) => [id, verdict]),
    [["R5", "match"]],
  );
});

test("own kernel: a failing cell is named with its error, and what ran is kept", async () => {
  const run = await executeNotebook(join(samples, "failing.ipynb"), { cellTimeoutSeconds: 60 });
  assert.deepEqual(
    [run.failure?.cell, run.failure?.ename, run.failure?.evalue],
    [3, "RangeError", "total must be positive, got -1"],
  );
  const counts = run.notebook.cells.map((cell) => (cell as CodeCell).execution_count);
  assert.deepEqual(counts, [undefined, 1, 2, null]);
});

test("own kernel: a busy loop ends when its time is over", async (context) => {
  const file = saved(temporaryFolder(context), "a.ipynb", notebookOf(["for (;;) {}"]));
  const run = await executeNotebook(file, { cellTimeoutSeconds: 2 });
  assert.equal(run.failure?.kind, "timeout");
  assert.equal(run.failure.cell, 1);
});

test("own kernel: a cell that kills the process is named", async (context) => {
  const file = saved(
    temporaryFolder(context),
    "a.ipynb",
    notebookOf(["1", 'process.kill(process.pid, "SIGKILL")']),
  );
  const run = await executeNotebook(file, { cellTimeoutSeconds: 60 });
  assert.equal(run.failure?.kind, "died");
  assert.equal(run.failure.cell, 2);
  assert.match(run.failure.evalue, /SIGKILL/);
});

test("own kernel: progress leaves one display that holds the end and no time", async (context) => {
  const folder = join(packageFolder(), "out/test");
  mkdirSync(folder, { recursive: true });
  const inside = mkdtempSync(join(folder, "progress-"));
  context.after(() => rmSync(inside, { recursive: true, force: true }));
  const code =
    'import { notebook } from "mixlab";\nconst bar = notebook.progress(3, { label: "proxies" });\n' +
    "for (let k = 1; k <= 3; k++) { await new Promise((r) => setTimeout(r, 120)); bar.update(k); }\nbar.done();";
  const run = await executeNotebook(saved(inside, "a.ipynb", notebookOf([code])), { cellTimeoutSeconds: 60 });
  assert.equal(run.failure, undefined);
  assert.deepEqual((run.notebook.cells[0] as CodeCell).outputs, [
    {
      output_type: "display_data",
      data: {
        "text/html": '<div><progress value="3" max="3"></progress> proxies: 3 of 3</div>',
        "text/plain": "[####################] proxies: 3 of 3",
      },
      metadata: {},
    },
  ]);
});
