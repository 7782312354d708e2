import { unknownName } from "../../table/index.ts";
import { type Fields, readFields } from "./fields.ts";
import {
  type LossName,
  lossNames,
  type MeasuredLoss,
  type ModelSettings,
  type ModelSize,
  type ScalingModel,
  type TrainSet,
  trainSets,
} from "./types.ts";

/** A model before its evaluation is joined to it. */
export type TrainedModel = Omit<ScalingModel, "errors">;

const sizeOf: Readonly<Record<string, ModelSize>> = {
  "d=96_l=8_h=4": "0.011B",
  "d=512_l=8_h=4": "0.079B",
  "d=576_l=24_h=8": "0.154B",
  "d=1024_l=24_h=8": "0.411B",
  open_lm_1b: "1.4B",
  open_lm_7b: "6.9B",
};

/** D / N may miss 20 times the multiplier by this much, relatively; the published files do not miss at all. */
const ratioTolerance = 1e-6;

/**
 * Reads one model's file: text in, record out.
 *
 * Source  mlfoundations/scaling, exp_data/models/*.json
 *
 * @throws {DataError} if a field is missing or impossible, a loss is missing, twice or outside its intervals
 * @example parseModel(text, "models/rpj-open_lm_1b-32.0.json").tokensPerParameter // 640
 */
export function parseModel(text: string, file: string): TrainedModel {
  const fields = readFields(text, "parseModel", file);
  const name = fields.text("name");
  const stem = fileStem(file);
  if (name !== stem) throw fields.fail("name", `be the file's name, ${JSON.stringify(stem)}`, name);
  const trainSet = fields.text("dataset_name") as TrainSet;
  if (!trainSets.includes(trainSet))
    throw fields.fail("dataset_name", `be one of ${trainSets.join(", ")}`, trainSet);
  const trained = fields.record("hyperparameters");
  const architecture = architectureOf(trained.text("model"));
  if (!Object.hasOwn(sizeOf, architecture))
    throw trained.fail("model", `be one of ${Object.keys(sizeOf).join(", ")}`, architecture);
  const parameters = trained.number("params", { integer: true, positive: true });
  const tokens = trained.number("tokens", { integer: true, positive: true });
  const settings = settingsOf(trained, fields.texts("open_lm_args"));
  const tokensPerParameter = 20 * settings.chinchillaMultiplier;
  if (!(Math.abs(tokens / parameters / tokensPerParameter - 1) <= ratioTolerance))
    throw trained.fail(
      "tokens",
      `be params × 20 × chinchilla_multiplier (${tokensPerParameter * parameters})`,
      tokens,
    );
  return {
    name,
    trainSet,
    size: sizeOf[architecture],
    architecture,
    parameters,
    parametersWithoutEmbedding: trained.number("params_no_embed", {
      integer: true,
      least: 1,
      most: parameters,
    }),
    tokens,
    tokensPerParameter,
    flops: 6 * parameters * tokens,
    losses: lossesOf(fields),
    settings,
  };
}

/** The part of a path after the last "/" and before the first "."; the published field holds either form. */
export const architectureOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1).split(".")[0];

/** A file's name without folder and `.json`. */
export const fileStem = (file: string): string =>
  file.slice(file.lastIndexOf("/") + 1).replace(/\.json$/, "");

function settingsOf(trained: Fields, command: readonly string[]): ModelSettings {
  const settings = {
    warmupSteps: trained.number("warmup", { integer: true, least: 0 }),
    learningRate: trained.number("lr", { positive: true }),
    weightDecay: trained.number("wd", { least: 0 }),
    finalLearningRate: trained.number("cd", { least: 0 }),
    batch: trained.number("global_bs", { integer: true, positive: true }),
    accumulation: trained.number("acc", { integer: true, positive: true }),
    queryKeyNorm: trained.flag("qk_norm"),
    zLoss: trained.number("z_loss", { least: 0 }),
    chinchillaMultiplier: trained.number("chinchilla_multiplier", { positive: true }),
  };
  const said = {
    warmupSteps: "--warmup",
    learningRate: "--lr",
    weightDecay: "--wd",
    finalLearningRate: "--lr-cooldown-end",
    batch: "--global-batch-size",
    accumulation: "--accum-freq",
    zLoss: "--z-loss",
  } as const;
  const contradicted = (Object.keys(said) as (keyof typeof said)[]).filter((name) => {
    const at = command.indexOf(said[name]);
    return at >= 0 && Number(command[at + 1]) !== settings[name];
  });
  return { ...settings, contradicted };
}

function lossesOf(fields: Fields): Readonly<Record<LossName, MeasuredLoss>> {
  const losses = new Map<string, MeasuredLoss>();
  for (const result of fields.records("results")) {
    const paths = result.texts("val_data");
    if (paths.length !== 1) throw result.fail("val_data", "name one path", paths);
    const name = lossNameOf(paths[0]);
    if (!(lossNames as readonly string[]).includes(name))
      throw result.fail("val_data", "name a known text", paths[0], remedy(name));
    if (losses.has(name)) throw result.fail("val_data", "name a text once a model", paths[0]);
    losses.set(name, lossOf(result));
  }
  const missing = lossNames.find((name) => !losses.has(name));
  if (missing !== undefined)
    throw fields.fail(
      "results",
      `hold the ${lossNames.length} losses`,
      losses.size,
      `${missing} is missing.`,
    );
  return Object.fromEntries(losses) as Record<LossName, MeasuredLoss>;
}

/** A path's parent folder; its stem where the parent holds "de-en". */
function lossNameOf(path: string): string {
  const [parent = "", last] = path.split("/").slice(-2);
  return parent.includes("de-en") ? (last ?? "").split(".")[0] : parent;
}

const remedy = (name: string): string =>
  unknownName("", "", name, lossNames).message.replace(/^.*?\. (?=Did|Known)/, "");

function lossOf(result: Fields): MeasuredLoss {
  const loss = result.number("loss", { least: 0 });
  const interval = (over: string) => {
    const lower = result.number(`loss_${over}_lower_95`, { least: 0 });
    const upper = result.number(`loss_${over}_upper_95`, { least: 0 });
    if (!(lower <= loss && loss <= upper))
      throw result.fail(
        "loss",
        `lie between loss_${over}_lower_95 and _upper_95 (${lower} to ${upper})`,
        loss,
      );
    return { lower, upper };
  };
  return {
    loss,
    ...interval("tokens"),
    sequences: interval("sequences"),
    measuredTokens: result.number("tokens", { integer: true, positive: true }),
  };
}
