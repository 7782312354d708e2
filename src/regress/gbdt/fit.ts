import { column, type Swarm, shown } from "../../table/index.ts";
import { type Booster, boosterOf, type FittedBooster } from "./booster.ts";
import { type BinnedTable, binTable } from "./dataset.ts";
import type { Metric } from "./metric.ts";
import { type Parameters, resolveParameters } from "./parameters.ts";
import { requireRuns, requireTarget } from "./runs.ts";
import { type SplitRuns, type StopOn, splitRuns } from "./stop-set.ts";
import { trainOn } from "./train.ts";

/** How boosters are fitted: LightGBM's parameters, and when to stop. */
export interface FitSettings extends Partial<Parameters> {
  /** Where early stopping looks; a fifth of the swarm if left out. */
  readonly stopOn?: StopOn | undefined;
  /** Rounds without improvement after which training stops. */
  readonly stoppingRounds?: number | undefined;
  /** Watched in this order; the first that stops improving decides. */
  readonly metrics?: readonly Metric[] | undefined;
}

/** What `fitBooster` takes. */
export interface FitBoosterOptions extends FitSettings {
  /** A loss column of the swarm. */
  readonly target: string;
}

/** RegMix's notebook: many small steps, stopped early on two metrics; all else is LightGBM's default. */
export const regmixFit: {
  readonly numIterations: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly stoppingRounds: number;
  readonly metrics: readonly Metric[];
  readonly stopOn: { readonly holdOut: number; readonly seed: number };
} = {
  numIterations: 1000,
  learningRate: 0.01,
  seed: 42,
  stoppingRounds: 3,
  metrics: ["l1", "l2"],
  // Ours: the notebook stops on its test set instead.
  stopOn: { holdOut: 0.2, seed: 42 },
};

/**
 * Fits gradient-boosted trees from mixture to one target, in RegMix's settings where nothing else is said.
 *
 * Shape   swarm [runs × domains] → booster over the same domains
 * Random  the hold-out reads `stopOn.seed`; sampling, where asked for, the seeds in the parameters
 * Source  Liu et al. 2024, arXiv:2407.01492, §3.2; LightGBM 4.7.0, bit for bit
 * Differs stops on a hold-out of the swarm; `stopOn: swarm.test` repeats the notebook, which stops on its test set
 *
 * @throws {RangeError} if the target is no loss column, or a parameter is unknown or out of range
 * @throws {DataError} if a share or a loss is not finite
 * @example fitBooster(swarm.train, { target: "pile_cc", stopOn: swarm.test })
 */
export function fitBooster(swarm: Swarm, options: FitBoosterOptions): Booster {
  const { target, ...settings } = options;
  const plan = planFit("fitBooster", swarm, settings);
  requireTargets("fitBooster", swarm, settings, [target]);
  return boosterOf(fitTarget(binned(plan), target));
}

/**
 * Checks the targets of a swarm, and of the swarm to stop on.
 *
 * @throws {RangeError} if one is unknown
 * @throws {DataError} if one is no number in a run
 */
export function requireTargets(
  where: string,
  swarm: Swarm,
  { stopOn }: FitSettings,
  targets: readonly string[],
): void {
  for (const target of targets) {
    requireTarget(where, "target", swarm, target);
    if (isSwarm(stopOn)) requireTarget(where, "target of stopOn", stopOn, target);
  }
}

const isSwarm = (stopOn: StopOn | undefined): stopOn is Swarm =>
  typeof stopOn === "object" && "mixtures" in stopOn;

/** A swarm parted into runs to fit and to stop on, with settings that have been checked. */
export interface FitPlan {
  readonly runs: SplitRuns;
  readonly parameters: Parameters;
  readonly metrics: readonly Metric[];
  readonly stoppingRounds: number;
  readonly warnings: readonly string[];
}

/** A plan and its binned table: what all targets of one fit share. */
export interface PreparedFit extends FitPlan {
  readonly table: BinnedTable;
}

/**
 * Checks settings and parts a swarm.
 *
 * Shape   swarm [runs × domains]
 * Random  as `fitBooster`
 *
 * @throws {RangeError} for settings out of range
 */
export function planFit(where: string, swarm: Swarm, settings: FitSettings): FitPlan {
  const {
    stopOn = regmixFit.stopOn,
    stoppingRounds = regmixFit.stoppingRounds,
    metrics = regmixFit.metrics,
    ...given
  } = settings;
  if (!Number.isInteger(stoppingRounds) || stoppingRounds < 1) {
    throw new RangeError(
      `${where}: stoppingRounds must be a whole number of at least 1, got ${shown(stoppingRounds)}. For none, stopOn: "none".`,
    );
  }
  const { numIterations, learningRate, seed } = regmixFit;
  const parameters = resolveParameters(where, { numIterations, learningRate, seed, ...given });
  requireRuns(where, "swarm", swarm);
  if (isSwarm(stopOn)) requireRuns(where, "stopOn", stopOn);
  if (stopOn !== "none" && metrics.length === 0) {
    throw new RangeError(
      `${where}: metrics must name one to stop on, got []. For no stopping, stopOn: "none".`,
    );
  }
  const runs = splitRuns(where, swarm, stopOn);
  const { mixtures } = runs.fit;
  const warnings: string[] = [];
  if (mixtures.rows < mixtures.names.length) {
    warnings.push(`${mixtures.rows} runs for ${mixtures.names.length} domains: fewer runs than domains`);
  }
  if (mixtures.rows < 2 * parameters.minDataInLeaf) {
    warnings.push(
      `${mixtures.rows} runs allow no split with minDataInLeaf ${parameters.minDataInLeaf}: the booster is a constant`,
    );
  }
  if (runs.stop === undefined && typeof stopOn === "object" && "holdOut" in stopOn && stopOn.holdOut > 0) {
    warnings.push(runs.stopSet.description);
  }
  return { runs, parameters, metrics, stoppingRounds, warnings };
}

/**
 * Plans a fit and bins its swarm, once for all its targets.
 *
 * Shape   swarm [runs × domains]
 * Random  as `fitBooster`
 */
export function prepareFit(where: string, swarm: Swarm, settings: FitSettings): PreparedFit {
  return binned(planFit(where, swarm, settings));
}

const binned = (plan: FitPlan): PreparedFit => ({
  ...plan,
  table: binTable(plan.runs.fit.mixtures, plan.parameters),
});

/**
 * Fits one target of a prepared swarm.
 *
 * Shape   as `fitBooster`
 */
export function fitTarget(prepared: PreparedFit, target: string): FittedBooster {
  const { table, runs, parameters, metrics, stoppingRounds, warnings } = prepared;
  const { fit, stop, stopSet } = runs;
  const labels = column(fit.losses, target);
  const constant = labels.length > 1 && labels.every((label) => label === labels[0]);
  const result = trainOn(table, labels, parameters, {
    metrics,
    stoppingRounds: stop === undefined ? 0 : stoppingRounds,
    validation: stop && { features: stop.mixtures, labels: column(stop.losses, target) },
  });
  return {
    ...result,
    target,
    parameters,
    stopSet,
    warnings: constant
      ? [...warnings, `${shown(target)} is ${labels[0]} in every run fitted on: the booster is a constant`]
      : warnings,
  };
}
