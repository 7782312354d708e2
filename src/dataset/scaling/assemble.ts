import { DataError, shown, unknownName } from "../../table/index.ts";
import type { NamedText } from "../files.ts";
import { type Evaluation, parseEvaluation } from "./parse-evaluation.ts";
import { parseGrid } from "./parse-grid.ts";
import { parseModel, type TrainedModel } from "./parse-model.ts";
import { parseTasks } from "./parse-tasks.ts";
import { modelSizes, type ScalingModel, type ScalingTask, type ScalingTestbed, trainSets } from "./types.ts";

/** The files of a testbed, read; names are paths for messages, models and evaluations join by them. */
export interface TestbedTexts {
  readonly models: readonly NamedText[];
  readonly evaluations: readonly NamedText[];
  readonly tasks: NamedText;
  readonly grid?: NamedText;
}

/**
 * Joins the files of a testbed: each model to its one evaluation, all to the same tasks. Models stand by train set,
 * size and M.
 *
 * @throws {DataError} if a file is bad, a model has no evaluation or two files, an evaluation has no model, or
 *   evaluations have other tasks than the first or than the table
 */
export function assembleTestbed({ models, evaluations, tasks, grid }: TestbedTexts): ScalingTestbed {
  const described = parseTasks(tasks.text, tasks.name);
  const evaluated = new Map<string, { readonly file: string; readonly evaluation: Evaluation }>();
  for (const { name: file, text } of evaluations) {
    const evaluation = parseEvaluation(text, file);
    if (evaluated.has(evaluation.model))
      throw refuse(`a model must have one evaluation, got two of ${evaluation.model}`, file);
    evaluated.set(evaluation.model, { file, evaluation });
  }
  requireTasks([...evaluated.values()], described, tasks.name);
  const trained = models.map(({ name: file, text }) => ({ file, model: parseModel(text, file) }));
  requireDistinct(trained);
  const joined = trained.map(({ file, model }): ScalingModel => {
    const found = evaluated.get(model.name);
    evaluated.delete(model.name);
    if (found === undefined)
      throw refuse(
        `a model must have an evaluation, got none named evaluation_${model.name}_heavy.json`,
        file,
      );
    if (found.evaluation.architecture !== model.architecture) {
      throw refuse(
        `an evaluation's model must be the ${model.architecture} of ${file}, got ${shown(found.evaluation.architecture)}`,
        found.file,
      );
    }
    return { ...model, errors: found.evaluation.errors };
  });
  for (const { file } of evaluated.values())
    throw refuse("an evaluation must have a model, got none of that name", file);
  const run = new Set(Object.keys(joined[0]?.errors ?? {}));
  return {
    models: joined.toSorted(inOrder),
    tasks: described.filter(({ name }) => run.has(name)),
    unusedTasks: described.filter(({ name }) => !run.has(name)),
    grid: grid === undefined ? [] : parseGrid(grid.text, grid.name),
  };
}

const refuse = (rule: string, file: string): DataError =>
  new DataError(`assembleTestbed: ${rule} at ${file}.`, { file });

function requireTasks(
  all: readonly { readonly file: string; readonly evaluation: Evaluation }[],
  described: readonly ScalingTask[],
  table: string,
): void {
  const known = described.map(({ name }) => name);
  const names = new Set(known);
  const first = Object.keys(all[0]?.evaluation.errors ?? {});
  const unknown = first.find((task) => !names.has(task));
  if (unknown !== undefined) {
    const { message } = unknownName("assembleTestbed", "a task", unknown, known);
    throw new DataError(`${message} The tasks are those of ${table}.`, {
      file: all[0].file,
      column: unknown,
    });
  }
  for (const { file, evaluation } of all) {
    const { errors } = evaluation;
    const missing = first.find((task) => !Object.hasOwn(errors, task));
    if (missing !== undefined)
      throw refuse(`an evaluation must have ${missing} as others do, got none`, file);
    if (Object.keys(errors).length !== first.length) {
      const extra = Object.keys(errors).find((task) => !first.includes(task));
      throw refuse(`an evaluation must have the tasks of the others, got ${shown(extra)} beside them`, file);
    }
  }
}

function requireDistinct(all: readonly { readonly file: string; readonly model: TrainedModel }[]): void {
  const files = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { file, model } of all) {
    const { trainSet, size, tokensPerParameter, parameters } = model;
    const key = `${size} model of ${trainSet} at M = ${tokensPerParameter}`;
    const other = files.get(key);
    if (other !== undefined) throw refuse(`a ${key} must stand once, got it in ${other} too`, file);
    files.set(key, file);
    const count = counts.get(size) ?? parameters;
    if (count !== parameters)
      throw refuse(`all ${size} models must have ${count} parameters, got ${parameters}`, file);
    counts.set(size, count);
  }
}

const inOrder = (left: ScalingModel, right: ScalingModel): number =>
  trainSets.indexOf(left.trainSet) - trainSets.indexOf(right.trainSet) ||
  modelSizes.indexOf(left.size) - modelSizes.indexOf(right.size) ||
  left.tokensPerParameter - right.tokensPerParameter;
