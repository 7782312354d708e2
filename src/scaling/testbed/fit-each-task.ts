import type { TrainSet } from "../../dataset/index.ts";
import { predictLaw } from "../fitted-law.ts";
import type { DownstreamParameter } from "../laws/downstream.ts";
import { type DownstreamFit, fitError, fitLoss, modelsOfCells } from "./fit-defaults.ts";
import {
  type MeasuredModel,
  type ModelTestbed,
  measured,
  modelOfCell,
  percentOff,
  trainSetsOf,
} from "./measured.ts";
import { defaultCells, largestCell, tasksAboveChance } from "./published.ts";

/** Eq 5 on one task of one train set. */
export interface TaskFit {
  readonly trainSet: TrainSet;
  readonly task: string;
  /** Whether it is one of the paper's 17. */
  readonly selected: boolean;
  readonly values: Readonly<Record<DownstreamParameter, number>>;
  readonly sumOfSquares: number;
  /** Whether the fitted error rises with loss and bends, as Eq 5 does; else it is a straight line, a step or falls. */
  readonly bends: boolean;
  /** Where the authors' one start ends: in the same place, in one with larger squares, or nowhere. */
  readonly authorsStart: "same" | "higher" | "nowhere";
  /** Relative error of the 6.9B model's predicted error, in percent. */
  readonly percent: number;
}

/** All tasks, and how many of them went how. */
export interface TaskFits {
  readonly tasks: readonly TaskFit[];
  readonly counts: Readonly<Record<TaskFit["authorsStart"] | "bends", number>>;
}

/** Larger sums of squares are another place, not rounding. */
const alike = 1e-6;
/** γ of curves; below are straight lines (1e-5 and less), above are steps, which one model decides. */
const bendsFrom = 0.01;
const bendsTo = 10;

/**
 * Eq 5 on every single task: on how many is there a curve to be found, and does one start find it?
 *
 * Units   percent of the measured error
 * Source  own; Eq 5 and the six models of Gadre et al. 2024, arXiv:2403.08540v2, Table 1
 *
 * @throws {RangeError} if a default model or one of 6.9B is missing
 * @example fitEachTask(testbed).counts.bends
 */
export function fitEachTask(testbed: ModelTestbed): TaskFits {
  const where = "fitEachTask";
  const tasks = trainSetsOf(testbed).flatMap((trainSet) => {
    const lossFit = fitLoss(where, measured(where, testbed, { trainSet, tasks: "all" }));
    return testbed.tasks.map(({ name: task }): TaskFit => {
      const models = measured(where, testbed, { trainSet, tasks: [task] });
      const fitted = modelsOfCells(where, models, [...defaultCells, largestCell]);
      const target = modelOfCell(where, models, { size: "6.9B", tokensPerParameter: 20 });
      const fit = fitError(fitted);
      const { k, gamma } = fit.values;
      const [loss] = predictLaw(lossFit, [target]);
      return {
        trainSet,
        task,
        selected: tasksAboveChance.includes(task),
        values: fit.values,
        sumOfSquares: fit.sumOfSquares,
        bends: k > 0 && gamma > bendsFrom && gamma < bendsTo,
        authorsStart: fromAuthors(fitted, fit),
        percent: percentOff(predictLaw(fit, [{ loss }])[0], target.error),
      };
    });
  });
  const count = (holds: (fit: TaskFit) => boolean): number => tasks.filter(holds).length;
  return {
    tasks,
    counts: {
      same: count(({ authorsStart }) => authorsStart === "same"),
      higher: count(({ authorsStart }) => authorsStart === "higher"),
      nowhere: count(({ authorsStart }) => authorsStart === "nowhere"),
      bends: count(({ bends }) => bends),
    },
  };
}

function fromAuthors(models: readonly MeasuredModel[], best: DownstreamFit): TaskFit["authorsStart"] {
  try {
    const { sumOfSquares } = fitError(models, "authors");
    return sumOfSquares <= best.sumOfSquares * (1 + alike) + 1e-24 ? "same" : "higher";
  } catch (refusal) {
    if (refusal instanceof RangeError) return "nowhere";
    throw refusal;
  }
}
