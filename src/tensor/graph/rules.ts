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
import { simplifyReduce } from "./simplify-reduce.ts";

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
