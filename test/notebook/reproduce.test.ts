import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseNotebook } from "../../src/notebook/document.ts";
import { reproduce } from "../../src/notebook/reproduce.ts";
import type { Target } from "../../src/notebook/targets.ts";
import { verdict, verdictType } from "../../src/notebook/verdict.ts";
import { fakeKernel, notebookOf, saved, temporaryFolder } from "./made.ts";

const target = (id: string): Target => ({
  id,
  title: `target ${id}`,
  source: "s",
  paper: "1.5",
  rule: { kind: "rounded", decimals: 1 },
  tolerance: "1 decimal",
});
const targets: readonly Target[] = [
  ...["T1", "T2", "T3"].map(target),
  { ...target("Q1"), rule: { kind: "quoted" } },
];

function cellWith(id: string, ours: number): string {
  const { [verdictType]: record } = { [verdictType]: verdict(id, ours, targets) };
  const bundle = { [verdictType]: JSON.parse(JSON.stringify(record)), "text/plain": id };
  return `display_data ${JSON.stringify({ data: bundle, metadata: {} })}`;
}

interface Made {
  readonly lines: string[];
  readonly status: number;
  readonly rows: Record<string, unknown>[];
  readonly folder: string;
}

async function run(
  folder: string,
  notebooks: Readonly<Record<string, readonly string[]>>,
  promised: Readonly<Record<string, readonly string[]>>,
  extra: { check?: boolean; save?: boolean; only?: readonly string[] } = {},
): Promise<Made> {
  mkdirSync(join(folder, "notebooks"), { recursive: true });
  for (const [name, sources] of Object.entries(notebooks)) {
    const mixlab = { data: name.startsWith("far") ? ["far/data"] : [], targets: promised[name] ?? [] };
    saved(join(folder, "notebooks"), name, notebookOf(sources, { mixlab }));
  }
  const lines: string[] = [];
  const json = join(folder, "result.json");
  const status = await reproduce({
    available: async (name) => name !== "far/data",
    notebooks: join(folder, "notebooks"),
    out: join(folder, "out"),
    json,
    targets,
    kernel: fakeKernel,
    now: () => 0,
    print: (line) => lines.push(line),
    ...extra,
  });
  const rows = status === 1 && lines[0]?.includes("found no") ? [] : JSON.parse(readFileSync(json, "utf8"));
  return { lines, status, rows, folder };
}

test("reproduce: targets met and data missing end well, and each target has its line", async (context) => {
  const made = await run(
    temporaryFolder(context),
    { "a.ipynb": ["# A", cellWith("T1", 1.5)], "far.ipynb": [cellWith("T2", 1.5)] },
    { "a.ipynb": ["T1"], "far.ipynb": ["T2"] },
  );
  assert.equal(made.status, 0);
  assert.deepEqual(made.lines, [
    "far.ipynb  skipped: far/data not available",
    "a.ipynb  0.0 s",
    "",
    "    target     paper  ours         verdict",
    "T1  target T1  1.5    1.5          match",
    "T2  target T2  1.5    no far/data  skipped",
    "",
    "no notebook gives a verdict on T3, Q1",
    `1 notebook run, 0 failed; 1 of 2 targets that can be computed passes (1 match, 0 close), 1 skipped; report: ${join(made.folder, "out", "report.html")}`,
    "1 notebook skipped: its published data are not here. With a network: npx mixlab data fetch; without: MIXLAB_MIRROR=FOLDER npm run reproduce.",
    "1 passed, 0 failed, 1 skipped",
  ]);
  assert.deepEqual(made.rows, [
    {
      id: "T1",
      title: "target T1",
      paper: "1.5",
      ours: "1.5",
      tolerance: "1 decimal",
      verdict: "match",
      notebook: "a.ipynb",
      seconds: 0,
    },
    {
      id: "T2",
      title: "target T2",
      paper: "1.5",
      ours: "no far/data",
      tolerance: "1 decimal",
      verdict: "skipped",
      notebook: "far.ipynb",
      seconds: 0,
    },
  ]);
  assert.match(readFileSync(join(made.folder, "out/report.html"), "utf8"), /id="verdicts"/);
  assert.equal(parseNotebook(readFileSync(join(made.folder, "out/a.ipynb"), "utf8")).cells.length, 2);
});

test("reproduce: a verdict that differs fails the run", async (context) => {
  const made = await run(
    temporaryFolder(context),
    { "a.ipynb": [cellWith("T1", 1.6)] },
    { "a.ipynb": ["T1"] },
  );
  assert.equal(made.status, 1);
  assert.equal(made.rows[0]?.verdict, "differs");
});

test("reproduce: a promised target without a verdict differs", async (context) => {
  const made = await run(
    temporaryFolder(context),
    { "a.ipynb": [cellWith("T1", 1.5)] },
    { "a.ipynb": ["T1", "T3"] },
  );
  assert.equal(made.status, 1);
  assert.deepEqual(
    made.rows.map((row) => [row.id, row.verdict, row.ours]),
    [
      ["T1", "match", "1.5"],
      ["T3", "differs", "no verdict given"],
    ],
  );
});

test("reproduce: a failing cell is printed with its source and error, others go on", async (context) => {
  const made = await run(
    temporaryFolder(context),
    { "a.ipynb": ["# A", "fail RangeError", cellWith("T1", 1.5)], "b.ipynb": [cellWith("T2", 1.5)] },
    { "a.ipynb": ["T1"], "b.ipynb": ["T2"] },
  );
  assert.equal(made.status, 1);
  const text = made.lines.join("\n");
  assert.match(
    text,
    /a\.ipynb {2}0\.0 s {2}failed at cell 2\n {2}\| fail RangeError\n {2}RangeError: as asked\n {2}line one/,
  );
  assert.deepEqual(
    made.rows.map((row) => [row.id, row.verdict, row.ours]),
    [
      ["T1", "not run", "cell 2 failed"],
      ["T2", "match", "1.5"],
    ],
  );
  assert.equal(made.lines.at(-1), "1 passed, 1 failed, 0 skipped");
});

test("reproduce: targets of a kernel that died are not run, which is not to differ, and fails the run", async (context) => {
  const made = await run(
    temporaryFolder(context),
    { "a.ipynb": [cellWith("T1", 1.5), "die", cellWith("T2", 1.5)], "b.ipynb": [cellWith("T3", 1.6)] },
    { "a.ipynb": ["T1", "T2"], "b.ipynb": ["T3"] },
  );
  assert.equal(made.status, 1);
  assert.ok(made.lines.includes("a.ipynb  0.0 s  not run: the kernel died at cell 2"));
  assert.deepEqual(
    made.rows.map((row) => [row.id, row.verdict, row.ours]),
    [
      ["T1", "match", "1.5"],
      ["T2", "not run", "the kernel died at cell 2"],
      ["T3", "differs", "1.6"],
    ],
  );
  assert.ok(made.lines.some((line) => /^T2 .* the kernel died at cell 2 +not run$/.test(line)));
  assert.match(
    made.lines.at(-2) ?? "",
    /^2 notebooks run, 1 failed; 1 of 3 targets that can be computed passes \(1 match, 0 close\), 1 differs, 1 not run; report/,
  );
  assert.equal(made.lines.at(-1), "1 passed, 2 failed, 0 skipped");
  const html = readFileSync(join(made.folder, "out/report.html"), "utf8");
  assert.match(
    html,
    /<td>the kernel died at cell 2<\/td><td><small>1 decimal<\/small><\/td><td><b class="bad">not run</,
  );
  assert.match(html, /<b class="bad">not run: the kernel died at cell 2<\/b>/);
});

test("reproduce: a target that is only quoted is so without its data too", async (context) => {
  const notebooks = { "far.ipynb": [cellWith("T1", 1.5)] };
  const made = await run(temporaryFolder(context), notebooks, { "far.ipynb": ["T1", "Q1"] });
  assert.equal(made.status, 0);
  assert.deepEqual(
    made.rows.map((row) => [row.id, row.verdict, row.ours]),
    [
      ["T1", "skipped", "no far/data"],
      ["Q1", "quoted", "no far/data"],
    ],
  );
  assert.match(
    made.lines.at(-3) ?? "",
    /; 0 of 1 target that can be computed pass .*, 1 skipped, 1 is only quoted; /,
  );
  assert.equal(made.lines.at(-1), "0 passed, 0 failed, 1 skipped");
});

test("reproduce: a failed notebook that owes no target counts as failed in the tally", async (context) => {
  const made = await run(temporaryFolder(context), { "a.ipynb": ["fail RangeError"] }, {});
  assert.equal(made.status, 1);
  assert.match(made.lines.at(-2) ?? "", /^1 notebook run, 1 failed; report: /);
  assert.equal(made.lines.at(-1), "0 passed, 1 failed, 0 skipped");
});

test("reproduce: check fails on other outputs than the committed, and passes once they are saved", async (context) => {
  const folder = temporaryFolder(context);
  const notebooks = { "a.ipynb": ['stream {"name":"stdout","text":"new"}'] };
  const first = await run(folder, notebooks, {}, { check: true, save: true });
  assert.equal(first.status, 1);
  assert.match(
    first.lines.join("\n"),
    /a\.ipynb: cell 1, output 1, stdout, line 1 differs.*\n {2}- \(none\)\n {2}\+ new/,
  );
  const again = await run(folder, {}, {}, { check: true });
  assert.equal(again.status, 0);
});

test("reproduce: no notebook at all is an error, not a success", async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "note.txt"), "");
  const made = await run(folder, { "a.ipynb": ["cwd"] }, {}, { only: ["zzz"] });
  assert.equal(made.status, 1);
  assert.match(made.lines[0] ?? "", /found no notebook under .* for zzz/);
});
