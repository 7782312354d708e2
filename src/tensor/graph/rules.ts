import type { Rule } from "./builder.ts";
import { evaluateConstants } from "./evaluate.ts";
import {
  orderInputs,
  shrinkUniforms,
  simplifyConvert,
  simplifyNeutral,
  simplifySelect,
  simplifySigns,
  simplifyUnary,
} from "./simplify-elementwise.ts";
import {
  simplifyBroadcast,
  simplifyConcat,
  simplifyPad,
  simplifyReshape,
  simplifySlice,
  simplifyTranspose,
} from "./simplify-layout.ts";
import { foldTransposes } from "./simplify-matmul.ts";
import { addPads } from "./simplify-pads.ts";
import { reshapeInReduce, simplifyReduce } from "./simplify-reduce.ts";
import {
  gatherSmallFactors,
  mergeConstants,
  moveConstantsOut,
  reuseInverseRoot,
  scaleProducts,
  sumBeforeScaling,
} from "./simplify-scale.ts";
import { recogniseSoftmax } from "./simplify-softmax.ts";
import { sumOfTiles } from "./simplify-tiles.ts";

/** The rules that hold while a step is recorded: none asks who will read a value. */
export const recordingRules: readonly Rule[] = [
  evaluateConstants,
  shrinkUniforms,
  simplifyNeutral,
  simplifySigns,
  simplifyUnary,
  simplifySelect,
  simplifyConvert,
  simplifyReshape,
  simplifyTranspose,
  simplifyBroadcast,
  simplifySlice,
  simplifyConcat,
  simplifyPad,
  simplifyReduce,
  foldTransposes,
  orderInputs,
];

/** The rules for a graph that is whole: they may ask who else reads a value. */
export const wholeGraphRules: readonly Rule[] = [
  ...recordingRules,
  recogniseSoftmax,
  addPads,
  sumOfTiles,
  reshapeInReduce,
  mergeConstants,
  scaleProducts,
  reuseInverseRoot,
  gatherSmallFactors,
  moveConstantsOut,
  sumBeforeScaling,
];
