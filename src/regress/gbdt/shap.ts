import { type Matrix, matrix, selectColumns } from "../../table/index.ts";
import { PathStack } from "./shap-path.ts";
import type { Ensemble, Tree } from "./tree.ts";
import { goesLeft, settled } from "./walk.ts";

/** How far each feature moved each prediction away from the mean. */
export interface Contributions {
  /** Shape   [rows × features], named as the ensemble's features */
  readonly contributions: Matrix;
  /** The mean prediction over the training rows; a row's contributions and this add up to its prediction. */
  readonly expected: number;
}

/**
 * Exact SHAP values of trees, conditional on the path: what LightGBM's `pred_contrib` gives.
 *
 * Shape   [rows × columns that include the ensemble's] → [rows × features] and one number
 * Source  Lundberg, Erion and Lee 2018, arXiv:1802.03888, algorithm 2; the same bits as LightGBM 4.7.0,
 *         test/golden/lightgbm
 *
 * @throws {RangeError} if a column is missing, or trees carry no counts of training rows
 * @example treeShap(booster.ensemble, swarm.test.mixtures).contributions
 */
export function treeShap(ensemble: Ensemble, mixtures: Matrix): Contributions {
  const { rows, values } = selectColumns(mixtures, ensemble.featureNames);
  const width = ensemble.featureNames.length;
  ensemble.trees.forEach((tree, at) => {
    if (tree.leaves > 1 && !tree.leafCount.every((count) => count > 0)) {
      throw new RangeError(
        `treeShap: leaf counts must be above 0, got tree ${at} without them. Save the model with its counts.`,
      );
    }
  });
  const expectations = ensemble.trees.map(expectation);
  const depth = ensemble.trees.reduce((most, tree) => Math.max(most, depthOf(tree)), 0);
  const stack = new PathStack(depth);
  const out = new Float64Array(rows * width);
  const expected = expectations.reduce((sum, value) => sum + value, 0);
  for (let row = 0; row < rows; row++) {
    const features = settled(values.subarray(row * width, (row + 1) * width));
    const sums = out.subarray(row * width, (row + 1) * width);
    for (const tree of ensemble.trees) {
      if (tree.leaves > 1) descendInPlace(tree, features, sums, stack, 0, 0, 1, 1, -1);
    }
  }
  return { contributions: matrix(ensemble.featureNames, out), expected };
}

/** The mean of a tree over its training rows, added up in leaf order. */
function expectation(tree: Tree): number {
  if (tree.leaves === 1) return tree.leafValue[0];
  let sum = 0;
  for (let leaf = 0; leaf < tree.leaves; leaf++) {
    sum += (tree.leafCount[leaf] / tree.internalCount[0]) * tree.leafValue[leaf];
  }
  return sum;
}

function depthOf(tree: Tree): number {
  let most = 0;
  const waiting: (readonly [node: number, depth: number])[] = tree.leaves === 1 ? [] : [[0, 1]];
  while (waiting.length > 0) {
    const [node, depth] = waiting.pop()!;
    most = Math.max(most, depth);
    for (const child of [tree.leftChild[node], tree.rightChild[node]]) {
      if (child >= 0) waiting.push([child, depth + 1]);
    }
  }
  return most;
}

const countOf = (tree: Tree, child: number): number =>
  child >= 0 ? tree.internalCount[child] : tree.leafCount[~child];

/** Follows both children; `level` is the copy of the path to work on, `length` the number of its entries. */
function descendInPlace(
  tree: Tree,
  row: Float64Array,
  sums: Float64Array,
  stack: PathStack,
  level: number,
  length: number,
  zero: number,
  one: number,
  feature: number,
  node = 0,
): void {
  const path = stack.copy(level, length);
  stack.extendInPlace(path, length, zero, one, feature);
  if (node < 0) {
    const value = tree.leafValue[~node];
    for (let at = 1; at <= length; at++) {
      const weight = stack.unwoundSum(path, length, at);
      const entry = path + at;
      sums[stack.features[entry]] += weight * (stack.ones[entry] - stack.zeros[entry]) * value;
    }
    return;
  }
  const left = goesLeft(tree, node, row);
  const hot = left ? tree.leftChild[node] : tree.rightChild[node];
  const cold = left ? tree.rightChild[node] : tree.leftChild[node];
  const split = tree.splitFeature[node];
  const before = stack.find(path, length, split);
  const zeroBefore = before < 0 ? 1 : stack.zeros[path + before];
  const oneBefore = before < 0 ? 1 : stack.ones[path + before];
  if (before >= 0) stack.unwindInPlace(path, length, before);
  const next = before < 0 ? length + 1 : length;
  const count = tree.internalCount[node];
  const hotZero = (countOf(tree, hot) / count) * zeroBefore;
  const coldZero = (countOf(tree, cold) / count) * zeroBefore;
  descendInPlace(tree, row, sums, stack, level + 1, next, hotZero, oneBefore, split, hot);
  descendInPlace(tree, row, sums, stack, level + 1, next, coldZero, 0, split, cold);
}
