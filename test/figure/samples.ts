import type { Figure, Table } from "../../src/figure/index.ts";
import * as figure from "../../src/figure/index.ts";
import { matrix } from "../../src/table/index.ts";

const domains = ["arxiv", "pile_cc", "own <&> domain"];
const tasks = ["HellaSwag", "QQP", "Average"];

/** A number between 0 and 1 that depends on its place only. */
const share = (at: number): number => ((at * 0.7548776662) % 1) * 0.98 + 0.01;

const list = (length: number, from: number, to: number, seed = 0): number[] =>
  Array.from({ length }, (_, at) => from + (to - from) * share(at + 1 + seed));

const record = <T>(names: readonly string[], value: (name: string, at: number) => T): Record<string, T> =>
  Object.fromEntries(names.map((name, at) => [name, value(name, at)]));

const square = (rows: readonly string[], columns: readonly string[], low: number, high: number) =>
  record(rows, (_, row) => record(columns, (_, at) => low + (high - low) * share(row * 7 + at + 1)));

const ids = (length: number): string[] => Array.from({ length }, (_, at) => `Model ${at + 1}`);

/** Every figure of the room, on small data of our own. */
export const sampleFigures: Readonly<Record<string, () => Figure>> = {
  predictedVersusTrue: () =>
    figure.predictedVersusTrue({
      target: "pile_cc",
      kind: "boosting",
      predicted: list(12, 5, 6),
      actual: Float64Array.from(list(12, 5.1, 6.2)),
      ids: ids(12),
      correlation: 0.9891558423,
      line: { slope: 1.2, intercept: -0.9 },
    }),
  compareMixtures: () =>
    figure.compareMixtures(
      { prior: { arxiv: 0.3, pile_cc: 0.7 }, regmix: { arxiv: 0.1, pile_cc: 0.9 } },
      { intervals: { regmix: { arxiv: { low: 0.05, high: 0.12 }, pile_cc: { low: 0.88, high: 0.95 } } } },
    ),
  lossTaskHeatmap: () =>
    figure.lossTaskHeatmap({
      rows: domains,
      columns: tasks,
      values: square(domains, tasks, -1, 1),
      coefficient: "Pearson",
      models: 64,
    }),
  coefficientHeatmap: () =>
    figure.coefficientHeatmap({
      rows: domains,
      columns: domains,
      values: square(domains, domains, -2, 9),
      method: "ridge, α = 1",
    }),
  shapSummary: () =>
    figure.shapSummary({
      rows: domains,
      columns: domains,
      values: square(domains, domains, 0, 0.4),
      mixtures: 20,
    }),
  shapBeeswarm: () =>
    figure.shapBeeswarm({
      target: "pile_cc",
      shap: matrix(domains, Float64Array.from(list(60, -0.4, 0.3))),
      weights: matrix(domains, Float64Array.from(list(60, 0, 1, 9))),
    }),
  weightDistributions: () =>
    figure.weightDistributions(
      record(domains, (_, at) => ({ edges: [0, 0.1, 0.2, 0.3], counts: [9 + at, 3, 1], zeroShare: 0.455 })),
    ),
  predictedBestModel: () =>
    figure.predictedBestModel({
      target: "pile_cc",
      predicted: list(9, 5, 6),
      actual: list(9, 2.8, 3.2),
      ids: ids(9),
      best: "Model 4",
    }),
  rankInvariance: () =>
    figure.rankInvariance(
      record(domains, () => ({ small: [1, 2, 3, 4], large: [1, 3, 2, 4], spearman: 0.8 })),
    ),
  simulatedLosses: () =>
    figure.simulatedLosses({
      target: "pile_cc",
      edges: [5, 5.5, 6],
      counts: [1200, 30],
      references: { recommended: 4.95, "best observed": 5.1, uniform: 5.9, human: 6.3 },
    }),
  scoreSpreadStrip: () => figure.scoreSpreadStrip(record(tasks, (_, at) => list(64, 20 + at, 60, at))),
  ownWeightVersusLoss: () =>
    figure.ownWeightVersusLoss(record(domains, () => ({ weight: [0, 0.001, 0.2, 1], loss: [6, 5, 4, 2] }))),
  ownWeightVersusLossLinear: () =>
    figure.ownWeightVersusLoss(
      { pile_cc: { weight: list(120, 0, 1), loss: list(120, 2, 6) } },
      { weightScale: "linear" },
    ),
  proxyCount: () =>
    figure.proxyCount(
      ["1M", "60M"].flatMap((scale, at) =>
        ["boosting", "linear"].flatMap((model, k) =>
          [64, 128, 512].map((count) => ({
            count,
            model,
            scale,
            spearman: 0.9 - 0.1 * at + 0.01 * k * Math.log2(count / 64),
          })),
        ),
      ),
    ),
  mixtureSimplex: () =>
    figure.mixtureSimplex({
      target: "stackexchange",
      mixtures: matrix(
        ["hackernews", "github", "philpapers"],
        Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0.2, 0.3, 0.5),
      ),
      predicted: [6, 5, 5.5, 5.2],
      best: { hackernews: 0, github: 1, philpapers: 0 },
    }),
};

/** Every table of the room, on small data of our own. */
export const sampleTables: Readonly<Record<string, () => Table>> = {
  correlationTable: () =>
    figure.correlationTable([
      { target: "arxiv", paper: 99.6, spearman: 0.99599, trees: 333, stoppedBy: "l2" },
      { target: "pile_cc", paper: 98.92, spearman: 0.9871, trees: 613, stoppedBy: "l1" },
    ]),
  rankPredictionTable: () =>
    figure.rankPredictionTable([
      {
        model: "linear",
        scale: "1M",
        published: 90.08,
        recomputed: 0.9021,
        publishedError: 0.13,
        recomputedError: 0.1243,
      },
      { model: "linear", scale: "1B", published: 88.01, recomputed: 0.8766 },
      { model: "gp", scale: "1B", recomputed: 0.9 },
    ]),
  recommendationTable: () =>
    figure.recommendationTable([
      { mixture: "recommended", predicted: { boosting: 5.128, linear: 4.9 }, recommended: true },
      { mixture: "uniform", predicted: { boosting: 5.547 }, observed: 5.6 },
    ]),
  scoreSpread: () =>
    figure.scoreSpread([
      {
        task: "Lambada",
        worst: 18.92,
        worstModel: 37,
        best: 33.47,
        bestModel: 23,
        difference: 33.47 - 18.92,
      },
      { task: "Average", worst: 43.67, worstModel: 38, best: 47.86, bestModel: 35, difference: 4.19 },
    ]),
  publishedAverages: () =>
    figure.publishedAverages([
      { version: "v1", method: "RegMix", average: 48.6, deviation: 0.3 },
      { version: "v2", method: "RegMix", average: 47.3 },
      { version: "v2", method: "Human", average: 45.1 },
    ]),
};
