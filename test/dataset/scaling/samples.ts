import { lossNames, type NamedText, type TestbedTexts } from "../../../src/dataset/index.ts";

/** A model's file as JSON.parse gives it, to be damaged by a test. */
export interface ModelFile {
  [field: string]: unknown;
  hyperparameters: Record<string, unknown>;
  results: Record<string, unknown>[];
}

const validation = (name: string): string =>
  name === "val_de-en_100" ? "data/de-en/val_de-en_100.tar" : `data/${name}/00000001.tar`;

/** A model of 0.011B in the published layout, with invented losses. */
export function modelFile(trainSet = "rpj", multiplier = 1): ModelFile {
  const architecture = "d=96_l=8_h=4";
  return {
    name: `${trainSet}-${architecture}-${multiplier}`,
    dataset_name: trainSet,
    hyperparameters: {
      model: `scaling/open_lm_configs/${architecture}.json`,
      params: 10569312,
      params_no_embed: 5727840,
      tokens: 10569312 * 20 * multiplier,
      ...{ warmup: 100, lr: 0.003, wd: 0.033, cd: 3e-5, global_bs: 64, acc: 1 },
      ...{ qk_norm: true, z_loss: 1e-4, chinchilla_multiplier: multiplier },
    },
    open_lm_args: ["--lr", "0.003", "--qk-norm"],
    results: lossNames.map((name, at) => ({
      loss: 4 + at,
      loss_tokens_lower_95: 3.9 + at,
      loss_tokens_upper_95: 4.1 + at,
      loss_sequences_lower_95: 3.8 + at,
      loss_sequences_upper_95: 4.2 + at,
      sequences: 100,
      tokens: 204800,
      val_data: [validation(name)],
    })),
  };
}

/** Path and text of a model's file. */
export const modelText = (model: ModelFile): NamedText => ({
  name: `models/${model.name}.json`,
  text: JSON.stringify(model),
});

/** Path and text of an evaluation. */
export const evaluationText = (
  model: string,
  icl: Readonly<Record<string, unknown>> = { copa: 0.6, boolq: 0.55 },
  architecture = "d=96_l=8_h=4",
): NamedText => ({
  name: `evals/evaluation_${model}_heavy.json`,
  text: JSON.stringify({ model: architecture, eval_metrics: { icl } }),
});

export const tasksText: NamedText = {
  name: "eval_metadata.csv",
  text: [
    "Eval Task,Task Category,Task Type,#shots,#datapoints,Random baseline,Centered Metric?,Description",
    'copa,commonsense reasoning,multiple choice,0,100,50,,"Cause, or effect"',
    "gsm8k,symbolic problem solving,question answering,3,1319,0,,",
    "boolq,reading comprehension,multiple choice,10,3270,50,,",
  ].join("\n"),
};

/** A testbed of two models. */
export function testbedTexts(
  models: readonly ModelFile[] = [modelFile("rpj", 2), modelFile("c4_original")],
): TestbedTexts {
  return {
    models: models.map(modelText),
    evaluations: models.map(({ name }) => evaluationText(name as string)),
    tasks: tasksText,
  };
}
