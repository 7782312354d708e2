import { shown } from "../../table/index.ts";
import type { FigureWords } from "../compose.ts";
import { notEmpty } from "../lengths.ts";
import { type Table, table } from "../table.ts";
import { minus } from "../ticks.ts";
import { finiteAt, notNegativeAt } from "./checks.ts";
import { parameterSymbol } from "./parameter-symbols.ts";
import { trainSetLabel } from "./train-sets.ts";

/** An interval, each side of which may not exist. */
export interface ParameterInterval {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  /** Share of repetitions in which such an interval holds the truth, e.g. 0.95. */
  readonly level: number;
  /** Why a side does not exist. */
  readonly reason?: string | undefined;
}

export interface ParameterUncertainty {
  /** Name or label of the train set, where several stand in one table. */
  readonly trainSet?: string;
  /** e.g. "eta", printed as η. */
  readonly parameter: string;
  readonly value: number;
  readonly standardError?: number | undefined;
  /** Why there is no standard error. */
  readonly reason?: string | undefined;
  /** From the curvature at the optimum. */
  readonly covariance?: ParameterInterval;
  /** From the profile of the sum of squares. */
  readonly profile?: ParameterInterval;
  readonly bootstrap?: ParameterInterval;
}

const where = "uncertaintyTable";
const digits = { value: 6, standardError: 3, bound: 4 };
const methods = ["covariance", "profile", "bootstrap"] as const;

/**
 * Parameters with their standard errors and intervals; what does not exist gives its reason below the table.
 *
 * Units   those of the parameters; six significant digits, three of standard errors, four of bounds
 * Source  own; stands beside Table 6 of Gadre et al. 2024, arXiv:2403.08540v2
 *
 * @throws {RangeError} if there are no rows, a number is not finite, a lower bound is above the upper one, or levels differ
 * @example uncertaintyTable([{ parameter: "eta", value: 0.136, standardError: 0.004, profile: { lower: 0.1, upper: 0.17, level: 0.95 } }])
 */
export function uncertaintyTable(rows: readonly ParameterUncertainty[], words: FigureWords = {}): Table {
  const names = rows.map(({ parameter }) => parameter);
  notEmpty(where, "rows", names);
  const level = levelOf(rows);
  const notes = footnotes();
  const lines = rows.map((row, at) => lineOf(row, rows[at - 1], notes));
  const has = (name: keyof ParameterUncertainty): boolean => rows.some((row) => row[name] !== undefined);
  const used = methods.filter(has);
  return table(lines, {
    title: words.title ?? "Uncertainty of the fitted parameters",
    caption: [
      words.caption ??
        `Computed here: ${[...(has("standardError") ? ["standard errors"] : []), ...(used.length > 0 ? [`intervals at ${level} %`] : [])].join(" and ") || "the fitted values"}. Without a counterpart in Table 6.`,
      ...notes.texts.map((reason, at) => `[${at + 1}] ${reason.replace(/[^.]$/, "$&.")}`),
    ].join(" "),
    columns: [
      ...(has("trainSet") ? [{ name: "trainSet", label: "train set" }] : []),
      { name: "parameter" },
      { name: "value", align: "right" },
      ...(has("standardError") || has("reason")
        ? [{ name: "standardError", label: "standard error", align: "right" as const }]
        : []),
      ...used.map((method) => ({ name: method, label: `${level} % interval, ${method}` })),
    ],
  });
}

interface Footnotes {
  readonly texts: readonly string[];
  /** The mark of a reason; the same one each time it is given. */
  mark(reason: string | undefined): string;
}

function footnotes(): Footnotes {
  const texts: string[] = [];
  return {
    texts,
    mark(reason) {
      if (reason === undefined || reason === "") return "";
      if (!texts.includes(reason)) texts.push(reason);
      return ` [${texts.indexOf(reason) + 1}]`;
    },
  };
}

function lineOf(
  row: ParameterUncertainty,
  before: ParameterUncertainty | undefined,
  notes: Footnotes,
): Record<string, string | undefined> {
  const { trainSet, parameter, value, standardError } = row;
  const place = trainSet === undefined ? parameter : `${trainSet}, ${parameter}`;
  finiteAt(where, "value", value, place);
  if (standardError !== undefined) notNegativeAt(where, "standardError", standardError, place);
  const bounds = methods.map((method) => [method, boundsText(row[method], place, notes)] as const);
  return {
    trainSet: trainSet === undefined || trainSet === before?.trainSet ? "" : trainSetLabel(trainSet),
    parameter: parameterSymbol(parameter),
    value: significant(value, digits.value),
    standardError:
      standardError !== undefined
        ? significant(standardError, digits.standardError)
        : row.reason === undefined
          ? undefined
          : `none${notes.mark(row.reason)}`,
    ...Object.fromEntries(bounds),
  };
}

function boundsText(
  interval: ParameterInterval | undefined,
  place: string,
  notes: Footnotes,
): string | undefined {
  if (interval === undefined) return undefined;
  const { lower, upper, reason } = interval;
  if (lower === undefined && upper === undefined) return `none${notes.mark(reason)}`;
  if (lower !== undefined) finiteAt(where, "lower", lower, place);
  if (upper !== undefined) finiteAt(where, "upper", upper, place);
  if (lower !== undefined && upper !== undefined && lower > upper) {
    throw new RangeError(
      `${where}: lower must be at most upper (${upper}), got ${shown(lower)} at ${place}.`,
    );
  }
  const [from, to] = [lower, upper].map((bound) =>
    bound === undefined ? "open" : significant(bound, digits.bound),
  );
  return `${from} to ${to}${notes.mark(lower === undefined || upper === undefined ? reason : undefined)}`;
}

/** The level that all intervals have, in percent. */
function levelOf(rows: readonly ParameterUncertainty[]): string {
  const levels = [...new Set(rows.flatMap((row) => methods.flatMap((method) => row[method]?.level ?? [])))];
  if (levels.length > 1) {
    throw new RangeError(`${where}: intervals must have one level, got ${shown(levels)}.`);
  }
  return levels.length === 0 ? "" : significant(levels[0] * 100, digits.bound);
}

/** As many significant digits as asked, without powers of ten unless the number is very small or large. */
const significant = (value: number, wanted: number): string =>
  minus(String(Number(value.toPrecision(wanted))));
