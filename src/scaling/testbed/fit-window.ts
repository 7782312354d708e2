import type { LossName, TrainSet } from "../../dataset/index.ts";
import type { NumpyRandomState } from "../../random/index.ts";
import { shown } from "../../table/index.ts";
import { fitLaw } from "../fit-law.ts";
import { predictLaw } from "../fitted-law.ts";
import type { LawValues } from "../law.ts";
import { type DownstreamParameter, downstream } from "../laws/downstream.ts";
import { type OverTrainingParameter, overTraining } from "../laws/over-training.ts";
import { fitDefaults } from "./fit-defaults.ts";
import {
  type MeasuredModel,
  type ModelTestbed,
  measured,
  modelLabel,
  modelOfCell,
  percentOff,
  type TaskChoice,
} from "./measured.ts";
import { predicted } from "./predict-models.ts";
import { largestCell, lossLabels, type ModelCell } from "./published.ts";

/** One fit: what it cost and how far off it is. */
export interface FitWindowPoint {
  /** Of training all models of the fit. */
  readonly flops: number;
  /** Models of the fit. */
  readonly points: number;
  /** |predicted - measured| / measured of the target, in percent. */
  readonly percent: number;
}

/** Fits on many sets of models, for one quantity of the target. */
export interface FitWindowPanel {
  readonly quantity: "loss" | "error";
  readonly title: string;
  readonly points: readonly (FitWindowPoint & { readonly kind: "window" | "random" })[];
  /** The fit on the models of Table 1. */
  readonly star: FitWindowPoint;
}

/** How predictions of one model depend on the models fitted on. */
export interface FitWindow {
  /** The model predicted. */
  readonly target: string;
  readonly panels: readonly FitWindowPanel[];
  /** Sets of models that determine no law, or one that gives no loss above zero; they are in no panel. */
  readonly undetermined: number;
}

/** What to predict, and from how many sets of models. */
export interface FitWindowOptions {
  /** Draws the random sets. */
  readonly random: NumpyRandomState;
  readonly trainSet?: TrainSet;
  readonly target?: ModelCell;
  readonly loss?: LossName;
  readonly tasks?: TaskChoice;
  /** Random sets. */
  readonly subsets?: number;
  /** Models at a smaller M are left out of the pool; 5, the least there is, if left out. */
  readonly leastRatio?: number;
}

/** Smallest set fitted on: one more than Eq 4 has parameters. */
const leastPoints = 5;
const mostRatio = 320;

/**
 * How good a prediction is when the laws are fitted on more or other models: on the cheapest 5, 6, … of the 29 models of
 * RedPajama (below 1B at M from 5 to 320, and 1.4B at M = 20), and on random sets of them.
 *
 * Units   FLOPs; errors in percent of the measured value
 * Random  reads only `random`; a set's size is uniform from 5 to all, its models drawn without replacement
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 14 to 16
 * Differs both laws are fitted on the same models; the paper's random sets cannot be drawn again. Eq 4 starts from eight
 *         places and Eq 5 from five, which find what the laws' own 128 and 13 find in every window.
 *
 * @throws {RangeError} if the target, a train set, loss or task is none of the testbed's
 * @example fitWindow(testbed, { random: new NumpyRandomState(42) }).panels[0].star.percent // 0.71, of 1.4B at M = 640
 */
export function fitWindow(testbed: ModelTestbed, options: FitWindowOptions): FitWindow {
  const where = "fitWindow";
  const { random, trainSet = "rpj", loss = "c4_val", tasks = "above-chance", subsets = 300 } = options;
  const { leastRatio = 5, target: cell = { size: "1.4B", tokensPerParameter: 640 } } = options;
  if (!Number.isSafeInteger(subsets) || subsets < 0)
    throw new RangeError(`${where}: subsets must be a whole number from 0, got ${shown(subsets)}.`);
  const models = measured(where, testbed, { trainSet, loss, tasks });
  const target = modelOfCell(where, models, cell);
  const pool = models
    .filter(
      (model) =>
        isSmall(model) && model.tokensPerParameter >= leastRatio && model.tokensPerParameter <= mostRatio,
    )
    .concat(modelOfCell(where, models, largestCell))
    .sort((left, right) => left.flops - right.flops);
  const fits = fitDefaults(testbed, { trainSet, loss, tasks });
  const starts = startsNear(fits.loss.values);
  const sets = [
    ...windowsOf(pool).map((set) => ({ kind: "window" as const, set })),
    ...randomSets(pool, random, subsets).map((set) => ({ kind: "random" as const, set })),
  ];
  const found = sets.flatMap(({ kind, set }) => {
    const percents = predictFrom(set, target, starts);
    return percents === undefined ? [] : [{ kind, points: set.length, flops: totalFlops(set), ...percents }];
  });
  const [star] = predicted(fits, [target]);
  const panel = (
    quantity: "loss" | "error",
    title: string,
    of: "lossPercent" | "errorPercent",
  ): FitWindowPanel => ({
    quantity,
    title,
    points: found.map(({ kind, points, flops, [of]: percent }) => ({ kind, points, flops, percent })),
    star: {
      flops: fits.computeFlops[quantity],
      points: (quantity === "loss" ? fits.lossModels : fits.errorModels).length,
      percent: star[of],
    },
  });
  return {
    target: modelLabel(target),
    panels: [
      panel("loss", `loss on ${lossLabels[loss]}`, "lossPercent"),
      panel("error", `error on ${fits.tasks.length} tasks`, "errorPercent"),
    ],
    undetermined: sets.length - found.length,
  };
}

const isSmall = ({ parameters }: MeasuredModel): boolean => parameters < 1e9;

const totalFlops = (models: readonly MeasuredModel[]): number =>
  models.reduce((sum, { flops }) => sum + flops, 0);

const windowsOf = (pool: readonly MeasuredModel[]): MeasuredModel[][] =>
  pool.slice(leastPoints - 1).map((_, at) => pool.slice(0, leastPoints + at));

function randomSets(
  pool: readonly MeasuredModel[],
  random: NumpyRandomState,
  count: number,
): MeasuredModel[][] {
  return Array.from({ length: count }, () =>
    random.choice(pool, { size: random.randint(leastPoints, pool.length + 1), replace: false }),
  );
}

/** The default fit, and seven places around it and far from it. */
function startsNear(values: LawValues<OverTrainingParameter>): LawValues<OverTrainingParameter>[] {
  return [
    values,
    { E: 1, a: 100, b: 100, eta: 0.05 },
    { E: 1, a: 100, b: 300, eta: 0.15 },
    { E: 2, a: 1000, b: 300, eta: 0.15 },
    { E: 2, a: 300, b: 3000, eta: 0.15 },
    { E: 0, a: 30, b: 60, eta: 0.05 },
    { E: -5, a: 15, b: 25, eta: 0.03 },
    { E: 3, a: 1000, b: 1000, eta: 0.3 },
  ];
}

/** From nearly straight to nearly a step. */
const errorStarts: readonly LawValues<DownstreamParameter>[] = [
  { epsilon: 1, k: 1, gamma: 1 },
  { epsilon: 0.8, k: 5, gamma: 0.5 },
  { epsilon: 0.8, k: 0.5, gamma: 2 },
  { epsilon: 0.8, k: 50, gamma: 2 },
  { epsilon: 0.8, k: 0.5, gamma: 0.1 },
];

/** Percents of one set of models; nothing where it does not determine the laws. */
function predictFrom(
  set: readonly MeasuredModel[],
  target: MeasuredModel,
  starts: readonly LawValues<OverTrainingParameter>[],
): { readonly lossPercent: number; readonly errorPercent: number } | undefined {
  try {
    const [loss] = predictLaw(fitLaw(overTraining, set, { starts }), [target]);
    if (!(loss > 0)) return undefined;
    const [error] = predictLaw(fitLaw(downstream, set, { starts: errorStarts }), [{ loss }]);
    return { lossPercent: percentOff(loss, target.loss), errorPercent: percentOff(error, target.error) };
  } catch (refusal) {
    if (refusal instanceof RangeError) return undefined;
    throw refusal;
  }
}
