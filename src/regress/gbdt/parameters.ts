import { shown, unknownName } from "../../table/index.ts";
import { lcg } from "./lcg.ts";
import { epsilon } from "./numerics.ts";

/** What is minimised. */
export type Objective = "regression" | "regression_l1" | "huber" | "quantile";

/**
 * LightGBM's parameters, spelled in camelCase.
 *
 * Source  LightGBM 4.7.0, docs/Parameters; each means what it means there
 */
export interface Parameters {
  readonly objective: Objective;
  /** Huber: where the loss turns linear. Quantile: which quantile, in (0, 1). */
  readonly alpha: number;
  readonly numIterations: number;
  readonly learningRate: number;
  readonly numLeaves: number;
  /** 0 or less: no limit. */
  readonly maxDepth: number;
  readonly minDataInLeaf: number;
  readonly minSumHessianInLeaf: number;
  readonly lambdaL1: number;
  readonly lambdaL2: number;
  readonly minGainToSplit: number;
  /** 0 or less: no limit. */
  readonly maxDeltaStep: number;
  readonly pathSmooth: number;
  readonly maxBin: number;
  readonly minDataInBin: number;
  readonly binConstructSampleCnt: number;
  readonly featurePreFilter: boolean;
  readonly useMissing: boolean;
  readonly zeroAsMissing: boolean;
  readonly enableBundle: boolean;
  readonly isEnableSparse: boolean;
  readonly boostFromAverage: boolean;
  readonly featureFraction: number;
  readonly featureFractionBynode: number;
  readonly baggingFraction: number;
  readonly baggingFreq: number;
  /** Sets the three seeds below, where they are not given themselves. */
  readonly seed: number | undefined;
  readonly dataRandomSeed: number;
  readonly baggingSeed: number;
  readonly featureFractionSeed: number;
}

/** Every default is LightGBM 4.7.0's own. */
export const defaultParameters: Parameters = {
  objective: "regression",
  alpha: 0.9,
  numIterations: 100,
  learningRate: 0.1,
  numLeaves: 31,
  maxDepth: -1,
  minDataInLeaf: 20,
  minSumHessianInLeaf: 1e-3,
  lambdaL1: 0,
  lambdaL2: 0,
  minGainToSplit: 0,
  maxDeltaStep: 0,
  pathSmooth: 0,
  maxBin: 255,
  minDataInBin: 3,
  binConstructSampleCnt: 200_000,
  featurePreFilter: true,
  useMissing: true,
  zeroAsMissing: false,
  enableBundle: true,
  isEnableSparse: true,
  boostFromAverage: true,
  featureFraction: 1,
  featureFractionBynode: 1,
  baggingFraction: 1,
  baggingFreq: 0,
  seed: undefined,
  dataRandomSeed: 1,
  baggingSeed: 3,
  featureFractionSeed: 2,
};

type Rule = readonly [test: (value: number) => boolean, words: string];
const wholeFrom = (least: number): Rule => [
  (value) => Number.isInteger(value) && value >= least && value <= 0x7fffffff,
  `be a whole number of at least ${least}`,
];
const whole: Rule = [
  (value) => Number.isInteger(value) && Math.abs(value) <= 0x7fffffff,
  "be a whole number",
];
const notNegative: Rule = [(value) => value >= 0 && value < Number.POSITIVE_INFINITY, "be 0 or more"];
const positive: Rule = [(value) => value > 0 && value < Number.POSITIVE_INFINITY, "be positive"];
const finite: Rule = [Number.isFinite, "be finite"];
const fraction: Rule = [(value) => value > 0 && value <= 1, "lie in (0, 1]"];

const numberRules: Readonly<Partial<Record<keyof Parameters, Rule>>> = {
  alpha: positive,
  numIterations: wholeFrom(0),
  learningRate: positive,
  numLeaves: [(value) => Number.isInteger(value) && value > 1 && value <= 131_072, "lie in 2 to 131072"],
  maxDepth: whole,
  minDataInLeaf: wholeFrom(0),
  minSumHessianInLeaf: notNegative,
  lambdaL1: notNegative,
  lambdaL2: notNegative,
  minGainToSplit: notNegative,
  maxDeltaStep: finite,
  pathSmooth: notNegative,
  maxBin: [(value) => Number.isInteger(value) && value >= 2 && value <= 65_535, "lie in 2 to 65535"],
  minDataInBin: wholeFrom(1),
  binConstructSampleCnt: wholeFrom(1),
  featureFraction: fraction,
  featureFractionBynode: fraction,
  baggingFraction: fraction,
  baggingFreq: whole,
  seed: whole,
  dataRandomSeed: whole,
  baggingSeed: whole,
  featureFractionSeed: whole,
};

const objectives: readonly Objective[] = ["regression", "regression_l1", "huber", "quantile"];

/** LightGBM parameters that exist, change the model, and are not offered here. */
const notOffered: Readonly<Record<string, string>> = {
  boosting: "only gradient boosting (gbdt) is offered, not dart, rf or goss",
  dataSampleStrategy: "only bagging is offered, not goss",
  extraTrees: "extremely randomised trees are not offered",
  linearTree: "leaves hold constants, not linear models",
  categoricalFeature: "columns are numbers; encode categories as shares or indicators",
  monotoneConstraints: "monotone constraints are not offered",
  interactionConstraints: "interaction constraints are not offered",
  forcedsplitsFilename: "forced splits are not offered",
  forcedbinsFilename: "forced bins are not offered",
  maxBinByFeature: "one maxBin holds for all columns",
  regSqrt: "transform the labels instead",
  useQuantizedGrad: "gradients are float32, never quantised",
  cegbTradeoff: "cost-effective boosting is not offered",
  initScore: "training starts from the average or from 0",
  posBaggingFraction: "labels are numbers, not classes",
  negBaggingFraction: "labels are numbers, not classes",
  numThreads: "one booster trains on one thread; fitBoosters takes threads",
  treeLearner: "only the serial tree learner is offered",
};

/**
 * Fills in and checks training parameters, and makes the adjustments LightGBM makes when it reads them.
 *
 * Source  LightGBM Config::CheckParamConflict: seeds from `seed`, numLeaves from maxDepth, minDataInLeaf with pathSmooth
 *
 * @throws {RangeError} for an unknown or unoffered name, or a value out of range
 * @throws {TypeError} for a value of the wrong kind
 */
export function resolveParameters(where: string, given: Partial<Parameters>): Parameters {
  for (const [name, value] of Object.entries(given)) checkParameter(where, name, value);
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const resolved: { -readonly [name in keyof Parameters]: Parameters[name] } = {
    ...defaultParameters,
    ...(given.seed === undefined ? {} : seedsFrom(given.seed)),
    ...known,
  };
  if (resolved.objective === "quantile" && resolved.alpha >= 1) {
    throw new RangeError(`${where}: alpha must lie in (0, 1) for quantiles, got ${resolved.alpha}.`);
  }
  if (given.numLeaves === undefined && resolved.maxDepth > 0) {
    resolved.numLeaves = Math.min(resolved.numLeaves, 2 ** Math.min(resolved.maxDepth, 30));
  }
  if (resolved.pathSmooth > epsilon && resolved.minDataInLeaf < 2) resolved.minDataInLeaf = 2;
  if (resolved.minDataInLeaf <= 0 && resolved.minSumHessianInLeaf <= epsilon) resolved.minDataInLeaf = 1;
  return resolved;
}

function checkParameter(where: string, name: string, value: unknown): void {
  if (Object.hasOwn(notOffered, name)) {
    throw new RangeError(`${where}: ${name} must be left out: ${notOffered[name]}.`);
  }
  if (!Object.hasOwn(defaultParameters, name)) {
    throw unknownName(where, "parameter", name, Object.keys(defaultParameters));
  }
  if (value === undefined) return;
  if (name === "objective") {
    if (!objectives.some((known) => known === value)) {
      throw unknownName(where, "objective", String(value), objectives);
    }
    return;
  }
  const rule = numberRules[name as keyof Parameters];
  if (rule === undefined) {
    if (typeof value !== "boolean") {
      throw new TypeError(`${where}: ${name} must be true or false, got ${shown(value)}.`);
    }
    return;
  }
  if (typeof value !== "number")
    throw new TypeError(`${where}: ${name} must be a number, got ${shown(value)}.`);
  if (!rule[0](value)) throw new RangeError(`${where}: ${name} must ${rule[1]}, got ${shown(value)}.`);
}

function seedsFrom(seed: number): Pick<Parameters, "dataRandomSeed" | "baggingSeed" | "featureFractionSeed"> {
  const random = lcg(seed);
  const next = () => random.short(0, 32767);
  const [dataRandomSeed, baggingSeed, , featureFractionSeed] = [next(), next(), next(), next()];
  return { dataRandomSeed, baggingSeed, featureFractionSeed };
}
