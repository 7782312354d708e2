import { shown } from "../../table/index.ts";
import type { FigureWords } from "../compose.ts";
import { notEmpty } from "../lengths.ts";
import { type Table, table } from "../table.ts";
import { minus } from "../ticks.ts";
import { finiteAt, notNegativeAt } from "./checks.ts";
import { trainSetLabel } from "./train-sets.ts";

/** Bounds of an interval; infinite on a side where the data set no bound. */
export interface ParameterInterval {
  readonly low: number;
  readonly high: number;
}

/** A number or interval, or the sentence that says why there is none. */
export interface ParameterUncertainty {
  /** Name or label of the train set, where several stand in one table. */
  readonly trainSet?: string;
  /** e.g. "η". */
  readonly parameter: string;
  readonly value: number;
  readonly standardError?: number | string;
  /** From the profile likelihood. */
  readonly profile?: ParameterInterval | string;
  readonly bootstrap?: ParameterInterval | string;
}

export interface UncertaintyOptions extends FigureWords {
  /** Share that the intervals are to cover. */
  readonly level?: number;
}

const where = "uncertaintyTable";
const digits = { value: 6, standardError: 3, bound: 4 };

/**
 * Parameters with their standard errors and intervals, or the reason why one does not exist.
 *
 * Units   those of the parameters; six significant digits, three of standard errors, four of bounds
 * Source  own; stands beside Table 6 of Gadre et al. 2024, arXiv:2403.08540v2
 *
 * @throws {RangeError} if there are no rows, a value is no number, or a lower bound is above the upper one
 * @example uncertaintyTable([{ parameter: "η", value: 0.136425, standardError: 0.004, profile: "Four points leave no freedom." }])
 */
export function uncertaintyTable(
  rows: readonly ParameterUncertainty[],
  options: UncertaintyOptions = {},
): Table {
  notEmpty(
    where,
    "rows",
    rows.map(({ parameter }) => parameter),
  );
  const { level = 0.95 } = options;
  const percent = significant(level * 100, digits.bound);
  const reasons: string[] = [];
  const cell = <T>(value: T | string | undefined, print: (value: T) => string): string | undefined => {
    if (value === undefined) return undefined;
    if (typeof value !== "string") return print(value);
    if (!reasons.includes(value)) reasons.push(value);
    return `none [${reasons.indexOf(value) + 1}]`;
  };
  const has = (name: keyof ParameterUncertainty): boolean => rows.some((row) => row[name] !== undefined);
  const lines = rows.map((row, at) => {
    const place = `${row.trainSet === undefined ? "" : `${row.trainSet}, `}${row.parameter}`;
    finiteAt(where, "value", row.value, place);
    return {
      trainSet:
        row.trainSet === undefined || row.trainSet === rows[at - 1]?.trainSet
          ? ""
          : trainSetLabel(row.trainSet),
      parameter: row.parameter,
      value: significant(row.value, digits.value),
      standardError: cell(row.standardError, (error) => {
        notNegativeAt(where, "standardError", error, place);
        return significant(error, digits.standardError);
      }),
      profile: cell(row.profile, (bounds) => interval(bounds, place)),
      bootstrap: cell(row.bootstrap, (bounds) => interval(bounds, place)),
    };
  });
  return table(lines, {
    title: options.title ?? "Uncertainty of the fitted parameters",
    caption: [
      options.caption ??
        `Computed here: standard errors from the curvature at the optimum, and intervals at ${percent} %. Without a counterpart in Table 6.`,
      ...reasons.map((reason, at) => `[${at + 1}] ${reason}`),
    ].join(" "),
    columns: [
      ...(has("trainSet") ? [{ name: "trainSet", label: "train set" }] : []),
      { name: "parameter" },
      { name: "value", align: "right" },
      ...(has("standardError")
        ? [{ name: "standardError", label: "standard error", align: "right" as const }]
        : []),
      ...(has("profile") ? [{ name: "profile", label: `${percent} % interval, profile` }] : []),
      ...(has("bootstrap") ? [{ name: "bootstrap", label: `${percent} % interval, bootstrap` }] : []),
    ],
  });
}

function interval({ low, high }: ParameterInterval, place: string): string {
  if (!(low <= high)) {
    throw new RangeError(
      `${where}: an interval must go from its lower to its upper bound, got ${shown(low)} to ${shown(high)} at ${place}.`,
    );
  }
  const from = low === Number.NEGATIVE_INFINITY ? "−∞" : significant(low, digits.bound);
  const to = high === Number.POSITIVE_INFINITY ? "∞" : significant(high, digits.bound);
  return `${from} to ${to}`;
}

/** As many significant digits as asked, without powers of ten unless the number is very small or large. */
const significant = (value: number, wanted: number): string =>
  minus(String(Number(value.toPrecision(wanted))));
