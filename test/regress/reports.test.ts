import assert from "node:assert/strict";
import { test } from "node:test";
import { card, regmix } from "../../src/dataset/index.ts";
import {
  benefits,
  correlateLossesWithScores,
  fitLinear,
  helpsAllOthers,
  learningCurve,
  predictedAgainstActual,
  rankTransfer,
  strongestRow,
} from "../../src/regress/index.ts";
import { matrix, type Swarm, selectColumns } from "../../src/table/index.ts";
import { needsPublished } from "../published.ts";

const swarm = (name: string, ids: string[], weights: number[], losses: number[]): Swarm => ({
  name,
  ids,
  mixtures: matrix(["a", "b"], Float64Array.from(weights.flatMap((weight) => [weight, 1 - weight]))),
  losses: matrix(["a"], Float64Array.from(losses)),
});

test("rankTransfer: joins by id and refuses other mixtures", () => {
  const small = swarm("small", ["1", "2", "3"], [0, 0.5, 1], [3, 2, 1]);
  const large = swarm("large", ["3", "1", "2"], [1, 0, 0.5], [0.1, 0.3, 0.2]);
  assert.equal(rankTransfer(small, large).a.spearman.toFixed(12), "1.000000000000");
  assert.throws(
    () => rankTransfer(small, swarm("large", ["3", "1", "2"], [1, 0, 0.4], [1, 2, 3])),
    /got others for run "2"/,
  );
  const turned = { ...large, mixtures: selectColumns(large.mixtures, ["b", "a"]) };
  assert.deepEqual(rankTransfer(small, turned), rankTransfer(small, large));
});

test("predictedAgainstActual: the line is that of least squares and the best runs are found", () => {
  const runs = swarm("runs", ["1", "2", "3"], [0, 0.5, 1], [5, 3, 1]);
  const surrogate = { kind: "fixed", target: "a", features: ["a"], predict: () => Float64Array.of(2, 1, 0) };
  const { line, best, actualBest } = predictedAgainstActual(surrogate, runs);
  assert.deepEqual(
    { line, best, actualBest },
    { line: { slope: 2, intercept: 1 }, best: "3", actualBest: "3" },
  );
});

test("strongestRow: refuses a row without a correlation", () => {
  const rows = ["arxiv", "github"];
  const grid = (github: number) => ({
    rows,
    columns: ["x"],
    values: { arxiv: { x: 0.1 }, github: { x: github } },
  });
  assert.equal(strongestRow(grid(0.2)), "github");
  assert.throws(() => strongestRow(grid(Number.NaN)), /must hold numbers, got none for "github"/);
});

test("learningCurve: refuses a size beyond the runs there are", () => {
  const runs = swarm("runs", ["1", "2"], [0, 1], [1, 2]);
  assert.throws(() => learningCurve(runs, [3], {}, {}), /whole numbers from 1 to 2, got 3/);
});

test("rank invariance: ranks at 1M and 60M agree as the spec lists", needsPublished, async () => {
  const transfers = rankTransfer((await regmix("1m")).test, (await regmix("60m")).test);
  assert.deepEqual(
    Object.values(transfers).map(({ spearman }) => (spearman * 100).toFixed(2)),
    [
      "99.48",
      "99.80",
      "99.43",
      "99.74",
      "98.83",
      "99.29",
      "99.78",
      "99.44",
      "99.41",
      "98.01",
      "99.40",
      "99.78",
      "99.46",
    ],
  );
});

test("losses and tasks: Pile-CC goes with HellaSwag at r .92 and ρ .955", needsPublished, async () => {
  const { pearson, spearman } = correlateLossesWithScores((await regmix("1b")).test, await card());
  const cells = [pearson, spearman].map(({ values }) => values.pile_cc.HellaSwag.toFixed(4));
  assert.deepEqual(cells, ["0.9224", "0.9552"]);
  assert.equal(strongestRow(pearson), "pile_cc");
});

test("benefits: PhilPapers is the only domain that helps all others", needsPublished, async () => {
  const { train } = await regmix("1m");
  const models = Object.fromEntries(
    train.losses.names.map((target) => [target, fitLinear(train, { target, alpha: 1 })]),
  );
  const helpers = Object.entries(helpsAllOthers(benefits(models))).filter(([, helps]) => helps);
  assert.deepEqual(helpers, [["philpapers", true]]);
});
