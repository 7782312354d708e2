import assert from "node:assert/strict";
import { test } from "node:test";
import * as figure from "../../../src/figure/index.ts";
import { checkTable } from "../sound-figure.ts";
import { scalingTables } from "./table-samples.ts";

const columns = (name: string): Record<string, readonly string[]> =>
  Object.fromEntries(scalingTables[name]().columns.map((column) => [column.label, column.cells]));

for (const [name, make] of Object.entries(scalingTables)) {
  test(`${name}: its HTML is well-formed and says what is computed and what is quoted`, () =>
    checkTable(make()));
}

test("fitParametersTable: computed stands above printed, and a print that differs is named", () => {
  const cells = columns("fitParametersTable");
  assert.deepEqual(cells["train set"], ["RedPajama", "", "own <&> text"]);
  assert.deepEqual(cells.E, ["1.83665", "1.84", "0.50000"]);
  assert.deepEqual(cells.a, ["212.236", "212", "−1.000"]);
  assert.deepEqual(cells.η, ["0.136425", "0.136", "0.100000"]);
  assert.deepEqual(cells.equal, ["not ε", "", "–"]);
  assert.deepEqual(cells["M*"], ["7.42", "", ""]);
  assert.equal(cells.γ, undefined);
});

test("singleTaskErrors: two decimals, and the difference is that of the rounded numbers", () => {
  const cells = columns("singleTaskErrors");
  assert.deepEqual(cells["ARC-E"], ["28.96", "28.96", "0.00", "7.57", "7.56", "+0.01"]);
  assert.deepEqual(cells.OpenBookQA.slice(0, 3), ["96.15", "96.16", "−0.01"]);
  assert.deepEqual(cells["train set"], ["C4", "", "", "RedPajama", "", ""]);
  assert.deepEqual(cells.trainSet.slice(3), ["1.00", "–", "–"]);
  assert.match(scalingTables.singleTaskErrors().title, /Table 7/);
});

test("singleTaskErrors: without printed numbers there is one line for each train set", () => {
  const plain = figure.singleTaskErrors([{ trainSet: "rpj", task: "COPA", percent: 1.005 }]);
  assert.deepEqual(
    plain.columns.map(({ label, cells }) => [label, ...cells]),
    [
      ["train set", "RedPajama"],
      ["COPA", "1.01"],
    ],
  );
  assert.doesNotMatch(plain.caption, /Quoted|Table/);
});

test("architectureTable: says how many architectures and models there are", () => {
  assert.match(scalingTables.architectureTable().caption, /2 architectures with 7 models/);
  assert.deepEqual(columns("architectureTable")["parameters (millions)"], ["10.57", "411.62"]);
});

test("taskTable: kept tasks are bold and counted", () => {
  const drawn = scalingTables.taskTable();
  assert.deepEqual(drawn.strong, [0]);
  assert.match(drawn.caption, /the 1 of 2 tasks kept/);
  assert.deepEqual(columns("taskTable")["guessing, %"], ["50", "33.33"]);
  assert.deepEqual(columns("taskTable")["gain, points"], ["16.00", "–"]);
});

test("uncertaintyTable: what does not exist gives its reason once, below the table", () => {
  const cells = columns("uncertaintyTable");
  assert.deepEqual(cells["standard error"], ["0.0123", "none [2]"]);
  assert.deepEqual(cells["90 % interval, profile"], ["open to 2.1 [1]", "–"]);
  assert.deepEqual(cells["90 % interval, bootstrap"], ["none [1]", "−0.1235 to 0.2"]);
  assert.deepEqual(cells.parameter, ["E", "η"]);
  assert.deepEqual(cells["train set"], ["RedPajama", ""]);
  assert.match(
    scalingTables.uncertaintyTable().caption,
    /intervals at 90 %\..* \[1\] Three parameters on three points leave no freedom\. \[2\] Other\.$/,
  );
});

const task = { task: "copa", category: "", type: "", shots: 0, samples: 1, baseline: 50, selected: true };
const grid = { width: 96, layers: 8, heads: 4, parameters: 1e7, runs: 4, lowestLoss: 5 };
const refused: [string, () => unknown, RegExp][] = [
  ["fitParametersTable: no rows", () => figure.fitParametersTable([]), /rows must have at least one entry/],
  [
    "fitParametersTable: no parameter",
    () => figure.fitParametersTable([{ trainSet: "rpj", computed: {} }]),
    /parameters must have at least one entry/,
  ],
  [
    "fitParametersTable: a parameter that is no number",
    () => figure.fitParametersTable([{ trainSet: "rpj", computed: { E: Number.NaN } }]),
    /fitParametersTable: E must be a finite number, got NaN at rpj/,
  ],
  [
    "fitParametersTable: a train set twice",
    () =>
      figure.fitParametersTable([
        { trainSet: "rpj", computed: { E: 1 } },
        { trainSet: "rpj", computed: { E: 1 } },
      ]),
    /rows must name each entry once, got "rpj" twice/,
  ],
  ["singleTaskErrors: no rows", () => figure.singleTaskErrors([]), /rows must have at least one entry/],
  [
    "singleTaskErrors: a negative error",
    () => figure.singleTaskErrors([{ trainSet: "rpj", task: "COPA", percent: -1 }]),
    /percent must be a finite number of at least 0, got -1 at COPA of rpj/,
  ],
  [
    "architectureTable: a loss that is no number",
    () => figure.architectureTable([{ ...grid, lowestLoss: Number.NaN }]),
    /lowestLoss must be .* got NaN at rows\[0\]/,
  ],
  ["taskTable: a task twice", () => figure.taskTable([task, task]), /got "copa" twice/],
  [
    "taskTable: a gain that is no number",
    () => figure.taskTable([{ ...task, gain: Number.NaN }]),
    /gain must be a finite number, got NaN at copa/,
  ],
  ["uncertaintyTable: no rows", () => figure.uncertaintyTable([]), /rows must have at least one entry/],
  [
    "uncertaintyTable: bounds that are the wrong way round",
    () =>
      figure.uncertaintyTable([{ parameter: "E", value: 1, profile: { lower: 2, upper: 1, level: 0.95 } }]),
    /lower must be at most upper \(1\), got 2 at E/,
  ],
  [
    "uncertaintyTable: intervals of two levels",
    () =>
      figure.uncertaintyTable(
        [0.9, 0.95].map((level) => ({ parameter: "E", value: 1, profile: { lower: 0, upper: 2, level } })),
      ),
    /intervals must have one level, got \[0\.9,0\.95\]/,
  ],
];
for (const [title, call, message] of refused) test(`${title} is refused`, () => assert.throws(call, message));
