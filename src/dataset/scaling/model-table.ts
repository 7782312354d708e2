import { type ColumnValues, toArquero, unknownName } from "../../table/index.ts";
import { lossNames, type ScalingModel, type ScalingTestbed } from "./types.ts";

/** What `modelTable` adds or chooses. */
export interface ModelTableOptions {
  /** Further mean errors: column `error_<name>` over the named tasks. */
  readonly averages?: Readonly<Record<string, readonly string[]>>;
  /** Whether `lower_` and `upper_` columns are bootstrapped over sequences, as in the authors' table, or over tokens. */
  readonly bounds?: "sequences" | "tokens";
}

/**
 * The models as one flat table, a row each, for arquero's verbs: what a model is, `loss_`, `lower_` and `upper_` of 8
 * texts, `error_` of every task and `error_average` over all of them. With one further average it has the 82 columns
 * of the authors' notebook, less their colours and marker shapes, with train set, size, C and both counts of parameters.
 *
 * Units   losses in nats per token, errors 1 - accuracy
 *
 * @throws {RangeError} if an average names an unknown or no task
 * @example modelTable(testbed).filter((row) => row.size === "1.4B").print()
 */
export function modelTable(
  { models, tasks }: Pick<ScalingTestbed, "models" | "tasks">,
  { averages = {}, bounds = "sequences" }: ModelTableOptions = {},
): ReturnType<typeof toArquero> {
  const all = tasks.map(({ name }) => name);
  const columns: Record<string, ColumnValues> = {};
  for (const name of ["name", "trainSet", "size", "architecture"] as const)
    columns[name] = models.map((model) => model[name]);
  const numbers = (name: string, of: (model: ScalingModel) => number): void => {
    columns[name] = Float64Array.from(models, of);
  };
  for (const name of [
    "parameters",
    "parametersWithoutEmbedding",
    "tokens",
    "tokensPerParameter",
    "flops",
  ] as const)
    numbers(name, (model) => model[name]);
  numbers("chinchillaMultiplier", ({ settings }) => settings.chinchillaMultiplier);
  for (const name of lossNames) {
    const interval = ({ losses }: ScalingModel) =>
      bounds === "tokens" ? losses[name] : losses[name].sequences;
    numbers(`loss_${name}`, ({ losses }) => losses[name].loss);
    numbers(`lower_${name}`, (model) => interval(model).lower);
    numbers(`upper_${name}`, (model) => interval(model).upper);
  }
  for (const task of all) numbers(`error_${task}`, ({ errors }) => errors[task]);
  for (const [name, over] of Object.entries({ average: all, ...averages })) {
    const unknown = over.find((task) => !all.includes(task));
    if (unknown !== undefined) throw unknownName("modelTable", `averages.${name}`, unknown, all);
    if (over.length === 0)
      throw new RangeError(`modelTable: averages.${name} must name at least one task, got none.`);
    numbers(`error_${name}`, ({ errors }) => over.reduce((sum, task) => sum + errors[task], 0) / over.length);
  }
  return toArquero(columns);
}
