import { dataset, regress, type table } from "../index.ts";
import { idOf, stopOptions, stopSwarmOf, swarmOf, swarmOptions, warn } from "./inputs.ts";
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
    target: { type: "string", value: "NAME", help: "loss column to predict" },
    model: { type: "string", value: "KIND", help: "gbdt (default) or linear" },
    alpha: { type: "string", value: "A", help: "ridge penalty of the linear model (default 0)" },
    seed: { type: "string", value: "N", help: "seed of the hold-out and the folds (default 42)" },
    ...stopOptions,
    "test-mixtures": { type: "string", value: "FILE", help: "CSV of mixtures to test on" },
    "test-losses": { type: "string", value: "FILE", help: "CSV of losses to test on" },
    out: { type: "string", value: "FILE", help: "write the booster as a LightGBM text model" },
    json: { type: "boolean", help: "print JSON" },
  },
  async run(given) {
    const tests = given.text("test-mixtures");
    if (tests === undefined) given.refuse(["test-losses"], "it needs --test-mixtures FILE");
    const swarm = await swarmOf(given);
    const target = given.required("target");
    const seed = given.number("seed", 42);
    const fit = fitterOf(given, target, (await stopSwarmOf(given)) ?? { holdOut: 0.2, seed });
    const model = fit(swarm);
    const warnings = "warnings" in model ? model.warnings : [];
    warn(warnings);
    const quality =
      tests === undefined
        ? { on: "five folds", ...regress.crossValidate(swarm, fit, { folds: 5, seed }) }
        : {
            on: tests,
            ...regress.evaluate(
              model,
              await dataset.readSwarm(tests, given.required("test-losses"), idOf(given)),
            ),
          };
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

type Model = regress.Booster | regress.LinearModel;

function fitterOf(given: Arguments, target: string, stopOn: regress.StopOn): (runs: table.Swarm) => Model {
  const kind = given.text("model") ?? "gbdt";
  if (kind === "linear")
    return (runs) => regress.fitLinear(runs, { target, alpha: given.number("alpha", 0) });
  if (kind !== "gbdt") throw new UsageError(`--model must be gbdt or linear, got "${kind}"`);
  given.refuse(["alpha"], "it is the penalty of --model linear");
  return (runs) => regress.fitBooster(runs, { target, stopOn });
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

function sentence(
  model: Model,
  quality: { on: string; spearman: number; meanAbsoluteError: number },
  out?: string,
): string {
  const what =
    "coefficients" in model
      ? `linear model, alpha ${model.alpha}`
      : `${model.ensemble.trees.length} trees, stopped by ${model.stoppedBy}`;
  return `${model.target}: ${what}; Spearman ${quality.spearman.toFixed(4)}, mean absolute error ${quality.meanAbsoluteError.toPrecision(4)} on ${quality.on}${out === undefined ? "" : ` → ${out}`}`;
}
