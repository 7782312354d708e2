import type { ModelSize, TrainSet } from "../../dataset/index.ts";
import { predictLaw } from "../fitted-law.ts";
import { fitError, fitLoss, modelsOfCells, type OverTrainingFit } from "./fit-defaults.ts";
import {
  type ModelTestbed,
  measured,
  modelOfCell,
  percentOff,
  requireName,
  sizesOf,
  trainSetsOf,
} from "./measured.ts";
import { defaultCells, largestCell } from "./published.ts";

/** A task, described, and how far above guessing models of one size come. */
export interface TaskGain {
  readonly task: string;
  readonly category: string;
  readonly type: string;
  readonly shots: number;
  readonly samples: number;
  /** Accuracy of guessing, in percent. */
  readonly baseline: number;
  /** Best accuracy less that of guessing, in percentage points. */
  readonly gain: number;
  readonly selected: boolean;
}

/** How tasks are chosen. */
export interface SelectTasksOptions {
  /** Least gain over guessing, in percentage points. */
  readonly threshold?: number;
  /** Size of the models that are asked, over all train sets and M. */
  readonly size?: ModelSize;
}

/** Gains are shares of counted answers: one that is exactly at a threshold may miss it by rounding. */
const tolerance = 1e-9;

/**
 * Chooses the tasks on which the best small model beats guessing by some points; the others say little about loss.
 *
 * Shape   one row per task, in the testbed's order
 * Units   gain and baseline in percentage points
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, App D: 10 points, models of 0.154B, 17 of 46 tasks
 *
 * @throws {RangeError} if the threshold is no number, or the testbed has no model of the size
 * @example selectTasks(testbed).filter(({ selected }) => selected).length // 17
 */
export function selectTasks(
  testbed: ModelTestbed,
  { threshold = 10, size = "0.154B" }: SelectTasksOptions = {},
): TaskGain[] {
  if (!Number.isFinite(threshold))
    throw new RangeError(`selectTasks: threshold must be a finite number of points, got ${threshold}.`);
  requireName("selectTasks", "size", size, sizesOf(testbed.models));
  const asked = testbed.models.filter((model) => model.size === size);
  return testbed.tasks.map(({ name, category, type, shots, samples, baselinePercent }) => {
    const best = Math.min(...asked.map(({ errors }) => errors[name]));
    const gain = 100 * (1 - best) - baselinePercent;
    return {
      task: name,
      category,
      type,
      shots,
      samples,
      baseline: baselinePercent,
      gain,
      selected: gain >= threshold - tolerance,
    };
  });
}

/** What one threshold does. */
export interface ThresholdRow {
  /** In percentage points. */
  readonly threshold: number;
  readonly tasksKept: number;
  readonly tasksRemoved: number;
  /** Relative error of the 6.9B model's predicted error, in percent, per train set. */
  readonly percent: Readonly<Record<TrainSet, number>>;
}

/**
 * How the choice of tasks changes the prediction of the 6.9B models' average error.
 *
 * Units   thresholds in percentage points, errors in percent of the measured error
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Fig 8
 * Differs the paper says that errors stay below 10 % up to a threshold of 35; RedPajama's is 17 % from 30 on
 *
 * @throws {RangeError} if a threshold leaves no task
 * @example thresholdSweep(testbed)[3] // { threshold: 10, tasksKept: 17, tasksRemoved: 29, percent: { rpj: 0.05, … } }
 */
export function thresholdSweep(
  testbed: ModelTestbed,
  thresholds: readonly number[] = [-5, 0, 5, 10, 15, 20, 25, 30, 35, 40, 45],
): ThresholdRow[] {
  const where = "thresholdSweep";
  const trainSets = trainSetsOf(testbed);
  const fits = trainSets.map((trainSet) =>
    fitLoss(where, measured(where, testbed, { trainSet, tasks: "all" })),
  );
  return thresholds.map((threshold) => {
    const gains = selectTasks(testbed, { threshold });
    const tasks = gains.flatMap(({ task, selected }) => (selected ? [task] : []));
    if (tasks.length === 0)
      throw new RangeError(
        `${where}: thresholds must leave at least one task, got none at ${threshold}. The largest gain is ${Math.max(...gains.map(({ gain }) => gain)).toFixed(2)} points.`,
      );
    const percent = Object.fromEntries(
      trainSets.map((trainSet, at) => [trainSet, largestPercent(testbed, trainSet, tasks, fits[at])]),
    ) as Record<TrainSet, number>;
    return { threshold, tasksKept: tasks.length, tasksRemoved: gains.length - tasks.length, percent };
  });
}

function largestPercent(
  testbed: ModelTestbed,
  trainSet: TrainSet,
  tasks: readonly string[],
  lossFit: OverTrainingFit,
): number {
  const models = measured("thresholdSweep", testbed, { trainSet, tasks });
  const errorFit = fitError(modelsOfCells("thresholdSweep", models, [...defaultCells, largestCell]));
  const target = modelOfCell("thresholdSweep", models, { size: "6.9B", tokensPerParameter: 20 });
  const [loss] = predictLaw(lossFit, [target]);
  return percentOff(predictLaw(errorFit, [{ loss }])[0], target.error);
}
