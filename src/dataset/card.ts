import { join } from "node:path";
import { type Matrix, matrix, numericCsv, parseCsv, selectColumns } from "../table/index.ts";
import { readText } from "./files.ts";
import { packageFolder } from "./places.ts";

/**
 * Scores of the 64 published 1B models.
 *
 * Shape   scores [64 × 13 tasks]; row k is run ids[k] of `regmix("1b")`, called Model k+1 by the card
 * Units   percent, mean over 0 to 5 shots
 */
export interface ModelCard {
  readonly ids: readonly string[];
  /** The card's numbers of the models, from 1. */
  readonly models: readonly number[];
  readonly tasks: readonly string[];
  readonly scores: Matrix;
  /** The card's own average of the 13 tasks. */
  readonly average: Float64Array;
}

/**
 * Reads the embedded scores of the 64 1B models.
 *
 * Source  model card of sail/data-mixture-random-1b (MIT)
 *
 * @example (await card()).tasks
 */
export async function card(folder: string = packageFolder()): Promise<ModelCard> {
  const file = join(folder, "data/card/scores.csv");
  const { ids, numbers } = numericCsv(parseCsv(await readText(file), { file }), { id: "model" });
  const tasks = numbers.names.filter((name) => name !== "Average");
  return {
    ids: ids.map((model) => String(Number(model) - 1)),
    models: ids.map(Number),
    tasks,
    scores: selectColumns(numbers, tasks),
    average: selectColumns(matrix(numbers.names, numbers.values), ["Average"]).values,
  };
}

/** The card's name of a run of `regmix("1b")`, whose ids count from 0: `Model 35` for id 34. */
export function modelName(id: string): string {
  return `Model ${Number(id) + 1}`;
}
