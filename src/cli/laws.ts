import { fitAction } from "./laws-fit.ts";
import type { LawsAction } from "./laws-inputs.ts";
import { planAction } from "./laws-plan.ts";
import { predictAction } from "./laws-predict.ts";
import { type OptionText, UsageError, type Verb } from "./verb.ts";

/** What `mixlab laws` can do, each with the options that it alone or with others takes. */
const actions: Readonly<Record<string, LawsAction>> = {
  fit: fitAction,
  predict: predictAction,
  plan: planAction,
};

const options: Readonly<Record<string, OptionText>> = {
  law: {
    type: "string",
    value: "NAME",
    help: "fit: over-training (default), chinchilla, downstream, irreducible-power or power",
  },
  column: {
    type: "string",
    multiple: true,
    value: "NAME=COLUMN",
    help: "fit, predict: the column that holds parameters, tokens, loss, error, x or y; may be given again",
  },
  residuals: {
    type: "string",
    value: "KIND",
    help: "fit: plain or logarithm (default: as the law is usually fitted)",
  },
  huber: { type: "string", value: "D", help: "fit: Huber's loss, straight beyond D (default: squares)" },
  out: { type: "string", value: "FILE", help: "fit: write the law as JSON, for predict and plan" },
  parameters: { type: "string", value: "N", help: "predict: size of the model, e.g. 7e9 or 7B" },
  tokens: { type: "string", value: "D", help: "predict: tokens it is trained on, e.g. 1.4e11 or 140B" },
  loss: { type: "string", value: "L", help: "predict: loss, for a downstream law" },
  x: { type: "string", value: "X", help: "predict: x, for a power law" },
  sizes: { type: "string", value: "FILE", help: "predict: CSV of what to predict for, a row each" },
  flops: { type: "string", value: "C", help: "plan: training compute, e.g. 1e21" },
  "tokens-per-parameter": {
    type: "string",
    value: "M",
    help: "plan, predict: ratio of tokens to parameters (plan: compute-optimal where left out)",
  },
  "error-law": {
    type: "string",
    value: "FILE",
    help: "predict, plan: a downstream law, to predict the error of the predicted loss",
  },
  level: { type: "string", value: "P", help: "level of the intervals (default 0.95)" },
  covers: {
    type: "string",
    value: "WHAT",
    help: "predict, plan: run (default: one more run, scatter included) or law",
  },
  json: { type: "boolean", help: "print JSON" },
};

/** `mixlab laws`: fits scaling laws, predicts with them and plans runs. */
export const verb: Verb = {
  summary: "fit scaling laws to your runs, predict with them, plan a run",
  usage: [
    "laws fit runs.csv --out law.json",
    "laws fit scores.csv --law downstream --column error=top1_error --out error.json",
    "laws predict law.json --parameters 7B --tokens 140B --error-law error.json",
    "laws plan law.json --flops 1e21 [--tokens-per-parameter 200]",
  ],
  details:
    "A CSV needs a column for each quantity of the law: parameters (or params, N), tokens (D), loss (L), error (err), x (flops, C), y. Numbers may end in K, M, B or T. Intervals follow the bend of the law (profile likelihood); a bound that the runs do not set is shown as –, with the reason. Intervals take the law for true; they do not cover a law that is only nearly right. A column standardError (or standard_error, se) of the measured values tells whether the runs scatter as they do.",
  words: true,
  options,
  async run(given) {
    const [name = "", file, ...more] = given.words;
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined)
      throw new UsageError(`the action must be ${Object.keys(actions).join(", ")}, got "${name}"`);
    if (file === undefined) throw new UsageError(`laws ${name} needs a file`);
    if (more.length > 0) throw new UsageError(`laws ${name} takes one file, got "${more[0]}" too`);
    const idle = Object.keys(options).filter((option) => !action.options.includes(option));
    given.refuse(idle, `it is no option of laws ${name}`);
    return action.run(file, given);
  },
};
