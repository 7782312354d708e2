import type { LossName, ModelSize, ScalingModel, ScalingTestbed, TrainSet } from "../../dataset/index.ts";
import { shown, unknownName } from "../../table/index.ts";
import type { ErrorPoint } from "../laws/downstream.ts";
import type { LossPoint } from "../laws/over-training.ts";
import { type ModelCell, tasksAboveChance } from "./published.ts";

/** The models and tasks of a testbed; what else it holds is not read. */
export type ModelTestbed = Pick<ScalingTestbed, "models" | "tasks">;

/** Which tasks an error is averaged over: the paper's 17, all there are, one by name, or a list. */
export type TaskChoice = "above-chance" | "all" | (string & {}) | readonly string[];

/** A model with one loss and one average error. */
export interface MeasuredModel extends ModelCell, LossPoint, ErrorPoint {
  readonly name: string;
  readonly trainSet: TrainSet;
  /** C = 6ND. */
  readonly flops: number;
  /** In nats per token. */
  readonly loss: number;
  /** Of the loss, from its published 95 % bounds over whole sequences. */
  readonly lossStandardError: number;
  /** Mean of 1 - accuracy over the tasks chosen. */
  readonly error: number;
}

/** A model's size and M in words, e.g. "6.9B, M = 20". */
export const modelLabel = ({ size, tokensPerParameter }: ModelCell): string =>
  `${size}, M = ${tokensPerParameter}`;

/** What to read of a testbed. */
export interface MeasuredOptions {
  /** All of them if left out. */
  readonly trainSet?: TrainSet;
  /** Which of the 8 losses; C4's validation set if left out. */
  readonly loss?: LossName;
  /** The paper's 17 tasks if left out. */
  readonly tasks?: TaskChoice;
  /** Models of this size and more are left out; none if left out. */
  readonly parametersBelow?: number;
  /** Models at a smaller M are left out; none if left out. */
  readonly leastRatio?: number;
}

/**
 * Models with one loss and one average error each, in the testbed's order.
 *
 * Units   loss in nats per token; error as a share
 *
 * @throws {RangeError} if a train set, loss or task is none of the testbed's
 * @example measuredModels(testbed, { trainSet: "rpj" }).filter(({ size }) => size === "6.9B")
 */
export function measuredModels(testbed: ModelTestbed, options: MeasuredOptions = {}): MeasuredModel[] {
  return measured("measuredModels", testbed, options);
}

/** As `measuredModels`, for a named caller. */
export function measured(
  where: string,
  testbed: ModelTestbed,
  {
    trainSet,
    loss = "c4_val",
    tasks = "above-chance",
    parametersBelow = Number.POSITIVE_INFINITY,
    leastRatio = 0,
  }: MeasuredOptions,
): MeasuredModel[] {
  if (trainSet !== undefined) requireName(where, "trainSet", trainSet, trainSetsOf(testbed));
  requireName(where, "loss", loss, Object.keys(testbed.models[0]?.losses ?? {}));
  const names = taskNames(where, testbed, tasks);
  return testbed.models
    .filter(
      (model) =>
        (trainSet === undefined || model.trainSet === trainSet) &&
        model.parameters < parametersBelow &&
        model.tokensPerParameter >= leastRatio,
    )
    .map((model) => ({
      name: model.name,
      trainSet: model.trainSet,
      size: model.size,
      parameters: model.parameters,
      tokens: model.tokens,
      tokensPerParameter: model.tokensPerParameter,
      flops: model.flops,
      loss: model.losses[loss].loss,
      lossStandardError: standardError(model.losses[loss].sequences),
      error: meanError(model, names),
    }));
}

/** A 95 % interval of a normal estimate spans this many standard errors. */
const spannedErrors = 2 * 1.959963984540054;

const standardError = ({ lower, upper }: { readonly lower: number; readonly upper: number }): number =>
  (upper - lower) / spannedErrors;

/** Mean error over named tasks. */
export const meanError = ({ errors }: Pick<ScalingModel, "errors">, tasks: readonly string[]): number =>
  tasks.reduce((sum, task) => sum + errors[task], 0) / tasks.length;

/**
 * The tasks of a choice by name.
 *
 * @throws {RangeError} if a task is none of the testbed's, or there are none
 */
export function taskNames(
  where: string,
  { tasks: known }: Pick<ModelTestbed, "tasks">,
  choice: TaskChoice,
): readonly string[] {
  const all = known.map(({ name }) => name);
  if (choice === "all") return all;
  const words = ["above-chance", "all", ...all];
  const names = choice === "above-chance" ? tasksAboveChance : typeof choice === "string" ? [choice] : choice;
  if (names.length === 0) throw new RangeError(`${where}: tasks must name at least one task, got [].`);
  for (const name of names) requireName(where, "tasks", name, typeof choice === "string" ? words : all);
  return names;
}

/** Train sets in the testbed's order. */
export const trainSetsOf = ({ models }: Pick<ModelTestbed, "models">): readonly TrainSet[] => [
  ...new Set(models.map(({ trainSet }) => trainSet)),
];

/** Sizes, smallest first. */
export const sizesOf = (
  models: readonly Pick<ScalingModel, "size" | "parameters">[],
): readonly ModelSize[] => [
  ...new Set(models.toSorted((left, right) => left.parameters - right.parameters).map(({ size }) => size)),
];

/** Ratios M, smallest first. */
export const ratiosOf = (models: readonly Pick<ScalingModel, "tokensPerParameter">[]): readonly number[] =>
  [...new Set(models.map(({ tokensPerParameter }) => tokensPerParameter))].sort((a, b) => a - b);

/**
 * The model of a size and M.
 *
 * @throws {RangeError} if there is none, with the ratios that there are
 */
export function modelOfCell<Model extends ModelCell>(
  where: string,
  models: readonly Model[],
  { size, tokensPerParameter }: ModelCell,
): Model {
  requireName(where, "size", size, [...new Set(models.map((model) => model.size))]);
  const near = models.filter((model) => model.size === size);
  const found = near.find((model) => model.tokensPerParameter === tokensPerParameter);
  if (found !== undefined) return found;
  throw new RangeError(
    `${where}: models must hold ${size} at M = ${tokensPerParameter}, got M = ${ratiosOf(near).join(", ")} of that size.`,
  );
}

/** Whether a model stands in one of some places. */
export const isIn = (cells: readonly ModelCell[], model: ModelCell): boolean =>
  cells.some(
    ({ size, tokensPerParameter }) => size === model.size && tokensPerParameter === model.tokensPerParameter,
  );

/** |predicted - truth| / truth, in percent. */
export const percentOff = (predicted: number, truth: number): number =>
  (100 * Math.abs(predicted - truth)) / truth;

/**
 * Refuses a name that is not among the known ones.
 *
 * @throws {RangeError} with the nearest known name
 */
export function requireName(where: string, argument: string, got: string, known: readonly string[]): void {
  if (known.length === 0)
    throw new RangeError(`${where}: testbed must hold models, got none for ${argument} ${shown(got)}.`);
  if (!known.includes(got)) throw unknownName(where, argument, got, known);
}
