import type { BinnedTable } from "./dataset.ts";
import { type BestSplit, isPlain, makeHistograms } from "./histograms.ts";
import { epsilon, zeroed } from "./numerics.ts";
import type { Parameters } from "./parameters.ts";
import type { ColumnSampler } from "./sampling.ts";
import { type Candidate, leafGain, leafOutput, searchColumnInPlace } from "./split.ts";
import type { Tree } from "./tree.ts";
import { makeTreeStore } from "./tree-store.ts";

/** A tree with what training still needs of it: bins for thresholds, and the rows of each leaf. */
export interface GrownTree {
  readonly tree: Tree;
  /** Per inner node, position among the usable columns; valid, as all below, until the next tree. */
  readonly splitColumn: Int32Array;
  readonly splitBin: Int32Array;
  /** Rows in the tree, leaf after leaf. */
  readonly rows: Int32Array;
  readonly leafBegin: Int32Array;
}

/** Grows trees over one binned table; keeps its working memory from tree to tree. */
export interface Grower {
  /** `rows` ascending; without hessians each row counts 1. */
  grow(gradients: Float32Array, hessians: Float32Array | undefined, rows: Int32Array): GrownTree;
}

interface Leaf {
  begin: number;
  count: number;
  depth: number;
  gradient: number;
  hessian: number;
  value: number;
  /** Where its histogram and column marks lie; -1 for a leaf that is not searched. */
  slot: number;
  parentNode: number;
  isLeft: boolean;
  readonly best: BestSplit;
}

const noGain = Number.NEGATIVE_INFINITY;

const newLeaf = (): Leaf => ({
  begin: 0,
  count: 0,
  depth: 0,
  gradient: 0,
  hessian: 0,
  value: 0,
  slot: -1,
  parentNode: -1,
  isLeft: false,
  best: {
    column: -1,
    gain: noGain,
    bin: 0,
    leftGradient: 0,
    leftHessian: 0,
    leftCount: 0,
    defaultLeft: true,
  },
});

/**
 * Prepares leaf-wise growth: always the leaf with the largest gain next.
 *
 * Source  LightGBM SerialTreeLearner; spec §4 and §5
 */
export function makeGrower(table: BinnedTable, parameters: Parameters, sampler: ColumnSampler): Grower {
  const { columns } = table;
  const histograms = makeHistograms(table, parameters);
  const maxLeaves = Math.max(1, Math.min(parameters.numLeaves, table.rows));
  const unsmoothed = { ...parameters, pathSmooth: 0 };
  const { minDataInLeaf, minGainToSplit, maxDepth } = parameters;
  const special = columns
    .map((column, at) => ({ ...column, at, binCount: column.bounds.length }))
    .filter(({ missing }) => !isPlain(missing, parameters));
  const leaves: Leaf[] = [];
  const candidate: Candidate = {
    found: false,
    gain: 0,
    bin: 0,
    leftGradient: 0,
    leftHessian: 0,
    leftCount: 0,
    defaultLeft: true,
  };
  const splitColumn = new Int32Array(maxLeaves);
  const splitBin = new Int32Array(maxLeaves);
  const splitGain = new Float64Array(maxLeaves);
  const decisionType = new Uint8Array(maxLeaves);
  const leftChild = new Int32Array(maxLeaves);
  const rightChild = new Int32Array(maxLeaves);
  const internalValue = new Float64Array(maxLeaves);
  const internalWeight = new Float64Array(maxLeaves);
  const internalCount = new Int32Array(maxLeaves);
  const leafBegin = new Int32Array(maxLeaves);
  const store = makeTreeStore();

  function leafAt(index: number): Leaf {
    if (index === leaves.length) leaves.push(newLeaf());
    return leaves[index];
  }

  /** A leaf that is too small for two gets no gain; its histogram is given back. */
  function searchLeaf(leaf: Leaf): void {
    const nodeColumns = sampler.node();
    const { gradient, count, value, best, slot } = leaf;
    if (count < 2 * minDataInLeaf) {
      best.gain = noGain;
      return;
    }
    const hessian = leaf.hessian + 2 * epsilon;
    const shift = leafGain(gradient, hessian, count, value, parameters) + minGainToSplit;
    histograms.search(slot, { gradient, hessian, count, shift }, nodeColumns, best);
    if (special.length === 0) return;
    const marks = histograms.marks(slot);
    const values = histograms.values(slot);
    const sums = { gradient, hessian: leaf.hessian, count, output: value };
    for (const column of special) {
      const { at } = column;
      if (marks[at] === 0) continue;
      if (!searchColumnInPlace(values, column, sums, shift, parameters, candidate)) {
        marks[at] = 0;
        continue;
      }
      const gain = candidate.gain - shift;
      const wins = gain > best.gain || (gain === best.gain && best.column >= 0 && at < best.column);
      if (!wins || (nodeColumns !== undefined && nodeColumns[at] === 0)) continue;
      const { bin, leftGradient, leftHessian, leftCount, defaultLeft } = candidate;
      Object.assign(best, { column: at, gain, bin, leftGradient, leftHessian, leftCount, defaultLeft });
    }
  }

  function bestLeaf(count: number): number {
    let found = 0;
    let { gain, column } = leaves[0].best;
    for (let index = 1; index < count; index++) {
      const { best } = leaves[index];
      if (best.gain > gain || (best.gain === gain && best.column < column)) {
        found = index;
        gain = best.gain;
        column = best.column;
      }
    }
    return found;
  }

  function splitLeaf(index: number, node: number): void {
    const left = leaves[index];
    const right = leafAt(node + 1);
    const { best, gradient, count, value } = left;
    const { leftGradient, leftHessian, leftCount } = best;
    const rightGradient = gradient - leftGradient;
    const rightHessian = left.hessian + 2 * epsilon - leftHessian;
    const leftValue = leafOutput(leftGradient, leftHessian, leftCount, value, parameters);
    const rightValue = leafOutput(rightGradient, rightHessian, count - leftCount, value, parameters);

    splitColumn[node] = best.column;
    splitBin[node] = best.bin;
    splitGain[node] = Math.fround(best.gain + minGainToSplit);
    decisionType[node] = (best.defaultLeft ? 2 : 0) + 4 * columns[best.column].missing;
    leftChild[node] = ~index;
    rightChild[node] = ~(node + 1);
    internalValue[node] = value;
    internalCount[node] = count;
    internalWeight[node] = leftHessian - epsilon + (rightHessian - epsilon);
    if (left.parentNode >= 0) {
      if (left.isLeft) leftChild[left.parentNode] = node;
      else rightChild[left.parentNode] = node;
    }

    const leftRows = histograms.divide(left.begin, count, best);
    right.begin = left.begin + leftRows;
    right.count = count - leftRows;
    left.count = leftRows;
    left.depth += 1;
    right.depth = left.depth;
    left.gradient = leftGradient;
    left.hessian = leftHessian - epsilon;
    right.gradient = rightGradient;
    right.hessian = rightHessian - epsilon;
    left.value = Number.isNaN(leftValue) ? 0 : leftValue;
    right.value = Number.isNaN(rightValue) ? 0 : rightValue;
    left.parentNode = node;
    right.parentNode = node;
    left.isLeft = true;
    right.isLeft = false;
    left.best.gain = noGain;
    right.best.gain = noGain;
    right.slot = -1;
  }

  function releaseSlot(leaf: Leaf): void {
    if (leaf.slot >= 0) histograms.release(leaf.slot);
    leaf.slot = -1;
  }

  /** The parent's slot lies with the left child. */
  function searchChildren(left: Leaf, right: Leaf): void {
    const least = 2 * minDataInLeaf;
    if ((maxDepth > 0 && left.depth >= maxDepth) || (left.count < least && right.count < least)) {
      releaseSlot(left);
      return;
    }
    const smaller = left.count < right.count ? left : right;
    const larger = smaller === left ? right : left;
    const parentSlot = left.slot;
    const slot = histograms.take();
    smaller.slot = slot;
    larger.slot = parentSlot;
    histograms.marks(slot).set(histograms.marks(parentSlot));
    histograms.fill(slot, smaller.begin, smaller.count, smaller.gradient, smaller.hessian);
    histograms.subtract(parentSlot, slot);
    searchLeaf(smaller);
    searchLeaf(larger);
    if (smaller.best.gain === noGain) releaseSlot(smaller);
    if (larger.best.gain === noGain) releaseSlot(larger);
  }

  function startRoot(rows: Int32Array, gradients: Float32Array, hessians: Float32Array | undefined): void {
    histograms.rows().set(rows);
    histograms.load(gradients, hessians);
    const root = leafAt(0);
    let gradient = 0;
    for (let at = 0; at < rows.length; at++) gradient += gradients[rows[at]];
    let hessian = rows.length;
    if (hessians !== undefined) {
      hessian = 0;
      for (let at = 0; at < rows.length; at++) hessian += hessians[rows[at]];
    }
    root.begin = 0;
    root.count = rows.length;
    root.depth = 0;
    root.gradient = gradient;
    root.hessian = hessian;
    root.parentNode = -1;
    root.value = leafOutput(gradient, hessian, root.count, 0, unsmoothed);
    root.best.gain = noGain;
    const treeColumns = sampler.tree();
    if (root.count < 2 * minDataInLeaf) return;
    root.slot = histograms.take();
    const marks = histograms.marks(root.slot);
    if (treeColumns === undefined) marks.fill(1);
    else marks.set(treeColumns);
    histograms.fill(root.slot, 0, root.count, gradient, hessian);
    searchLeaf(root);
    root.value = zeroed(root.value);
  }

  function finished(count: number): GrownTree {
    const nodes = count - 1;
    const tree = store.take(count);
    for (let node = 0; node < nodes; node++) {
      const { column, bounds } = columns[splitColumn[node]];
      tree.splitFeature[node] = column;
      tree.threshold[node] = bounds[splitBin[node]];
      tree.splitGain[node] = splitGain[node];
      tree.decisionType[node] = decisionType[node];
      tree.leftChild[node] = leftChild[node];
      tree.rightChild[node] = rightChild[node];
      tree.internalValue[node] = internalValue[node];
      tree.internalWeight[node] = internalWeight[node];
      tree.internalCount[node] = internalCount[node];
    }
    for (let index = 0; index < count; index++) {
      const leaf = leaves[index];
      tree.leafValue[index] = leaf.value;
      tree.leafWeight[index] = leaf.hessian;
      tree.leafCount[index] = leaf.count;
      leafBegin[index] = leaf.begin;
      releaseSlot(leaf);
    }
    return { tree, splitColumn, splitBin, rows: histograms.rows(), leafBegin };
  }

  return {
    grow(gradients, hessians, rows) {
      startRoot(rows, gradients, hessians);
      let count = 1;
      while (count < maxLeaves) {
        const index = bestLeaf(count);
        if (!(leaves[index].best.gain > 0)) break;
        splitLeaf(index, count - 1);
        count += 1;
        if (count < maxLeaves) searchChildren(leaves[index], leaves[count - 1]);
      }
      return finished(count);
    },
  };
}
