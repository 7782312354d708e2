import assert from "node:assert/strict";
import { test } from "node:test";
import { endingOf } from "../../src/notebook/ending.ts";
import type { Execution } from "../../src/notebook/execute.ts";
import type { Outcome, OutcomeWord } from "../../src/notebook/outcome.ts";
import { notebookOf } from "./made.ts";

const outcomesWith = (counts: Partial<Record<OutcomeWord, number>>): readonly Outcome[] =>
  Object.entries(counts).flatMap(([word, count]) =>
    Array.from({ length: count }, (_, at) => ({
      id: `${word}${at}`,
      title: "",
      paper: "",
      ours: "",
      tolerance: "",
      verdict: word as OutcomeWord,
      notebook: `${word}.ipynb`,
      seconds: 0,
    })),
  );

const runs = (count: number): readonly Execution[] =>
  Array.from({ length: count }, (_, at) => ({
    file: `${at}.ipynb`,
    notebook: notebookOf([]),
    seconds: 0,
    cellSeconds: {},
  }));

const common = { withoutData: 0, differences: undefined, page: "report.html" };

test("ending: the sentence and the tally count the same targets, and the quoted ones apart", () => {
  const ending = endingOf({
    ...common,
    runs: runs(14),
    outcomes: outcomesWith({ match: 17, close: 1, quoted: 2 }),
  });
  assert.deepEqual(ending, {
    lines: [
      "14 notebooks run, 0 failed; 18 of 18 targets that can be computed pass (17 match, 1 close), 2 are only quoted; report: report.html",
      "18 passed, 0 failed, 0 skipped",
    ],
    failed: 0,
  });
});

test("ending: notebooks without data are told in one line, right before the tally", () => {
  const outcomes = outcomesWith({ match: 1, skipped: 17, quoted: 1 });
  const { lines, failed } = endingOf({ ...common, runs: runs(2), outcomes, withoutData: 12 });
  assert.equal(failed, 0);
  assert.deepEqual(lines.slice(1), [
    "12 notebooks skipped: their published data are not here. With a network: npx mixlab data fetch; without: MIXLAB_MIRROR=FOLDER npm run reproduce.",
    "1 passed, 0 failed, 17 skipped",
  ]);
});

test("ending: outputs that differ from the committed count as failed beside the targets", () => {
  const outcomes = outcomesWith({ match: 2, differs: 2, "not run": 1 });
  const { lines, failed } = endingOf({ ...common, runs: runs(1), outcomes, differences: 1 });
  assert.equal(failed, 4);
  assert.deepEqual(lines, [
    "1 notebook run, 0 failed; 2 of 5 targets that can be computed pass (2 match, 0 close), 2 differ, 1 not run; 1 output differs from the committed; report: report.html",
    "2 passed, 4 failed, 0 skipped",
  ]);
});
