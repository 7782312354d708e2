import { scaling } from "../index.ts";
import { warn } from "./inputs.ts";
import { coversOf, errorFitOf, type LawsAction, levelOf, quantityOf, readLossFit } from "./laws-inputs.ts";
import { fileWarnings } from "./laws-warnings.ts";
import { type Arguments, UsageError } from "./verb.ts";
import { inWords } from "./words.ts";

/** `mixlab laws plan`: the run that a budget buys at a ratio, and what the ratio costs against the optimal one. */
export const planAction: LawsAction = {
  options: ["flops", "tokens-per-parameter", "error-law", "level", "covers", "json"],
  async run(file: string, given: Arguments): Promise<number> {
    const flops = needed(given, "flops");
    const tokensPerParameter = quantityOf(given, "tokens-per-parameter");
    const options = { level: levelOf(given), covers: coversOf(given) };
    const loss = await readLossFit(file);
    const error = await errorFitOf(given);
    const laws = error === undefined ? { loss } : { loss, error };
    const budget = tokensPerParameter === undefined ? { flops } : { flops, tokensPerParameter };
    const made = scaling.plan(laws, budget, options);
    const warnings = [
      ...fileWarnings(file, loss),
      ...(error === undefined ? [] : fileWarnings(given.text("error-law") ?? "", error)),
      ...made.warnings,
    ].map(inWords);
    warn(warnings);
    if (given.flag("json")) console.log(asJson({ ...made, warnings }));
    else {
      if (tokensPerParameter === undefined)
        console.log("no --tokens-per-parameter given: planned at the compute-optimal ratio");
      console.log(scaling.planText(made));
    }
    return 0;
  },
};

function needed(given: Arguments, name: string): number {
  const value = quantityOf(given, name);
  if (value !== undefined) return value;
  throw new UsageError(`--${name} is needed`);
}

/** What does not exist is null, as in `laws predict`: a bound, an optimum, an error without a law of it. */
function asJson(made: scaling.Plan): string {
  const sides = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || !("predicted" in value)) return value;
    const { predicted, ...rest } = value;
    return { predicted, lower: null, upper: null, ...rest };
  };
  return JSON.stringify(made, (_, value: unknown) => sides(value) ?? null, 2);
}
