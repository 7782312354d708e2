import { dataset, regress, type table } from "../index.ts";
import { idOf, swarmOf, swarmOptions, warn } from "./inputs.ts";
import { fitterOf, type Model, modelOptions, type Quality, qualityByFolds, warningsOf } from "./model.ts";
import { leaveReceipt } from "./receipt.ts";
import { type Arguments, UsageError, type Verb } from "./verb.ts";

/** `mixlab fit`: fits a regression from mixture to one target, and says how good it is. */
export const verb: Verb = {
  summary: "fit a regression from mixture to loss, and say how well it predicts",
  usage: [
    "fit --mixtures mixtures.csv --losses losses.csv --target pile_cc --out model.txt",
    "fit --mixtures regmix --target pile_cc --model linear --alpha 1 --json",
  ],
  details:
    "Boosters stop early on a fifth of the runs, held out by --seed, or on --stop-mixtures; the correlation shown is that of runs the fit has never seen: --test-mixtures and --test-losses, else five folds.",
  options: {
    ...swarmOptions,
    ...modelOptions,
    "test-mixtures": {
      type: "string",
      value: "FILE",
      help: "CSV of mixtures to test on, or regmix for the published test runs",
    },
    "test-losses": { type: "string", value: "FILE", help: "CSV of losses to test on" },
    out: { type: "string", value: "FILE", help: "write the booster as a LightGBM text model" },
    json: { type: "boolean", help: "print JSON" },
  },
  async run(given) {
    const tests = given.text("test-mixtures");
    if (tests === undefined) given.refuse(["test-losses"], "it needs --test-mixtures FILE");
    const swarm = await swarmOf(given);
    const seed = given.number("seed", 42);
    const fit = await fitterOf(given);
    const model = fit(swarm);
    const quality: Quality =
      tests === undefined
        ? qualityByFolds(swarm, fit, seed)
        : { on: tests, ...regress.evaluate(model, await testSwarm(tests, given)) };
    const warnings = warningsOf(model, quality);
    warn(warnings);
    const out = given.text("out");
    if (out !== undefined) {
      if (!("toText" in model))
        throw new UsageError("--out writes boosters only; a linear model is printed with --json");
      await dataset.writeWhole(out, model.toText());
      await leaveReceipt(out, given, seed);
    }
    console.log(
      given.flag("json")
        ? JSON.stringify({ runs: swarm.ids.length, ...described(model), warnings, quality }, numbersOnly, 2)
        : sentence(model, quality, out),
    );
    return 0;
  },
};

/** The published test runs, or those of the files that are named. */
async function testSwarm(mixtures: string, given: Arguments): Promise<table.Swarm> {
  if (mixtures === "regmix") return (await dataset.regmix("1m")).test;
  return dataset.readSwarm(mixtures, given.required("test-losses"), idOf(given));
}

function described(model: Model): object {
  if ("coefficients" in model)
    return {
      model: "linear",
      target: model.target,
      alpha: model.alpha,
      intercept: model.intercept,
      coefficients: model.coefficients,
    };
  return {
    model: "gbdt",
    target: model.target,
    trees: model.ensemble.trees.length,
    stoppedBy: model.stoppedBy,
  };
}

/** Leaves out what has one entry per run. */
const numbersOnly = (key: string, value: unknown) =>
  key === "ids" || ArrayBuffer.isView(value) ? undefined : value;

function sentence(model: Model, quality: Quality, out?: string): string {
  const what =
    "coefficients" in model
      ? `linear model, alpha ${model.alpha}`
      : `${model.ensemble.trees.length} trees, stopped by ${model.stoppedBy}`;
  return `${model.target}: ${what}; Spearman ${quality.spearman.toFixed(4)}, mean absolute error ${quality.meanAbsoluteError.toPrecision(4)} on ${quality.on}${out === undefined ? "" : ` → ${out}`}`;
}
