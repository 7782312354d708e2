import { type Matrix, selectColumns } from "../../table/index.ts";
import type { Ensemble, Tree } from "./tree.ts";

const zeroThreshold: number = Math.fround(1e-35);

/**
 * Predicts by walking down each tree: short, slow, and what the fast predictor is held against.
 *
 * Shape   [rows × columns that include the ensemble's] → [rows]
 * Source  LightGBM 4.7.0, `GBDT::PredictRaw`; test/golden/lightgbm
 *
 * @throws {RangeError} if a column is missing
 * @example predictByWalking(booster.ensemble, mixtures)
 */
export function predictByWalking(ensemble: Ensemble, mixtures: Matrix): Float64Array {
  const { values, rows, names } = selectColumns(mixtures, ensemble.featureNames);
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const features = settled(values.subarray(row * names.length, (row + 1) * names.length));
    let sum = 0;
    for (const tree of ensemble.trees) sum += tree.leafValue[leafOf(tree, features)];
    out[row] = sum;
  }
  return out;
}

/** A row as LightGBM sees it: values within 1e-35 of zero become zero. */
export const settled = (row: Float64Array): Float64Array =>
  row.map((value) => (Math.abs(value) <= zeroThreshold ? 0 : value));

/** The leaf that a settled row falls into. */
export function leafOf(tree: Tree, row: Float64Array): number {
  let node = tree.leaves === 1 ? -1 : 0;
  while (node >= 0) node = goesLeft(tree, node, row) ? tree.leftChild[node] : tree.rightChild[node];
  return ~node;
}

/** Which way a settled row goes at an inner node. */
export function goesLeft(tree: Tree, node: number, row: Float64Array): boolean {
  const type = tree.decisionType[node];
  const missing = type >> 2;
  const found = row[tree.splitFeature[node]];
  const value = Number.isNaN(found) && missing !== 2 ? 0 : found;
  if ((missing === 1 && value === 0) || (missing === 2 && Number.isNaN(value))) return (type & 2) !== 0;
  return value <= tree.threshold[node];
}
