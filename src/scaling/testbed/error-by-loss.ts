import type { LossName, ModelSize, TrainSet } from "../../dataset/index.ts";
import { shown } from "../../table/index.ts";
import { predictLaw } from "../fitted-law.ts";
import type { DownstreamParameter } from "../laws/downstream.ts";
import { evenlySpaced } from "./curves.ts";
import { fitError, modelsOfCells } from "./fit-defaults.ts";
import { type ModelTestbed, measured, type TaskChoice, trainSetsOf } from "./measured.ts";
import { defaultCells, largestCell, lossInDistribution, lossLabels, trainSetLabels } from "./published.ts";
import { type SelectTasksOptions, selectTasks } from "./select-tasks.ts";

/** Models of a train set, and Eq 5 through six of them. */
export interface ErrorSeries {
  readonly name: string;
  readonly trainSet: TrainSet;
  readonly loss: readonly number[];
  readonly error: readonly number[];
  readonly sizes: readonly ModelSize[];
  readonly tokensPerParameter: readonly number[];
  readonly curve: { readonly loss: Float64Array; readonly error: Float64Array };
  /** Lowest and highest loss that the curve was fitted on. */
  readonly fitted: readonly [number, number];
  readonly values: Readonly<Record<DownstreamParameter, number>>;
}

/** Error against one loss. */
export interface ErrorPanel {
  /** Which tasks are averaged over, e.g. "17 tasks". */
  readonly row: string;
  /** A train set (Fig 3), or an evaluation set (Fig 13). */
  readonly column: string;
  readonly lossName: LossName;
  readonly series: readonly ErrorSeries[];
}

const steps = 60;

/**
 * Average error of tasks against loss, with Eq 5 fitted on the six default models of each train set: 17 tasks against
 * loss on C4, a panel for each train set (Fig 3); or 17 and 46 tasks against three Paloma losses, all train sets in
 * each panel (Fig 13).
 *
 * Shape   series: loss, error [models]; curve: loss, error [60]
 * Units   nats per token, error as a share
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 3 and 13
 *
 * @throws {RangeError} if the figure is neither, or a model of the fits is missing
 * @example errorByLoss(testbed, 3).map(({ column }) => column) // ["C4", "RedPajama", "RefinedWeb"]
 */
export function errorByLoss(testbed: ModelTestbed, paperFigure: 3 | 13): ErrorPanel[] {
  if (paperFigure !== 3 && paperFigure !== 13)
    throw new RangeError(`errorByLoss: paperFigure must be 3 or 13, got ${shown(paperFigure)}.`);
  const trainSets = trainSetsOf(testbed);
  if (paperFigure === 3)
    return trainSets.map((trainSet) => ({
      row: rowName(testbed, "above-chance"),
      column: trainSetLabels[trainSet],
      lossName: "c4_val",
      series: [seriesOf(testbed, trainSet, "c4_val", "above-chance")],
    }));
  return (["above-chance", "all"] as const).flatMap((tasks) =>
    trainSets.map((evaluated) => ({
      row: rowName(testbed, tasks),
      column: lossLabels[lossInDistribution[evaluated]],
      lossName: lossInDistribution[evaluated],
      series: trainSets.map((trainSet) => seriesOf(testbed, trainSet, lossInDistribution[evaluated], tasks)),
    })),
  );
}

const rowName = ({ tasks }: ModelTestbed, choice: "above-chance" | "all"): string =>
  choice === "all" ? `${tasks.length} tasks` : "17 tasks";

function seriesOf(testbed: ModelTestbed, trainSet: TrainSet, loss: LossName, tasks: TaskChoice): ErrorSeries {
  const models = measured("errorByLoss", testbed, { trainSet, loss, tasks });
  const fitted = modelsOfCells("errorByLoss", models, [...defaultCells, largestCell]);
  const fit = fitError(fitted);
  const losses = models.map((model) => model.loss);
  const path = evenlySpaced(Math.min(...losses), Math.max(...losses), steps);
  const ends = fitted.map((model) => model.loss);
  return {
    name: trainSetLabels[trainSet],
    trainSet,
    loss: losses,
    error: models.map(({ error }) => error),
    sizes: models.map(({ size }) => size),
    tokensPerParameter: models.map(({ tokensPerParameter }) => tokensPerParameter),
    curve: {
      loss: path,
      error: predictLaw(
        fit,
        Array.from(path, (value) => ({ loss: value })),
      ),
    },
    fitted: [Math.min(...ends), Math.max(...ends)],
    values: fit.values,
  };
}

/** One task in all models. */
export interface TaskPanel {
  readonly task: string;
  /** Error of guessing. */
  readonly chance: number;
  /** Whether it is among the tasks above chance. */
  readonly selected: boolean;
  readonly gain: number;
  readonly series: readonly {
    readonly name: string;
    readonly trainSet: TrainSet;
    readonly loss: readonly number[];
    readonly error: readonly number[];
  }[];
}

/**
 * Error of every single task against loss on C4, with that of guessing; the tasks that small models gain most on first.
 *
 * Units   nats per token, errors as shares, gain in percentage points
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Fig 18
 * Differs the paper does not say in which order its panels stand
 *
 * @throws {RangeError} if the threshold is no number, or the testbed has no model of the size
 * @example errorByLossPerTask(testbed)[0].task // "pubmed_qa_labeled"
 */
export function errorByLossPerTask(testbed: ModelTestbed, options: SelectTasksOptions = {}): TaskPanel[] {
  const trainSets = trainSetsOf(testbed);
  return selectTasks(testbed, options)
    .toSorted((left, right) => right.gain - left.gain)
    .map(({ task, baseline, selected, gain }) => ({
      task,
      chance: 1 - baseline / 100,
      selected,
      gain,
      series: trainSets.map((trainSet) => {
        const models = measured("errorByLossPerTask", testbed, { trainSet, tasks: [task] });
        return {
          name: trainSetLabels[trainSet],
          trainSet,
          loss: models.map(({ loss }) => loss),
          error: models.map(({ error }) => error),
        };
      }),
    }));
}
