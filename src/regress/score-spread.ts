import { column, type Matrix } from "../table/index.ts";

/** Scores of several models on several tasks. */
export interface ScoredModels {
  readonly models: readonly number[];
  readonly tasks: readonly string[];
  readonly scores: Matrix;
  readonly average: Float64Array;
}

/** The worst and the best model of a task. */
export interface ScoreSpread {
  readonly task: string;
  readonly worst: number;
  readonly worstModel: number;
  readonly best: number;
  readonly bestModel: number;
  readonly difference: number;
}

/**
 * How far models of one size lie apart, task by task; the last row is that of the models' averages, not the mean of
 * the rows above it.
 *
 * Shape   scores [models × tasks] → tasks + 1 rows; among equal scores the first model
 * Units   percent
 * Source  Liu et al. 2024, arXiv:2407.01492, Table 3 (v2)
 */
export function scoreSpread({ models, tasks, scores, average }: ScoredModels): readonly ScoreSpread[] {
  return [
    ...tasks.map((task) => spreadOf(task, column(scores, task), models)),
    spreadOf("Average", average, models),
  ];
}

function spreadOf(task: string, scores: Float64Array, models: readonly number[]): ScoreSpread {
  const [worst, best] = [Math.min(...scores), Math.max(...scores)];
  // Scores carry two decimals; their difference as a double does not.
  const difference = Number((best - worst).toFixed(2));
  return {
    task,
    worst,
    worstModel: models[scores.indexOf(worst)],
    best,
    bestModel: models[scores.indexOf(best)],
    difference,
  };
}

/** Worst, best and difference by task. */
export function spreadByTask(
  rows: readonly ScoreSpread[],
): Readonly<Record<string, { readonly worst: number; readonly best: number; readonly difference: number }>> {
  return Object.fromEntries(
    rows.map(({ task, worst, best, difference }) => [task, { worst, best, difference }]),
  );
}

/**
 * The scores of all models, by task.
 *
 * Shape   [models × tasks] → task → [models]
 */
export function scoresByTask({
  tasks,
  scores,
  average,
}: ScoredModels): Readonly<Record<string, Float64Array>> {
  return { ...Object.fromEntries(tasks.map((task) => [task, column(scores, task)])), Average: average };
}
