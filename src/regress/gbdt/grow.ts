import { missingNaN, missingNone, missingZero } from "./bins.ts";
import type { BinnedTable } from "./dataset.ts";
import {
  fillHistogramInPlace,
  fixUsualCellsInPlace,
  type RowCells,
  rowCells,
  subtractInPlace,
} from "./histogram.ts";
import { epsilon, zeroed } from "./numerics.ts";
import type { Parameters } from "./parameters.ts";
import type { ColumnSampler } from "./sampling.ts";
import {
  type Candidate,
  hasPlainGain,
  leafGain,
  leafOutput,
  searchColumnInPlace,
  searchPlainColumnInPlace,
} from "./split.ts";
import type { Tree } from "./tree.ts";

/** A tree with what training still needs of it: bins for thresholds, and the rows of each leaf. */
export interface GrownTree {
  readonly tree: Tree;
  /** Per inner node, position among the usable columns. */
  readonly splitColumn: Int32Array;
  readonly splitBin: Int32Array;
  /** Rows in the tree, leaf after leaf; valid until the next tree. */
  readonly rows: Int32Array;
  readonly leafBegin: Int32Array;
}

/** Grows trees over one binned table; keeps its working memory from tree to tree. */
export interface Grower {
  /** `rows` ascending; without hessians each row counts 1. */
  grow(gradients: Float32Array, hessians: Float32Array | undefined, rows: Int32Array): GrownTree;
}

interface LeafState {
  begin: number;
  count: number;
  depth: number;
  gradient: number;
  hessian: number;
  value: number;
  histogram: Float64Array;
  splittable: Uint8Array;
  parentNode: number;
  isLeft: boolean;
  bestGain: number;
  bestColumn: number;
  best: Candidate;
}

const newCandidate = (): Candidate => ({
  found: false,
  gain: 0,
  bin: 0,
  leftGradient: 0,
  leftHessian: 0,
  leftCount: 0,
  defaultLeft: true,
});

/**
 * Prepares leaf-wise growth: always the leaf with the largest gain next.
 *
 * Source  LightGBM SerialTreeLearner; spec §4 and §5
 */
export function makeGrower(table: BinnedTable, parameters: Parameters, sampler: ColumnSampler): Grower {
  const { columns, bins, rows: allRows } = table;
  const cells: RowCells = rowCells(table);
  const maxLeaves = Math.max(1, Math.min(parameters.numLeaves, allRows));
  const plain = hasPlainGain(parameters);
  const { minDataInLeaf, minSumHessianInLeaf, lambdaL2, minGainToSplit, maxDepth } = parameters;
  const search = columns.map((column) => ({ ...column, binCount: column.bounds.length }));
  const leaves: LeafState[] = [];
  const partition = new Int32Array(allRows);
  const spare = new Int32Array(allRows);
  const candidate = newCandidate();
  const splitColumn = new Int32Array(maxLeaves);
  const splitBin = new Int32Array(maxLeaves);
  const splitGain = new Float64Array(maxLeaves);
  const decisionType = new Uint8Array(maxLeaves);
  const leftChild = new Int32Array(maxLeaves);
  const rightChild = new Int32Array(maxLeaves);
  const internalValue = new Float64Array(maxLeaves);
  const internalWeight = new Float64Array(maxLeaves);
  const internalCount = new Int32Array(maxLeaves);

  function leafAt(index: number): LeafState {
    leaves[index] ??= {
      begin: 0,
      count: 0,
      depth: 0,
      gradient: 0,
      hessian: 0,
      value: 0,
      histogram: new Float64Array(2 * table.cells),
      splittable: new Uint8Array(columns.length),
      parentNode: -1,
      isLeft: false,
      bestGain: Number.NEGATIVE_INFINITY,
      bestColumn: -1,
      best: newCandidate(),
    };
    return leaves[index];
  }

  function searchLeaf(leaf: LeafState): void {
    leaf.bestGain = Number.NEGATIVE_INFINITY;
    leaf.bestColumn = -1;
    const nodeColumns = sampler.node();
    const { gradient, count, value, histogram, splittable } = leaf;
    if (count < 2 * minDataInLeaf) return;
    const hessian = leaf.hessian + 2 * epsilon;
    const sums = { gradient, hessian: leaf.hessian, count, output: value };
    const shift = leafGain(gradient, hessian, count, value, parameters) + minGainToSplit;
    for (let at = 0; at < search.length; at++) {
      if (splittable[at] === 0) continue;
      const column = search[at];
      const found =
        plain && column.missing === missingNone
          ? searchPlainColumnInPlace(
              histogram,
              column.firstCell,
              column.binCount,
              gradient,
              hessian,
              count,
              shift,
              lambdaL2,
              minDataInLeaf,
              minSumHessianInLeaf,
              candidate,
            )
          : searchColumnInPlace(histogram, column, sums, shift, parameters, candidate);
      if (!found) {
        splittable[at] = 0;
        continue;
      }
      const gain = candidate.gain - shift;
      if (gain > leaf.bestGain && (nodeColumns === undefined || nodeColumns[at] === 1)) {
        leaf.bestGain = gain;
        leaf.bestColumn = at;
        Object.assign(leaf.best, candidate);
      }
    }
  }

  function bestLeaf(count: number): number {
    let best = 0;
    for (let index = 1; index < count; index++) {
      const [leaf, before] = [leaves[index], leaves[best]];
      if (
        leaf.bestGain > before.bestGain ||
        (leaf.bestGain === before.bestGain && leaf.bestColumn < before.bestColumn)
      ) {
        best = index;
      }
    }
    return best;
  }

  /** Moves the rows that go left to the front, both sides in their order. Returns how many went. */
  function divide(leaf: LeafState): number {
    const { missing, defaultBin, bounds } = columns[leaf.bestColumn];
    const { bin: threshold, defaultLeft } = leaf.best;
    const from = leaf.bestColumn * allRows;
    const special = missing === missingNaN ? bounds.length - 1 : missing === missingZero ? defaultBin : -1;
    let left = leaf.begin;
    let right = 0;
    for (let at = leaf.begin; at < leaf.begin + leaf.count; at++) {
      const row = partition[at];
      const bin = bins[from + row];
      if (bin === special ? defaultLeft : bin <= threshold) partition[left++] = row;
      else spare[right++] = row;
    }
    partition.set(spare.subarray(0, right), left);
    return left - leaf.begin;
  }

  function splitLeaf(index: number, node: number): [LeafState, LeafState] {
    const left = leafAt(index);
    const right = leafAt(node + 1);
    const { bestColumn: at, best } = left;
    const { missing } = columns[at];
    const { leftGradient, leftHessian, leftCount } = best;
    const { gradient, count, value } = left;
    const rightGradient = gradient - leftGradient;
    const rightHessian = left.hessian + 2 * epsilon - leftHessian;
    const leftValue = leafOutput(leftGradient, leftHessian, leftCount, value, parameters);
    const rightValue = leafOutput(rightGradient, rightHessian, count - leftCount, value, parameters);

    splitColumn[node] = at;
    splitBin[node] = best.bin;
    splitGain[node] = Math.fround(left.bestGain + minGainToSplit);
    decisionType[node] = (best.defaultLeft ? 2 : 0) + 4 * missing;
    leftChild[node] = ~index;
    rightChild[node] = ~(node + 1);
    internalValue[node] = value;
    internalCount[node] = count;
    internalWeight[node] = leftHessian - epsilon + (rightHessian - epsilon);
    if (left.parentNode >= 0) (left.isLeft ? leftChild : rightChild)[left.parentNode] = node;

    const leftRows = divide(left);
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
    left.bestGain = Number.NEGATIVE_INFINITY;
    right.bestGain = Number.NEGATIVE_INFINITY;
    return [left, right];
  }

  function searchChildren(
    left: LeafState,
    right: LeafState,
    gradients: Float32Array,
    hessians: Float32Array | undefined,
  ): void {
    if (maxDepth > 0 && left.depth >= maxDepth) return;
    if (left.count < 2 * minDataInLeaf && right.count < 2 * minDataInLeaf) return;
    const smaller = left.count < right.count ? left : right;
    const larger = smaller === left ? right : left;
    // The parent's histogram and column marks lie with the left child; the larger child takes them over.
    right.splittable.set(left.splittable);
    if (smaller === left) [left.histogram, right.histogram] = [right.histogram, left.histogram];
    const { begin, count } = smaller;
    fillHistogramInPlace(smaller.histogram, cells, partition, begin, begin + count, gradients, hessians);
    fixUsualCellsInPlace(smaller.histogram, columns, smaller.gradient, smaller.hessian);
    subtractInPlace(larger.histogram, smaller.histogram);
    searchLeaf(smaller);
    searchLeaf(larger);
  }

  function startRoot(gradients: Float32Array, hessians: Float32Array | undefined, rows: Int32Array): void {
    partition.set(rows);
    const root = leafAt(0);
    let gradient = 0;
    let hessian = 0;
    for (const row of rows) {
      gradient += gradients[row];
      hessian += hessians === undefined ? 1 : hessians[row];
    }
    root.begin = 0;
    root.count = rows.length;
    root.depth = 0;
    root.gradient = gradient;
    root.hessian = hessian;
    root.parentNode = -1;
    root.value = leafOutput(gradient, hessian, root.count, 0, { ...parameters, pathSmooth: 0 });
    root.bestGain = Number.NEGATIVE_INFINITY;
    const treeColumns = sampler.tree();
    if (treeColumns === undefined) root.splittable.fill(1);
    else root.splittable.set(treeColumns);
    if (root.count < 2 * minDataInLeaf) return;
    fillHistogramInPlace(root.histogram, cells, partition, 0, root.count, gradients, hessians);
    fixUsualCellsInPlace(root.histogram, columns, gradient, hessian);
    searchLeaf(root);
    root.value = zeroed(root.value);
  }

  function finished(count: number): GrownTree {
    const nodes = count - 1;
    const ofLeaves = leaves.slice(0, count);
    const tree: Tree = {
      leaves: count,
      splitFeature: Int32Array.from(splitColumn.subarray(0, nodes), (at) => columns[at].column),
      splitGain: splitGain.slice(0, nodes),
      threshold: Float64Array.from(
        splitBin.subarray(0, nodes),
        (bin, node) => columns[splitColumn[node]].bounds[bin],
      ),
      decisionType: decisionType.slice(0, nodes),
      leftChild: leftChild.slice(0, nodes),
      rightChild: rightChild.slice(0, nodes),
      leafValue: Float64Array.from(ofLeaves, ({ value }) => value),
      leafWeight: Float64Array.from(ofLeaves, ({ hessian }) => hessian),
      leafCount: Int32Array.from(ofLeaves, ({ count }) => count),
      internalValue: internalValue.slice(0, nodes),
      internalWeight: internalWeight.slice(0, nodes),
      internalCount: internalCount.slice(0, nodes),
      shrinkage: 1,
    };
    return {
      tree,
      splitColumn: splitColumn.slice(0, nodes),
      splitBin: splitBin.slice(0, nodes),
      rows: partition,
      leafBegin: Int32Array.from(ofLeaves, ({ begin }) => begin),
    };
  }

  return {
    grow(gradients, hessians, rows) {
      startRoot(gradients, hessians, rows);
      let count = 1;
      while (count < maxLeaves) {
        const index = bestLeaf(count);
        if (!(leaves[index].bestGain > 0)) break;
        const [left, right] = splitLeaf(index, count - 1);
        count += 1;
        if (count < maxLeaves) searchChildren(left, right, gradients, hessians);
      }
      return finished(count);
    },
  };
}
