import { scaling } from "../index.ts";
import { warn } from "./inputs.ts";
import {
  coversOf,
  errorFitOf,
  type LawsAction,
  type LawTable,
  levelOf,
  quantityOf,
  readFit,
  readLossFit,
  readRows,
  requireColumns,
} from "./laws-inputs.ts";
import { fileWarnings, summedUp, unitHints } from "./laws-warnings.ts";
import { type Arguments, UsageError } from "./verb.ts";
import { inWords } from "./words.ts";

/** `mixlab laws predict`: what a law says of sizes, with intervals and warnings. */
export const predictAction: LawsAction = {
  options: [
    "parameters",
    "tokens",
    "tokens-per-parameter",
    "loss",
    "x",
    "sizes",
    "column",
    "error-law",
    "level",
    "covers",
    "json",
  ],
  async run(file: string, given: Arguments): Promise<number> {
    const options = { level: levelOf(given), covers: coversOf(given) };
    const fit = await readFit(file);
    const errorFit = await errorFitOf(given);
    const { rows: inputs, places } = await inputsOf(fit, given);
    const predictions = predicted(
      fit,
      inputs,
      options,
      errorFit && { errorFit, lossFit: await readLossFit(file) },
    );
    const ofLaws = [
      ...fileWarnings(file, fit),
      ...(errorFit === undefined ? [] : fileWarnings(given.text("error-law") ?? "", errorFit)),
    ];
    const ofRows = predictions.map(({ value: { warnings, reason } }) => [
      ...warnings,
      ...(reason === undefined ? [] : [reason]),
    ]);
    warn([...ofLaws, ...unitHints(inputs, places), ...summedUp(ofRows, places)]);
    console.log(given.flag("json") ? asJson(predictions, ofLaws) : asText(fit, predictions));
    return 0;
  },
};

interface Prediction {
  readonly input: Readonly<Record<string, number>>;
  /** By output: loss, or loss and error. */
  readonly outputs: Readonly<Record<string, scaling.PredictedValue>>;
  /** The last of them, which carries all warnings. */
  readonly value: scaling.PredictedValue;
}

function predicted(
  fit: scaling.AnyFit,
  inputs: readonly scaling.LawRow[],
  options: { readonly level: number; readonly covers: scaling.Covers },
  chain: { readonly lossFit: scaling.LossFit; readonly errorFit: scaling.ErrorFit } | undefined,
): readonly Prediction[] {
  const named = inputs.map((input) => Object.fromEntries(fit.law.inputs.map((name) => [name, input[name]])));
  if (chain !== undefined)
    return scaling
      .predictError(chain.lossFit, chain.errorFit, inputs, options)
      .map((value, at) => ({ input: named[at], outputs: { loss: value.loss, error: value }, value }));
  return scaling
    .predictWithInterval(fit, inputs, options)
    .map((value, at) => ({ input: named[at], outputs: { [fit.law.output]: value }, value }));
}

/** What to predict for: rows of a CSV, or one of the command line. */
async function inputsOf(fit: scaling.AnyFit, given: Arguments): Promise<Pick<LawTable, "rows" | "places">> {
  const names: readonly string[] = fit.law.inputs;
  const own = ["parameters", "tokens", "tokens-per-parameter", "loss", "x"];
  const sizes = given.text("sizes");
  if (sizes !== undefined) {
    given.refuse(own, "--sizes brings what to predict for");
    requireColumns(given, names);
    return readRows(sizes, names, given);
  }
  if (given.list("column").length > 0)
    throw new UsageError("--column must be left out: it needs --sizes FILE");
  const isSize = names.includes("parameters");
  given.refuse(
    own.filter((name) => !names.includes(name) && !(isSize && name === "tokens-per-parameter")),
    `${fit.law.name} is a law of ${names.join(" and ")}`,
  );
  const values = Object.fromEntries(names.map((name) => [name, quantityOf(given, name)]));
  const ratio = quantityOf(given, "tokens-per-parameter");
  if (ratio !== undefined && values.tokens !== undefined)
    throw new UsageError("--tokens-per-parameter must be left out: --tokens says it");
  if (ratio !== undefined && values.parameters !== undefined) values.tokens = ratio * values.parameters;
  const lacking = names.find((name) => values[name] === undefined);
  if (lacking !== undefined)
    throw new UsageError(
      `--${lacking} is needed, or --sizes FILE: ${fit.law.name} is a law of ${names.join(" and ")}`,
    );
  return { rows: [values as unknown as scaling.LawRow], places: [] };
}

function asText({ law }: scaling.AnyFit, predictions: readonly Prediction[]): string {
  return predictions
    .map(({ input, outputs }) => {
      const what = law.inputs.map((name) => `${name} ${input[name].toPrecision(4).replace("e+", "e")}`);
      const values = Object.entries(outputs).map(
        ([name, value]) => `${name} ${value.predicted.toFixed(4)} ${scaling.intervalText(value)}`,
      );
      return `${what.join(", ")}: ${values.join(", ")}`;
    })
    .join("\n");
}

function asJson(predictions: readonly Prediction[], ofLaws: readonly string[]): string {
  const plain = ({ predicted, lower, upper, level, method, covers, reason }: scaling.PredictedValue) => ({
    predicted,
    lower: lower ?? null,
    upper: upper ?? null,
    level,
    method,
    covers,
    reason: reason ?? null,
  });
  const rows = predictions.map(({ input, outputs, value }) => ({
    ...input,
    ...Object.fromEntries(Object.entries(outputs).map(([name, each]) => [name, plain(each)])),
    warnings: [...ofLaws, ...value.warnings.map(inWords)],
  }));
  return JSON.stringify(rows, undefined, 2);
}
