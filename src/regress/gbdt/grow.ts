import type { BinnedColumn, BinnedTable } from "./dataset.ts";
import { type BestSplit, Histograms, isPlain } from "./histograms.ts";
import { epsilon, zeroed } from "./numerics.ts";
import type { Parameters } from "./parameters.ts";
import type { ColumnSampler } from "./sampling.ts";
import { type Candidate, leafGain, leafOutput, searchColumnInPlace } from "./split.ts";
import type { Tree } from "./tree.ts";
import { makeTreeStore, type TreeStore } from "./tree-store.ts";

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

/** A column that the kernel cannot search. */
interface SpecialColumn extends BinnedColumn {
  readonly at: number;
  readonly binCount: number;
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
 * Grows trees over one binned table, leaf-wise: always the leaf with the largest gain next. Keeps its working memory
 * from tree to tree.
 *
 * Source  LightGBM SerialTreeLearner
 */
export class Grower {
  readonly #columns: readonly BinnedColumn[];
  readonly #special: readonly SpecialColumn[];
  readonly #parameters: Parameters;
  readonly #unsmoothed: Parameters;
  readonly #sampler: ColumnSampler;
  readonly #histograms: Histograms;
  readonly #store: TreeStore = makeTreeStore();
  readonly #candidate: Candidate = {
    found: false,
    gain: 0,
    bin: 0,
    leftGradient: 0,
    leftHessian: 0,
    leftCount: 0,
    defaultLeft: true,
  };
  readonly #maxLeaves: number;
  readonly #leaves: Leaf[] = [];
  readonly #splitColumn: Int32Array;
  readonly #splitBin: Int32Array;
  readonly #leafBegin: Int32Array;
  /** The tree that grows, with room for the most leaves. */
  readonly #draft: Tree;

  constructor(table: BinnedTable, parameters: Parameters, sampler: ColumnSampler) {
    this.#columns = table.columns;
    this.#special = table.columns
      .map((column, at) => ({ ...column, at, binCount: column.bounds.length }))
      .filter(({ missing }) => !isPlain(missing, parameters));
    this.#parameters = parameters;
    this.#unsmoothed = { ...parameters, pathSmooth: 0 };
    this.#sampler = sampler;
    this.#histograms = new Histograms(table, parameters);
    this.#maxLeaves = Math.max(1, Math.min(parameters.numLeaves, table.rows));
    this.#splitColumn = new Int32Array(this.#maxLeaves);
    this.#splitBin = new Int32Array(this.#maxLeaves);
    this.#leafBegin = new Int32Array(this.#maxLeaves);
    this.#draft = makeTreeStore().take(this.#maxLeaves);
  }

  /** Grows one tree on `rows`, ascending; without hessians each row counts 1. */
  grow(gradients: Float32Array, hessians: Float32Array | undefined, rows: Int32Array): GrownTree {
    this.#startRoot(rows, gradients, hessians);
    const leaves = this.#leaves;
    let count = 1;
    while (count < this.#maxLeaves) {
      const index = this.#bestLeaf(count);
      if (!(leaves[index].best.gain > 0)) break;
      this.#splitLeaf(index, count - 1);
      count += 1;
      if (count < this.#maxLeaves) this.#searchChildren(leaves[index], leaves[count - 1]);
    }
    return this.#finished(count);
  }

  /** A leaf that is too small for two gets no gain; its histogram is given back. */
  #searchLeaf(leaf: Leaf): void {
    const nodeColumns = this.#sampler.node();
    const { gradient, count, value, best, slot } = leaf;
    if (count < 2 * this.#parameters.minDataInLeaf) {
      best.gain = noGain;
      return;
    }
    const hessian = leaf.hessian + 2 * epsilon;
    const shift =
      leafGain(gradient, hessian, count, value, this.#parameters) + this.#parameters.minGainToSplit;
    this.#histograms.searchInPlace(slot, { gradient, hessian, count, shift }, nodeColumns, best);
    if (this.#special.length === 0) return;
    const marks = this.#histograms.marks(slot);
    const values = this.#histograms.values(slot);
    const sums = { gradient, hessian: leaf.hessian, count, output: value };
    for (const column of this.#special) {
      const { at } = column;
      if (marks[at] === 0) continue;
      if (!searchColumnInPlace(values, column, sums, shift, this.#parameters, this.#candidate)) {
        marks[at] = 0;
        continue;
      }
      const gain = this.#candidate.gain - shift;
      const wins = gain > best.gain || (gain === best.gain && best.column >= 0 && at < best.column);
      if (!wins || (nodeColumns !== undefined && nodeColumns[at] === 0)) continue;
      const { bin, leftGradient, leftHessian, leftCount, defaultLeft } = this.#candidate;
      Object.assign(best, { column: at, gain, bin, leftGradient, leftHessian, leftCount, defaultLeft });
    }
  }

  #bestLeaf(count: number): number {
    let found = 0;
    let { gain, column } = this.#leaves[0].best;
    for (let index = 1; index < count; index++) {
      const { best } = this.#leaves[index];
      if (best.gain > gain || (best.gain === gain && best.column < column)) {
        found = index;
        gain = best.gain;
        column = best.column;
      }
    }
    return found;
  }

  #splitLeaf(index: number, node: number): void {
    const draft = this.#draft;
    const left = this.#leaves[index];
    if (node + 1 === this.#leaves.length) this.#leaves.push(newLeaf());
    const right = this.#leaves[node + 1];
    const { best, gradient, count, value } = left;
    const { leftGradient, leftHessian, leftCount } = best;
    const rightGradient = gradient - leftGradient;
    const rightHessian = left.hessian + 2 * epsilon - leftHessian;
    const leftValue = leafOutput(leftGradient, leftHessian, leftCount, value, this.#parameters);
    const rightValue = leafOutput(rightGradient, rightHessian, count - leftCount, value, this.#parameters);

    this.#splitColumn[node] = best.column;
    this.#splitBin[node] = best.bin;
    draft.splitGain[node] = Math.fround(best.gain + this.#parameters.minGainToSplit);
    draft.decisionType[node] = (best.defaultLeft ? 2 : 0) + 4 * this.#columns[best.column].missing;
    draft.leftChild[node] = ~index;
    draft.rightChild[node] = ~(node + 1);
    draft.internalValue[node] = value;
    draft.internalCount[node] = count;
    draft.internalWeight[node] = leftHessian - epsilon + (rightHessian - epsilon);
    if (left.parentNode >= 0) {
      if (left.isLeft) draft.leftChild[left.parentNode] = node;
      else draft.rightChild[left.parentNode] = node;
    }

    const leftRows = this.#histograms.divide(left.begin, count, best);
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

  #releaseSlot(leaf: Leaf): void {
    if (leaf.slot >= 0) this.#histograms.release(leaf.slot);
    leaf.slot = -1;
  }

  /** The parent's slot lies with the left child. */
  #searchChildren(left: Leaf, right: Leaf): void {
    const least = 2 * this.#parameters.minDataInLeaf;
    if (
      (this.#parameters.maxDepth > 0 && left.depth >= this.#parameters.maxDepth) ||
      (left.count < least && right.count < least)
    ) {
      this.#releaseSlot(left);
      return;
    }
    const smaller = left.count < right.count ? left : right;
    const larger = smaller === left ? right : left;
    const parentSlot = left.slot;
    const slot = this.#histograms.take();
    smaller.slot = slot;
    larger.slot = parentSlot;
    this.#histograms.marks(slot).set(this.#histograms.marks(parentSlot));
    this.#histograms.fill(slot, smaller.begin, smaller.count, smaller.gradient, smaller.hessian);
    this.#histograms.subtract(parentSlot, slot);
    this.#searchLeaf(smaller);
    this.#searchLeaf(larger);
    if (smaller.best.gain === noGain) this.#releaseSlot(smaller);
    if (larger.best.gain === noGain) this.#releaseSlot(larger);
  }

  #startRoot(rows: Int32Array, gradients: Float32Array, hessians: Float32Array | undefined): void {
    this.#histograms.rows().set(rows);
    this.#histograms.load(gradients, hessians);
    if (this.#leaves.length === 0) this.#leaves.push(newLeaf());
    const root = this.#leaves[0];
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
    root.value = leafOutput(gradient, hessian, root.count, 0, this.#unsmoothed);
    root.best.gain = noGain;
    const treeColumns = this.#sampler.tree();
    if (root.count < 2 * this.#parameters.minDataInLeaf) return;
    root.slot = this.#histograms.take();
    const marks = this.#histograms.marks(root.slot);
    if (treeColumns === undefined) marks.fill(1);
    else marks.set(treeColumns);
    this.#histograms.fill(root.slot, 0, root.count, gradient, hessian);
    this.#searchLeaf(root);
    root.value = zeroed(root.value);
  }

  #finished(count: number): GrownTree {
    const draft = this.#draft;
    const nodes = count - 1;
    const tree = this.#store.take(count);
    for (let node = 0; node < nodes; node++) {
      const { column, bounds } = this.#columns[this.#splitColumn[node]];
      tree.splitFeature[node] = column;
      tree.threshold[node] = bounds[this.#splitBin[node]];
      tree.splitGain[node] = draft.splitGain[node];
      tree.decisionType[node] = draft.decisionType[node];
      tree.leftChild[node] = draft.leftChild[node];
      tree.rightChild[node] = draft.rightChild[node];
      tree.internalValue[node] = draft.internalValue[node];
      tree.internalWeight[node] = draft.internalWeight[node];
      tree.internalCount[node] = draft.internalCount[node];
    }
    for (let index = 0; index < count; index++) {
      const leaf = this.#leaves[index];
      tree.leafValue[index] = leaf.value;
      tree.leafWeight[index] = leaf.hessian;
      tree.leafCount[index] = leaf.count;
      this.#leafBegin[index] = leaf.begin;
      this.#releaseSlot(leaf);
    }
    return {
      tree,
      splitColumn: this.#splitColumn,
      splitBin: this.#splitBin,
      rows: this.#histograms.rows(),
      leafBegin: this.#leafBegin,
    };
  }
}
