import { dataset, scaling } from "../index.ts";
import { warn } from "./inputs.ts";
import { type LawsAction, levelOf, readRows, requireColumns } from "./laws-inputs.ts";
import { tableWarnings, unitHints } from "./laws-warnings.ts";
import { leaveReceipt } from "./receipt.ts";
import { type Arguments, UsageError } from "./verb.ts";
import { inWords } from "./words.ts";

/** `mixlab laws fit`: fits a law to the runs of a CSV, and says how sure its parameters are. */
export const fitAction: LawsAction = {
  options: ["law", "column", "residuals", "huber", "out", "level", "json"],
  async run(file: string, given: Arguments): Promise<number> {
    const law = lawOf(given);
    const quantities = [...law.inputs, law.output];
    requireColumns(given, quantities);
    const level = levelOf(given);
    const options = fitOptions(given);
    const table = await readRows(file, quantities, given);
    const fit = fitted(law, table.rows, options, file);
    const rows = scaling.uncertaintyRows(fit, { level });
    const open = fit.degreesOfFreedom < 1 ? [] : rows.flatMap((row) => row.profile?.reason ?? []);
    const warnings = [
      ...unitHints(table.rows, table.places),
      ...scaling.fitWarnings(fit),
      ...tableWarnings(fit, table),
      ...new Set(open),
    ].map(inWords);
    warn(warnings);
    const out = given.text("out");
    if (out !== undefined) {
      await dataset.writeWhole(out, scaling.writeLaw(fit));
      await leaveReceipt(out, given, undefined, [file]);
    }
    console.log(given.flag("json") ? asJson(fit, rows, level, warnings, out) : asText(fit, rows, level, out));
    return 0;
  },
};

function lawOf(given: Arguments): scaling.AnyLaw {
  const name = given.text("law") ?? "over-training";
  if (Object.hasOwn(scaling.laws, name)) return scaling.laws[name];
  throw new UsageError(`--law must be one of ${Object.keys(scaling.laws).join(", ")}, got "${name}"`);
}

function fitOptions(given: Arguments): scaling.FitOptions {
  const residuals = given.text("residuals");
  if (residuals !== undefined && residuals !== "plain" && residuals !== "logarithm")
    throw new UsageError(`--residuals must be plain or logarithm, got "${residuals}"`);
  const huber = given.text("huber") === undefined ? undefined : given.number("huber", 0);
  if (huber !== undefined && !(huber > 0)) throw new UsageError(`--huber must be above 0, got "${huber}"`);
  return {
    ...(residuals === undefined ? {} : { residuals }),
    ...(huber === undefined ? {} : { loss: { huber } }),
  };
}

function fitted(
  law: scaling.AnyLaw,
  points: readonly scaling.LawRow[],
  options: scaling.FitOptions,
  file: string,
): scaling.AnyFit {
  try {
    return scaling.fitLaw(law, points, options);
  } catch (error) {
    if (error instanceof RangeError)
      throw new RangeError(`${error.message} The points are the rows of ${file}.`, { cause: error });
    throw error;
  }
}

const percent = (level: number): string => `${Number((100 * level).toPrecision(4))} %`;
const digits = (value: number, count: number): string => String(Number(value.toPrecision(count)));

/** Both ends with as many digits as tell them apart. */
function rangeText(lower: number | undefined, upper: number | undefined): string {
  const [low = Number.NaN, high = Number.NaN] = [lower, upper];
  const apart = Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low));
  const count = Number.isFinite(apart) ? Math.min(15, Math.max(4, Math.ceil(apart) + 2)) : 4;
  const side = (bound: number | undefined): string => (bound === undefined ? "–" : digits(bound, count));
  return `${side(lower)} to ${side(upper)}`;
}

const intervalOf = ({ profile, covariance }: scaling.UncertaintyRow): scaling.Interval =>
  profile ?? covariance;

/** The residual deviation as the fit's own description has it. */
function scatterText(fit: scaling.AnyFit): string {
  const { deviation, reason } = scaling.covariance(fit);
  const logarithms = fit.objective.residuals === "logarithm" ? " in logarithms" : "";
  return reason === undefined ? `; residual deviation ${digits(deviation, 3)}${logarithms}` : "";
}

function asText(
  fit: scaling.AnyFit,
  rows: readonly scaling.UncertaintyRow[],
  level: number,
  out: string | undefined,
): string {
  const { method } = intervalOf(rows[0]);
  const cells = [
    ["", "value", "standard error", `${percent(level)} interval (${method})`],
    ...rows.map((row) => {
      const { lower, upper } = intervalOf(row);
      const none = lower === undefined && upper === undefined;
      return [
        scaling.symbolOf(row.parameter),
        digits(row.value, 6),
        row.standardError === undefined ? "–" : digits(row.standardError, 3),
        none ? "–" : rangeText(lower, upper),
      ];
    }),
  ];
  const widths = cells[0].map((_, at) => Math.max(...cells.map((row) => row[at].length)));
  const { tried, agreed } = fit.starts;
  return [
    `${fit.law.name}: ${fit.law.formula}`,
    ...cells.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at])).join("  ")}`.trimEnd()),
    `${fit.points.length} points, sum of squares ${digits(fit.sumOfSquares, 4)}${scatterText(fit)}; ${agreed} of ${tried} starts ended here${out === undefined ? "" : ` → ${out}`}`,
  ].join("\n");
}

function asJson(
  fit: scaling.AnyFit,
  rows: readonly scaling.UncertaintyRow[],
  level: number,
  warnings: readonly string[],
  out: string | undefined,
): string {
  const { law, values, objective, points, sumOfSquares, degreesOfFreedom, starts } = fit;
  const { deviation, reason } = scaling.covariance(fit);
  return JSON.stringify(
    {
      law: law.name,
      formula: law.formula,
      values,
      parameters: rows.map((row) => {
        const { lower = null, upper = null, method } = intervalOf(row);
        const { parameter: name, value, standardError = null } = row;
        return { name, value, standardError, lower, upper, level, method };
      }),
      objective,
      points: points.length,
      sumOfSquares,
      residualDeviation: reason === undefined ? deviation : null,
      degreesOfFreedom,
      starts,
      support: scaling.support(fit).ranges,
      warnings,
      ...(out === undefined ? {} : { file: out }),
    },
    undefined,
    2,
  );
}
