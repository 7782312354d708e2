import { shown } from "../table/index.ts";
import { describePlan } from "./describe-plan.ts";
import { predictLaw } from "./fitted-law.ts";
import { computeOptimal, type LossFit, type LossLaw, trainingRun } from "./optimum.ts";
import type { Plan, PlannedRun, RatioCost } from "./planned-run.ts";
import { type ErrorFit, predictError } from "./predict-error.ts";
import { showing } from "./show.ts";
import type { Covers } from "./uncertainty/interval.ts";
import { type OptimalRatio, optimalRatioInterval } from "./uncertainty/optimal-ratio.ts";
import { predictWithInterval } from "./uncertainty/predict.ts";

/** Laws to plan with: of loss, and of error if wanted. */
export interface PlanLaws {
  readonly loss: LossFit;
  readonly error?: ErrorFit;
}

/** What to spend, and how: training FLOPs, and tokens per parameter; the compute-optimal ratio where left out. */
export interface Budget {
  readonly flops: number;
  readonly tokensPerParameter?: number;
}

/** How sure the intervals of a plan are, and of what. */
export interface PlanOptions {
  readonly level?: number;
  readonly covers?: Covers;
}

/**
 * Plans a run: its size and tokens at a ratio, what it is predicted to reach, and what over-training costs and saves.
 *
 * Units   FLOPs, tokens per parameter → parameters, tokens, nats per token, error as a share
 * Source  Gadre et al. 2024, arXiv:2403.08540, Eq 4, Eq 5, Eq 10
 *
 * @throws {RangeError} if the budget, ratio or level is out of range, or the ratio is left out and the law has no optimum
 * @example plan({ loss: fit }, { flops: 1e21, tokensPerParameter: 200 }).parameters
 */
export function plan(laws: PlanLaws, budget: Budget, options: PlanOptions = {}): Plan {
  const { flops, tokensPerParameter } = budget;
  for (const [name, value] of Object.entries({ flops, tokensPerParameter }))
    if (value === undefined ? name === "flops" : !(value > 0 && value < Infinity))
      throw new RangeError(`plan: ${name} must be a number above 0, got ${shown(value)}.`);
  const best = optimum(laws.loss, flops);
  const chosen = planned(laws, runOf(laws.loss, budget, best), options);
  const optimal =
    "reason" in best ? undefined : { ...planned(laws, best, options), ratio: ratioOf(laws, budget, options) };
  return showing(
    {
      ...chosen,
      optimal,
      cost: optimal && ratioCost(laws.loss, chosen, optimal),
      warnings: [...doubts(chosen), ...("reason" in best ? [best.reason] : doubtsOfOptimum(optimal, chosen))],
    },
    describePlan,
  );
}

function runOf(
  loss: LossFit,
  { flops, tokensPerParameter }: Budget,
  best: ReturnType<typeof optimum>,
): Omit<PlannedRun, "loss" | "error"> {
  if (tokensPerParameter !== undefined) return trainingRun(loss, { flops, tokensPerParameter });
  if ("reason" in best)
    throw new RangeError(`plan: tokensPerParameter must be given, since there is ${best.reason}`);
  return best;
}

const ratioOf = ({ loss }: PlanLaws, { flops }: Budget, { level }: PlanOptions): OptimalRatio =>
  optimalRatioInterval(loss, level === undefined ? { flops } : { flops, level });

function planned(
  { loss, error }: PlanLaws,
  { parameters, tokens, flops, tokensPerParameter }: Omit<PlannedRun, "loss" | "error">,
  options: PlanOptions,
): PlannedRun {
  const size = { flops, tokensPerParameter, parameters, tokens };
  if (error === undefined)
    return { ...size, loss: predictWithInterval(loss, [size], options)[0], error: undefined };
  const [chained] = predictError(loss, error, [size], options);
  return { ...size, loss: chained.loss, error: chained };
}

/** The compute-optimal run, or why a fit has none. */
export function optimum(
  loss: LossFit,
  flops: number,
): ReturnType<typeof computeOptimal> | { readonly reason: string } {
  try {
    return computeOptimal(loss, { flops });
  } catch (error) {
    if (error instanceof RangeError) return { reason: `no compute-optimal run: ${error.message}` };
    throw error;
  }
}

function ratioCost(loss: LossFit, chosen: PlannedRun, optimal: PlannedRun): RatioCost {
  const { flops, tokensPerParameter, parameters } = chosen;
  const computeFactor = factorTo(loss, chosen, optimal.loss.predicted);
  const same = trainingRun(loss, { flops: flops * computeFactor, tokensPerParameter });
  return {
    lossAboveOptimal: chosen.loss.predicted - optimal.loss.predicted,
    parametersShare: parameters / optimal.parameters,
    sameLoss: {
      computeFactor,
      flops: same.flops,
      parameters: same.parameters,
      tokens: same.tokens,
      parametersShare: same.parameters / optimal.parameters,
    },
  };
}

/** How many times its budget a ratio needs to reach a loss: at one ratio the loss falls with compute, so by halving. */
function factorTo(law: LossLaw, { parameters, tokens }: PlannedRun, loss: number): number {
  const above = (logFactor: number): boolean => {
    const root = Math.exp(logFactor / 2);
    return predictLaw(law, [{ parameters: parameters * root, tokens: tokens * root }])[0] > loss;
  };
  let [low, high] = [0, 1];
  while (above(high) && high < 300) [low, high] = [high, high * 2];
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    if (above(middle)) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}

const doubts = ({ loss, error }: PlannedRun): readonly string[] => {
  const value = error ?? loss;
  return [...value.warnings, ...(value.reason === undefined ? [] : [value.reason])];
};

/** What stands against the optimum alone. */
function doubtsOfOptimum(optimal: PlannedRun | undefined, chosen: PlannedRun): readonly string[] {
  if (optimal === undefined) return [];
  const known = new Set(doubts(chosen));
  return doubts(optimal)
    .filter((doubt) => !known.has(doubt) && !doubt.startsWith("flops "))
    .map((doubt) => `compute-optimal run: ${doubt}`);
}
