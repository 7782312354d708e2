import { missingNaN, missingNone, missingZero } from "./bins.ts";
import { epsilon, roundCount } from "./numerics.ts";
import type { Parameters } from "./parameters.ts";

/** What is known of a leaf before it is searched. `hessian` is without the two epsilons of the search. */
export interface LeafSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
  /** The leaf's own output, towards which path smoothing pulls. */
  readonly output: number;
}

/** Column facts that a search needs. */
export interface SearchColumn {
  readonly firstCell: number;
  readonly binCount: number;
  readonly missing: number;
  readonly defaultBin: number;
  readonly mostFrequentBin: number;
}

/** The best split of one column; only meaningful where `found`. */
export interface Candidate {
  found: boolean;
  gain: number;
  bin: number;
  leftGradient: number;
  /** With its epsilon. */
  leftHessian: number;
  leftCount: number;
  defaultLeft: boolean;
}

/** Whether gains are plain G²/(H + λ₂), and H is never 0. */
export const hasPlainGain = (parameters: Parameters): boolean =>
  parameters.lambdaL1 <= 0 &&
  parameters.maxDeltaStep <= 0 &&
  parameters.pathSmooth <= epsilon &&
  parameters.minSumHessianInLeaf > 0;

/**
 * Value of a leaf that holds these sums.
 *
 * Source  LightGBM FeatureHistogram::CalculateSplittedLeafOutput
 */
export function leafOutput(
  gradient: number,
  hessian: number,
  count: number,
  parent: number,
  { lambdaL1, lambdaL2, maxDeltaStep, pathSmooth }: Parameters,
): number {
  const shrunk = lambdaL1 > 0 ? Math.sign(gradient) * Math.max(0, Math.abs(gradient) - lambdaL1) : gradient;
  let output = -shrunk / (hessian + lambdaL2);
  if (maxDeltaStep > 0 && Math.abs(output) > maxDeltaStep) output = Math.sign(output) * maxDeltaStep;
  if (pathSmooth > epsilon) {
    const ratio = count / pathSmooth;
    output = (output * ratio) / (ratio + 1) + parent / (ratio + 1);
  }
  return output;
}

/** How much a leaf with these sums lowers the loss. */
export function leafGain(
  gradient: number,
  hessian: number,
  count: number,
  parent: number,
  parameters: Parameters,
): number {
  const { lambdaL1, lambdaL2 } = parameters;
  const shrunk = lambdaL1 > 0 ? Math.sign(gradient) * Math.max(0, Math.abs(gradient) - lambdaL1) : gradient;
  if (parameters.maxDeltaStep <= 0 && parameters.pathSmooth <= epsilon) {
    return (shrunk * shrunk) / (hessian + lambdaL2);
  }
  const output = leafOutput(gradient, hessian, count, parent, parameters);
  return -(2 * shrunk * output + (hessian + lambdaL2) * output * output);
}

/**
 * Best threshold of one column in one leaf, in both directions where missing values ask for it.
 *
 * Shape   histogram [2 × cells], gradient and hessian sums in turn
 * Source  LightGBM FeatureHistogram::FindBestThresholdSequentially
 *
 * @returns whether any threshold passed; the best is in `best`
 */
export function searchColumnInPlace(
  histogram: Float64Array,
  column: SearchColumn,
  leaf: LeafSums,
  shift: number,
  parameters: Parameters,
  best: Candidate,
): boolean {
  best.found = false;
  best.gain = Number.NEGATIVE_INFINITY;
  const both = column.missing !== missingNone && column.binCount > 2;
  scan(histogram, column, leaf, shift, parameters, best, false);
  const splittable = best.found;
  if (!both) {
    best.defaultLeft = column.missing !== missingNaN;
    return splittable;
  }
  best.defaultLeft = true;
  const other: Candidate = { ...best, found: false, gain: Number.NEGATIVE_INFINITY, defaultLeft: false };
  scan(histogram, column, leaf, shift, parameters, other, true);
  if (other.found && other.gain > best.gain - shift + shift) Object.assign(best, other);
  return splittable || other.found;
}

function scan(
  histogram: Float64Array,
  column: SearchColumn,
  leaf: LeafSums,
  shift: number,
  parameters: Parameters,
  best: Candidate,
  leftToRight: boolean,
): void {
  const { firstCell, binCount, missing, defaultBin, mostFrequentBin } = column;
  const { gradient, count, output } = leaf;
  const { minDataInLeaf, minSumHessianInLeaf } = parameters;
  const hessian = leaf.hessian + 2 * epsilon;
  const factor = count / hessian;
  const both = missing !== missingNone && binCount > 2;
  const skipped = both && missing === missingZero ? defaultBin : -1;
  const offset = mostFrequentBin === 0 ? 1 : 0;
  const cell = (bin: number) => 2 * (firstCell + bin);

  let nearGradient = 0;
  let nearHessian = epsilon;
  let nearCount = 0;
  let bin = leftToRight ? offset : binCount - (both && missing === missingNaN ? 2 : 1);
  const end = leftToRight ? binCount - 2 : 1;
  const step = leftToRight ? 1 : -1;
  if (leftToRight && missing === missingNaN && offset === 1) {
    nearGradient = gradient;
    nearHessian = hessian - epsilon;
    nearCount = count;
    for (let above = 1; above < binCount; above++) {
      nearGradient -= histogram[cell(above)];
      nearHessian -= histogram[cell(above) + 1];
      nearCount -= roundCount(histogram[cell(above) + 1] * factor);
    }
    bin = 0;
  }
  const givenStart = bin < offset;
  for (const start = bin; leftToRight ? bin <= end : bin >= end; bin += step) {
    if (bin === skipped) continue;
    if (!(givenStart && bin === start)) {
      nearGradient += histogram[cell(bin)];
      nearHessian += histogram[cell(bin) + 1];
      nearCount += roundCount(histogram[cell(bin) + 1] * factor);
    }
    if (nearCount < minDataInLeaf || nearHessian < minSumHessianInLeaf) continue;
    const farCount = count - nearCount;
    if (farCount < minDataInLeaf) break;
    const farHessian = hessian - nearHessian;
    if (farHessian < minSumHessianInLeaf) break;
    const farGradient = gradient - nearGradient;
    const near = leafGain(nearGradient, nearHessian, nearCount, output, parameters);
    const far = leafGain(farGradient, farHessian, farCount, output, parameters);
    const gain = leftToRight ? near + far : far + near;
    if (gain <= shift) continue;
    best.found = true;
    // Not `<=`: a gain of 0/0 marks the column as splittable, but never wins.
    if (!(gain > best.gain)) continue;
    best.gain = gain;
    best.bin = leftToRight ? bin : bin - 1;
    best.leftGradient = leftToRight ? nearGradient : farGradient;
    best.leftHessian = leftToRight ? nearHessian : farHessian;
    best.leftCount = leftToRight ? nearCount : farCount;
  }
}
