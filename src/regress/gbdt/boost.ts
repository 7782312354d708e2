import type { BinArray, BinnedTable } from "./dataset.ts";
import { makeEarlyStopping } from "./early-stopping.ts";
import { Grower, type GrownTree } from "./grow.ts";
import { evaluateMetric, type Metric } from "./metric.ts";
import { epsilon, zeroed } from "./numerics.ts";
import { makeObjective } from "./objective.ts";
import type { Parameters } from "./parameters.ts";
import { addTreeScoresInPlace } from "./route.ts";
import { makeColumnSampler, makeRowSampler } from "./sampling.ts";
import type { Ensemble, Tree } from "./tree.ts";

/** Rows on which progress is measured. */
export interface ValidationRows {
  /** Binned as the training table. */
  readonly bins: BinArray;
  readonly labels: Float32Array;
  readonly weights: Float32Array | undefined;
}

/** What boosting is to do beside the parameters. */
export interface BoostPlan {
  readonly labels: Float32Array;
  readonly weights: Float32Array | undefined;
  readonly validation: ValidationRows | undefined;
  readonly metrics: readonly Metric[];
  /** 0: never stop early. */
  readonly stoppingRounds: number;
  /** Called after each iteration. */
  readonly onIteration?: ((iteration: number, values: readonly number[]) => void) | undefined;
}

/** A trained model and how training went. */
export interface BoostResult {
  readonly ensemble: Ensemble;
  /** Trees that were kept by early stopping; 0 where it was not asked for. */
  readonly bestIteration: number;
  readonly stoppedBy: Metric | "none";
  /** Per metric, its value after each iteration. */
  readonly history: Readonly<Record<string, Float64Array>>;
}

/**
 * Gradient boosting over a binned table.
 *
 * Shape   labels, weights [rows] float32
 * Random  only through the seeds in the parameters
 * Source  LightGBM GBDT::TrainOneIter, Python's `train`
 */
export function boost(table: BinnedTable, parameters: Parameters, plan: BoostPlan): BoostResult {
  const { labels, weights, validation, metrics } = plan;
  const { rows, columns } = table;
  const objective = makeObjective(labels, weights, parameters);
  const grower = new Grower(table, parameters, makeColumnSampler(columns.length, parameters));
  const rowSampler = makeRowSampler(rows, parameters);
  const everyRow = Int32Array.from({ length: rows }, (_, row) => row);
  const scores = new Float64Array(rows);
  const validScores = new Float64Array(validation?.labels.length ?? 0);
  const gradients = new Float32Array(rows);
  const hessians = weights === undefined ? undefined : new Float32Array(rows);
  const trees: Tree[] = [];
  const history = metrics.map(() => [] as number[]);
  const decide =
    validation === undefined || plan.stoppingRounds <= 0
      ? undefined
      : makeEarlyStopping(metrics, plan.stoppingRounds, parameters.numIterations);

  function addToAll(value: number): void {
    for (let row = 0; row < rows; row++) scores[row] += value;
    for (let row = 0; row < validScores.length; row++) validScores[row] += value;
  }

  function startScore(): number {
    const start = objective.start();
    return Math.abs(start) > epsilon ? start : 0;
  }

  function renewLeavesInPlace({ tree, rows: inLeaves, leafBegin }: GrownTree): void {
    if (objective.renewedLeaf === undefined) return;
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const leafRows = inLeaves.subarray(leafBegin[leaf], leafBegin[leaf] + tree.leafCount[leaf]);
      if (leafRows.length > 0) tree.leafValue[leaf] = zeroed(objective.renewedLeaf(scores, leafRows));
    }
  }

  function addScores(grown: GrownTree, bag: Int32Array | undefined): void {
    const { tree, rows: inLeaves, leafBegin } = grown;
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const value = tree.leafValue[leaf];
      const end = leafBegin[leaf] + tree.leafCount[leaf];
      for (let at = leafBegin[leaf]; at < end; at++) scores[inLeaves[at]] += value;
    }
    if (bag !== undefined) {
      const outside = everyRow.filter(isOutside(bag));
      addTreeScoresInPlace(scores, grown, table.bins, columns, outside);
    }
    if (validation !== undefined) {
      addTreeScoresInPlace(validScores, grown, validation.bins, columns);
    }
  }

  /** Returns whether a tree could be grown. */
  function update(grownTrees: number): boolean {
    let start = 0;
    const first = trees.length === 0;
    if (first && (parameters.boostFromAverage || columns.length === 0)) {
      start = startScore();
      if (start !== 0) addToAll(start);
    }
    objective.fillGradientsInPlace(scores, gradients, hessians);
    const bag = rowSampler.rows(grownTrees);
    const grown = grower.grow(gradients, hessians, bag ?? everyRow);
    if (grown.tree.leaves > 1) {
      renewLeavesInPlace(grown);
      scaleInPlace(grown.tree, parameters.learningRate);
      addScores(grown, bag);
      if (start !== 0) shiftInPlace(grown.tree, start);
      trees.push({ ...grown.tree, shrinkage: start === 0 ? parameters.learningRate : 1 });
      return true;
    }
    if (first) {
      // Without usable columns the average has been added already: the library adds it twice, to scores only.
      if (!parameters.boostFromAverage) {
        start = objective.start();
        addToAll(start);
      }
      // A median of zeros may come out as -0, which the model text would show.
      trees.push(constantTree(start + 0, rows));
    }
    return false;
  }

  let decision: { bestIteration: number; metric: string } | undefined;
  const repeats = parameters.baggingFraction >= 1 || parameters.baggingFreq <= 0;
  const settled = repeats && parameters.featureFraction >= 1 && parameters.featureFractionBynode >= 1;
  let grownTrees = 0;
  let stuck = false;
  for (let iteration = 0; iteration < parameters.numIterations && decision === undefined; iteration++) {
    if (!stuck) {
      const before = trees.length;
      if (update(grownTrees)) grownTrees += 1;
      else stuck = settled && trees.length === before;
    }
    const values =
      validation === undefined
        ? []
        : metrics.map((metric) =>
            evaluateMetric(metric, validScores, validation.labels, validation.weights, parameters),
          );
    for (const [at, value] of values.entries()) history[at].push(value);
    plan.onIteration?.(iteration, values);
    decision = decide?.(iteration, values);
    if (stuck && decide === undefined && validation === undefined) break;
  }
  const kept = decision === undefined ? trees : trees.slice(0, decision.bestIteration);
  return {
    ensemble: {
      featureNames: table.names,
      featureInfos: table.infos,
      objective: objective.text,
      trees: kept,
    },
    bestIteration: decision?.bestIteration ?? 0,
    stoppedBy: (decision?.metric as Metric | undefined) ?? "none",
    history: Object.fromEntries(metrics.map((metric, at) => [metric, Float64Array.from(history[at])])),
  };
}

function isOutside(bag: Int32Array): (row: number) => boolean {
  let next = 0;
  return (row) => {
    if (bag[next] !== row) return true;
    next += 1;
    return false;
  };
}

function scaleInPlace({ leafValue, internalValue }: Tree, rate: number): void {
  for (let leaf = 0; leaf < leafValue.length; leaf++) leafValue[leaf] = zeroed(leafValue[leaf] * rate);
  for (let node = 0; node < internalValue.length; node++)
    internalValue[node] = zeroed(internalValue[node] * rate);
}

function shiftInPlace({ leafValue, internalValue }: Tree, value: number): void {
  for (let leaf = 0; leaf < leafValue.length; leaf++) leafValue[leaf] = zeroed(leafValue[leaf] + value);
  for (let node = 0; node < internalValue.length; node++)
    internalValue[node] = zeroed(internalValue[node] + value);
}

const constantTree = (value: number, rows: number): Tree => ({
  leaves: 1,
  splitFeature: new Int32Array(0),
  splitGain: new Float64Array(0),
  threshold: new Float64Array(0),
  decisionType: new Uint8Array(0),
  leftChild: new Int32Array(0),
  rightChild: new Int32Array(0),
  leafValue: Float64Array.of(value),
  leafWeight: Float64Array.of(0),
  leafCount: Int32Array.of(rows),
  internalValue: new Float64Array(0),
  internalWeight: new Float64Array(0),
  internalCount: new Int32Array(0),
  shrinkage: 1,
});
