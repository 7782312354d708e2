import { readFields } from "./fields.ts";
import { architectureOf, fileStem } from "./parse-model.ts";

/** What one evaluation file says. */
export interface Evaluation {
  /** Name of the model, from the file's name. */
  readonly model: string;
  readonly architecture: string;
  /** 1 - accuracy by task. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Most tasks of one evaluation. */
const maximumTasks = 10_000;

/**
 * Reads one evaluation: text in, record out. The `uuid` in it is another than the model's and joins nothing; the name
 * of the file does.
 *
 * Source  mlfoundations/scaling, exp_data/evals/evaluation_<model>_heavy.json
 *
 * @throws {DataError} if the file's name has another form, or an accuracy is not within 0 and 1
 */
export function parseEvaluation(text: string, file: string): Evaluation {
  const fields = readFields(text, "parseEvaluation", file);
  const model = /^evaluation_(.+)_heavy$/.exec(fileStem(file))?.[1];
  if (model === undefined) throw fields.fail("the file's name", "be evaluation_<model>_heavy.json", file);
  const accuracies = fields.record("eval_metrics").record("icl");
  if (accuracies.names.length === 0 || accuracies.names.length > maximumTasks)
    throw fields.fail("eval_metrics.icl", `hold 1 to ${maximumTasks} tasks`, accuracies.names.length);
  return {
    model,
    architecture: architectureOf(fields.text("model")),
    errors: Object.fromEntries(
      accuracies.names.map((task) => [task, 1 - accuracies.number(task, { least: 0, most: 1 })]),
    ),
  };
}
