import type { TrainSet } from "../../dataset/index.ts";
import { shown } from "../../table/index.ts";
import type { DownstreamParameter } from "../laws/downstream.ts";
import type { OverTrainingParameter } from "../laws/over-training.ts";
import { optimalRatio } from "../optimum.ts";
import { type DefaultFits, fitDefaults, fitError, modelsOfCells } from "./fit-defaults.ts";
import { type ModelTestbed, measured, modelOfCell, type TaskChoice, trainSetsOf } from "./measured.ts";
import { predicted } from "./predict-models.ts";
import { defaultCells, largestCell, singleTaskColumns } from "./published.ts";

type FitParameter = OverTrainingParameter | DownstreamParameter;
type Parameters = Readonly<Record<FitParameter, number>>;
type ByTrainSet<Name extends string> = Readonly<Record<string, Readonly<Partial<Record<Name, number>>>>>;

/** A row of Table 6. */
export interface FitRow {
  readonly trainSet: TrainSet;
  readonly computed: Parameters;
  /** What the caller puts beside it, e.g. as Table 6 prints it. */
  readonly printed?: Readonly<Partial<Parameters>>;
  /** M* of Eq 10. */
  readonly lossOptimalRatio: number;
  readonly computeFlops: DefaultFits["computeFlops"];
}

/** Which tasks Eq 5 is of, and numbers to stand beside ours. */
export interface FitTableOptions {
  readonly tasks?: TaskChoice;
  /** Train set → parameter → number. Table 6 is of the 17 tasks. */
  readonly printed?: ByTrainSet<FitParameter>;
}

/**
 * The parameters of both laws on the default models, for every train set, beside the printed ones.
 *
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Table 6, which is of the 17 tasks
 *
 * @throws {RangeError} if a task is none of the testbed's, or the testbed lacks a model of the fits
 * @example fitTable(testbed).map(({ computed }) => computed.eta) // .121, .136, .127
 */
export function fitTable(
  testbed: ModelTestbed,
  { tasks = "above-chance", printed }: FitTableOptions = {},
): FitRow[] {
  return trainSetsOf(testbed).map((trainSet) => {
    const { loss, error, computeFlops } = fitDefaults(testbed, { trainSet, tasks });
    return {
      trainSet,
      computed: { ...loss.values, ...error.values },
      ...(printed?.[trainSet] === undefined ? {} : { printed: printed[trainSet] }),
      lossOptimalRatio: optimalRatio(loss),
      computeFlops,
    };
  });
}

/** A cell of Table 2 or 7. */
export interface SingleTaskRow {
  readonly trainSet: TrainSet;
  /** As the paper heads the column, e.g. "ARC-E". */
  readonly task: string;
  /** Relative error of the 6.9B model's predicted error, in percent. */
  readonly percent: number;
  /** What the caller puts beside it. */
  readonly printed?: number;
  readonly predictedError: number;
  readonly error: number;
  /** Parameters of Eq 5 fitted on this task. */
  readonly computed: Readonly<Record<DownstreamParameter, number>>;
}

/** Numbers to stand beside ours. */
export interface SingleTaskOptions {
  /** "Table 2" and "Table 7" → train set → column of the table → percent. */
  readonly printed?: Readonly<Record<`Table ${2 | 7}`, ByTrainSet<string>>>;
}

/**
 * How well single tasks are predicted for the 6.9B models: Eq 5 fitted anew for each task on six models (Table 2), or
 * on five, without 1.4B (Table 7).
 *
 * Units   percent of the measured error
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Tables 2 and 7; "HellaSwag" is the task without shots
 *
 * @throws {RangeError} if the table is neither, or the testbed lacks a model or task
 * @example singleTaskErrors(testbed, 2).find(({ task }) => task === "ARC-E")?.percent // 28.96
 */
export function singleTaskErrors(
  testbed: ModelTestbed,
  paperTable: 2 | 7,
  { printed }: SingleTaskOptions = {},
): SingleTaskRow[] {
  const where = "singleTaskErrors";
  if (paperTable !== 2 && paperTable !== 7)
    throw new RangeError(`${where}: paperTable must be 2 or 7, got ${shown(paperTable)}.`);
  const errorCells = paperTable === 2 ? [...defaultCells, largestCell] : defaultCells;
  return trainSetsOf(testbed).flatMap((trainSet) => {
    const base = fitDefaults(testbed, { trainSet });
    return Object.entries(singleTaskColumns).map(([task, tasks]): SingleTaskRow => {
      const models = measured(where, testbed, { trainSet, tasks });
      const error = fitError(modelsOfCells(where, models, errorCells));
      const target = modelOfCell(where, models, { size: "6.9B", tokensPerParameter: 20 });
      const [{ errorPercent, predictedError }] = predicted({ ...base, error }, [target]);
      const beside = printed?.[`Table ${paperTable}`][trainSet]?.[task];
      return {
        trainSet,
        task,
        percent: errorPercent,
        ...(beside === undefined ? {} : { printed: beside }),
        predictedError,
        error: target.error,
        computed: error.values,
      };
    });
  });
}
