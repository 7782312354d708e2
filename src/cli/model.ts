import { regress, type table } from "../index.ts";
import { stopOptions, stopSwarmOf } from "./inputs.ts";
import { type Arguments, type OptionText, UsageError } from "./verb.ts";

/** A regression that the command line can ask for. */
export type Model = regress.Booster | regress.LinearModel;

/** Options that say what is fitted and how; shared by the verbs that fit. */
export const modelOptions: Readonly<Record<string, OptionText>> = {
  target: { type: "string", value: "NAME", help: "loss column to predict" },
  model: { type: "string", value: "KIND", help: "gbdt (default) or linear" },
  alpha: { type: "string", value: "A", help: "ridge penalty of the linear model (default 0)" },
  seed: { type: "string", value: "N", help: "seed of all that is drawn (default 42)" },
  ...stopOptions,
};

/** The fit that the command line asks for. */
export async function fitterOf(given: Arguments): Promise<(runs: table.Swarm) => Model> {
  const target = given.required("target");
  const kind = given.text("model") ?? "gbdt";
  if (kind === "linear") {
    given.refuse(["stop-mixtures", "stop-losses"], "a linear model does not stop early");
    const alpha = given.number("alpha", 0);
    return (runs) => regress.fitLinear(runs, { target, alpha });
  }
  if (kind !== "gbdt") throw new UsageError(`--model must be gbdt or linear, got "${kind}"`);
  given.refuse(["alpha"], "it is the penalty of --model linear");
  const stopOn = (await stopSwarmOf(given)) ?? { holdOut: 0.2, seed: given.number("seed", 42) };
  return (runs) => regress.fitBooster(runs, { target, stopOn });
}

/** Below this rank correlation on unseen runs, what a model recommends is hardly better than a guess. */
const useful = 0.5;

/** Rank correlation on runs that the fit has not seen, and a warning where it is poor. */
export interface Quality {
  readonly on: string;
  readonly spearman: number;
  readonly meanAbsoluteError: number;
}

/**
 * Tests a fit by folds: five, or as many as there are runs.
 *
 * @throws {RangeError} if there are fewer than two runs
 */
export function qualityByFolds(swarm: table.Swarm, fit: (runs: table.Swarm) => Model, seed: number): Quality {
  const folds = Math.min(5, swarm.ids.length);
  return { on: `${folds} folds`, ...regress.crossValidate(swarm, fit, { folds, seed }) };
}

/** What a careful reader should know about a model: its own warnings, and whether it predicts at all. */
export function warningsOf(model: Model, { spearman, on }: Quality): readonly string[] {
  const own = "warnings" in model ? model.warnings : [];
  if (spearman >= useful) return own;
  const other = model.kind === "gbdt" ? "train more proxies, or try --model linear" : "train more proxies";
  const rank = Number.isFinite(spearman) ? `Spearman ${spearman.toFixed(2)}` : "no rank correlation";
  return [...own, `the model hardly predicts unseen runs (${rank} on ${on}): ${other}`];
}
