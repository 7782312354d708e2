import type { Table } from "../../../src/figure/index.ts";
import * as figure from "../../../src/figure/index.ts";

const why = "Three parameters on three points leave no freedom.";

/** The tables of the scaling figures, on small data. */
export const scalingTables: Readonly<Record<string, () => Table>> = {
  fitParametersTable: () =>
    figure.fitParametersTable([
      {
        trainSet: "rpj",
        computed: { E: 1.836648409, a: 212.236, eta: 0.136425, epsilon: 0.85699193 },
        printed: { E: 1.84, a: 212, eta: 0.136, epsilon: 0.858 },
        lossOptimalRatio: 7.419,
      },
      { trainSet: "own <&> text", computed: { E: 0.5, a: -1, eta: 0.1, epsilon: 0.9 } },
    ]),
  singleTaskErrors: () =>
    figure.singleTaskErrors(
      [
        { trainSet: "c4_original", task: "ARC-E", percent: 28.964, printed: 28.96 },
        { trainSet: "c4_original", task: "OpenBookQA", percent: 96.149, printed: 96.16 },
        { trainSet: "rpj", task: "ARC-E", percent: 7.566, printed: 7.56 },
        { trainSet: "rpj", task: "trainSet", percent: 1 },
      ],
      { paperTable: 7 },
    ),
  architectureTable: () =>
    figure.architectureTable([
      { width: 96, layers: 8, heads: 4, parameters: 10_569_312, runs: 4, lowestLoss: 5.15384 },
      { width: 1024, layers: 24, heads: 8, parameters: 411_616_256, runs: 3, lowestLoss: 2.47 },
    ]),
  taskTable: () =>
    figure.taskTable([
      {
        task: "copa",
        category: "a",
        type: "b",
        shots: 0,
        samples: 100,
        baseline: 50,
        selected: true,
        gain: 16,
      },
      { task: "bbq", category: "a", type: "b", shots: 3, samples: 58492, baseline: 33.333, selected: false },
    ]),
  uncertaintyTable: () =>
    figure.uncertaintyTable([
      {
        trainSet: "rpj",
        parameter: "E",
        value: 1.836648409,
        standardError: 0.0123456,
        profile: { lower: undefined, upper: 2.1, level: 0.9, reason: why },
        bootstrap: { lower: undefined, upper: undefined, level: 0.9, reason: why },
      },
      {
        trainSet: "rpj",
        parameter: "eta",
        value: 0.136425,
        reason: "Other.",
        bootstrap: { lower: -0.123456, upper: 0.2, level: 0.9 },
      },
    ]),
};
